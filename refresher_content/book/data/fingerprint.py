"""Whether anything has changed since the last build, found out without building.

A fingerprint is kept beside Sphinx's doctrees: a hash of all that the generated pages are
made from, and the state of their files after they were written.
"""

from __future__ import annotations

import json
import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

    from refresher_content.book.data.entries import Entries

__all__ = ["is_current", "key", "package", "save", "settings"]

_NAME = "refresher-fingerprint.json"
_PACKAGE = Path(__file__).parents[2]


def key(app: Sphinx, entries: Entries, content: Path, templates: Sequence[str]) -> str:
    """A hash of the content, the pictures that it shows, the folders of templates and the
    settings.
    """
    files = entries.library.rows("SELECT path, sha256, assets FROM file ORDER BY path").fetchall()
    pictures = sorted({content / path for *_, assets in files for path in json.loads(assets)})
    parts = [
        app.builder.name,
        settings(app),
        files,
        [(path.as_posix(), _state(path.stat())) for path in pictures],
        [(folder, _states(Path(folder))) for folder in templates],
        package(),
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()


def settings(app: Sphinx) -> list[tuple[str, str]]:
    """The settings on which pages or outputs can depend, as text."""
    kinds: Any = {"env", "epub", "html"}
    return sorted((one.name, _plain(one.value)) for one in app.config.filter(kinds))


def _plain(value: Any) -> str:
    """A setting's value as text that is the same from build to build."""
    match value:
        case dict():
            return repr(sorted((str(key), _plain(one)) for key, one in value.items()))
        case list() | tuple():
            return repr([_plain(one) for one in value])
        case set() | frozenset():
            return repr(sorted(map(_plain, value)))
        case str() | int() | float() | None:
            return repr(value)
        case _:
            return str(getattr(value, "__qualname__", type(value).__qualname__))


@cache
def package() -> str:
    """A hash of the package's own state, of its version and while it is worked on."""
    endings = (".py", ".jinja", ".mo", ".html")
    own = {name: state for name, state in _states(_PACKAGE).items() if name.endswith(endings)}
    return sha256(json.dumps(own).encode()).hexdigest()


def is_current(app: Sphinx, key: str, folder: Path) -> bool:
    """Whether the folder is as it was left by a build with the same key."""
    try:
        saved = json.loads(_file(app).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(saved == _state_of(key, folder))


def save(app: Sphinx, key: str, folder: Path) -> None:
    """Keeps the key, and the state of the folder now."""
    _file(app).write_text(json.dumps(_state_of(key, folder)), encoding="utf-8")


def _state_of(key: str, folder: Path) -> dict[str, Any]:
    return {"key": key, "pages": _states(folder)}


def _file(app: Sphinx) -> Path:
    return Path(app.doctreedir, _NAME)


def _states(folder: Path, below: str = "") -> dict[str, list[int]]:
    """Size and time of change of every file in a folder, by its path below it, in order."""
    found: dict[str, list[int]] = {}
    if not folder.is_dir():
        return found
    # Text and not `Path`: there may be tens of thousands, and every build asks.
    with os.scandir(f"{folder}/{below}") as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                found |= _states(folder, f"{below}{entry.name}/")
            else:
                found[below + entry.name] = _state(entry.stat())
    return found


def _state(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns]
