"""Whether anything has changed since the last build, without making it again to see.

A stamp stands beside Sphinx's doctrees. It holds a digest of all that the generated pages
are made from, and what they were like when they had been written.
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

__all__ = ["holds", "key", "package", "put"]

_NAME = "refresher-stamp.json"
_PACKAGE = Path(__file__).parents[2]
_CONFIG = (
    "html_baseurl",
    "html_theme",
    "html_title",
    "language",
    "project",
    "refresher_folder",
    "refresher_shard",
    "root_doc",
    "smartquotes",
)


def key(app: Sphinx, entries: Entries, content: Path, templates: Sequence[str]) -> str:
    """A digest of the content, the pictures that it shows, the folders of templates and the
    settings.
    """
    files = entries.library.rows("SELECT path, sha256, assets FROM file ORDER BY path").fetchall()
    pictures = sorted({content / path for *_, assets in files for path in json.loads(assets)})
    parts = [
        app.builder.name,
        [str(getattr(app.config, name)) for name in _CONFIG],
        files,
        [(path.as_posix(), _state(path.stat())) for path in pictures],
        [(folder, _states(Path(folder))) for folder in templates],
        package(),
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()


@cache
def package() -> str:
    """A digest of the package's own state, of its version and while it is worked on."""
    endings = (".py", ".jinja", ".mo", ".html")
    own = {name: state for name, state in _states(_PACKAGE).items() if name.endswith(endings)}
    return sha256(json.dumps(own).encode()).hexdigest()


def holds(app: Sphinx, key: str, folder: Path) -> bool:
    """Whether the folder is as it was left by a build with the same key."""
    try:
        stamp = json.loads(_file(app).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(stamp == _stamp(key, folder))


def put(app: Sphinx, key: str, folder: Path) -> None:
    """Keeps the key, and what the folder is like now."""
    _file(app).write_text(json.dumps(_stamp(key, folder)), encoding="utf-8")


def _stamp(key: str, folder: Path) -> dict[str, Any]:
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
