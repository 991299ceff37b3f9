"""Whether anything has changed since the last build, found out without building.

A fingerprint is kept beside Sphinx's doctrees: a hash of all that the generated pages are
made from, and the state of their files at the end of the build. A build that didn't end
leaves none.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refresher_content.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.config import Config

    from refresher_content.book.data.entries import Entries
    from refresher_content.model import Entry

__all__ = ["Fingerprint", "key", "package", "settings"]

_PACKAGE = Path(__file__).parents[2]


def key(config: Config, entries: Entries, content: Path, templates: Sequence[Path]) -> str:
    """A hash of the content, the pictures that it shows, the folders of templates and the
    settings.
    """
    files = entries.library.rows("SELECT path, sha256, assets FROM file ORDER BY path").fetchall()
    pictures = sorted({content / path for *_, assets in files for path in json.loads(assets)})
    parts = [
        settings(config),
        files,
        [(path.as_posix(), _state(path.stat())) for path in pictures],
        [(folder.as_posix(), _states(folder)) for folder in templates],
        package(),
        [_class_state(cls) for cls in entries.own_kinds],
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()


def _class_state(cls: type[Entry]) -> tuple[str, list[int]]:
    """The kind of a class, and the state of the file that defines it: templates may show what its
    properties give.
    """
    name = getattr(sys.modules.get(cls.__module__), "__file__", None)
    return cls.kind, _state(Path(name).stat()) if name else []


def settings(config: Config) -> list[tuple[str, str]]:
    """The settings on which pages or outputs can depend, as text."""
    kinds: Any = {"env", "epub", "html"}
    return sorted((one.name, _plain(one.value)) for one in config.filter(kinds))


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


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The fingerprint of a build, beside that of the last one."""

    file: Path
    """Where the last one is kept, for each builder its own."""
    key: str
    """The hash of all that the pages are made from."""
    folder: Path
    """The folder of the pages."""

    @property
    def is_current(self) -> bool:
        """Whether the last build had the same key, and the folder is as that build left it."""
        saved = self._saved()
        # The key comes first: an interrupted build's needs no look at the folder.
        return saved.get("key") == self.key and saved == self._state()

    @property
    def interrupted(self) -> bool:
        """Whether the last build didn't end, or there was none."""
        return "key" not in self._saved()

    @property
    def former(self) -> list[Path]:
        """The folders in which the pages of earlier builds were."""
        names = self._saved().get("folders", [])
        return [path for name in names if (path := self.folder.with_name(name)) != self.folder]

    def begin(self) -> None:
        """Notes that a build has begun: until it is saved, no other is current."""
        names = sorted(path.name for path in (self.folder, *self.former))
        write_whole(self.file, json.dumps({"folders": names}))

    def save(self) -> None:
        """Keeps the key, and the state of the folder now."""
        write_whole(self.file, json.dumps(self._state()))

    def _saved(self) -> dict[str, Any]:
        try:
            saved: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return saved

    def _state(self) -> dict[str, Any]:
        return {"key": self.key, "folders": [self.folder.name], "pages": _states(self.folder)}


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
