"""Opening libraries: the bundled one, a compiled file, a folder of Markdown files."""

from __future__ import annotations

import os
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from refresher_content.errors import LibraryFileError, did_you_mean
from refresher_content.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from refresher_content.model import Entry

__all__ = ["LIBRARIES", "bundled", "cache_folder", "open_library"]

# As text: importing `pathlib` would take as long as opening the bundled library.
_BUNDLED = os.path.join(os.path.dirname(__file__), "library.sqlite")
_BUNDLED_CONTENT = os.path.join(os.path.dirname(__file__), "content")

LIBRARIES = "refresher_content.libraries"
"""The group of entry points by which installed packages offer libraries."""

CACHED_LIBRARIES = 100
"""How many compiled folders the user's cache keeps: those that were opened last."""


@lru_cache(maxsize=1)
def bundled() -> Library:
    """The library that comes with the package.

    An installed package has it compiled; in a checkout it is compiled from the
    Markdown beside it, for which the extra `authoring` is needed.
    """
    reopen = (bundled, ())
    if os.path.exists(_BUNDLED):
        return Library(_BUNDLED, reopen=reopen)
    if os.path.isdir(_BUNDLED_CONTENT):
        return _open_folder(_BUNDLED_CONTENT, reopen)
    try:
        # The package may be in a zip file.
        data: bytes = __spec__.loader.get_data(_BUNDLED)  # type: ignore[union-attr] # see `except`
    except (AttributeError, OSError):
        raise LibraryFileError(
            "library.sqlite is missing from the package refresher_content: include its data"
            " (PyInstaller: --collect-data refresher_content)"
        ) from None
    return Library(data, reopen=reopen)


def open_library(path: str | os.PathLike[str], *, kinds: Iterable[type[Entry]] = ()) -> Library:
    """The library in a folder of Markdown files, in a compiled file, or in an installed package.
    `kinds` are the classes of its own kinds: a folder may then hold them, and the entries of a
    compiled file are of these classes.

    A folder is compiled first, for which the extra `authoring` is needed; the
    result is kept in the user's cache, so that the next time only changed files
    are parsed. What is no path may be the name of a distribution, or of its entry point in the
    group `refresher_content.libraries`, which names the package that holds `library.sqlite`.
    Raises FileNotFoundError, `LibraryFileError` for a file that is not
    a compiled library, `ContentError` for a folder with errors, and `KindError` for a class that
    can't be a kind, or isn't one of a compiled file's.
    """
    own = tuple(kinds)
    open_ = partial(open_library, kinds=own)
    whole = os.path.realpath(os.path.expanduser(path))
    if not os.path.exists(whole):
        found = _installed(os.fspath(path), own)
        if found is not None:
            return found
    reopen = (open_, (whole,))
    if os.path.isdir(whole):
        return _open_folder(whole, reopen, own)
    return Library(whole, kinds=own, reopen=reopen)


def _installed(name: str, kinds: tuple[type[Entry], ...]) -> Library | None:
    """The library of an installed distribution or entry point of that name, or None. Raises
    FileNotFoundError if there are others, one of which may be meant.
    """
    from importlib.metadata import entry_points
    from importlib.resources import files

    found = entry_points(group=LIBRARIES)
    for point in found:
        if name in (point.name, point.dist.name if point.dist else ""):
            data = files(point.module).joinpath("library.sqlite")
            reopen = (partial(open_library, kinds=kinds), (name,))
            if isinstance(data, os.PathLike):
                return Library(data, kinds=kinds, reopen=reopen)
            return Library(data.read_bytes(), kinds=kinds, reopen=reopen)
    hint = did_you_mean(name, [point.name for point in found])
    if hint:
        raise FileNotFoundError(f"there is no file, folder or installed library {name!r}{hint}")
    return None


def _join(first: Library, second: Library) -> Library:
    from refresher_content.compiler.joining import joined

    return Library(joined(first, second), reopen=(_join, (first, second)))


# A library is read without knowing how one is compiled.
Library.join = staticmethod(_join)


def _open_folder(
    name: str,
    reopen: tuple[Callable[..., Library], tuple[Any, ...]],
    own: tuple[type[Entry], ...] = (),
) -> Library:
    import sqlite3
    from pathlib import Path

    from refresher_content.compiler.compile import compile_folder, compile_to_bytes, is_current
    from refresher_content.library.own_kinds import with_own

    open_ = partial(Library, kinds=own, reopen=reopen)
    folder, kinds = Path(name), with_own(own)
    cached = _cache_file(folder, own)
    try:
        if is_current(folder, cached, kinds):
            os.utime(cached)
        else:
            compile_folder(folder, cached, kinds=kinds)
            _prune(cached.parent)
    except (PermissionError, NotADirectoryError, sqlite3.OperationalError):
        return open_(compile_to_bytes(folder, kinds=kinds))
    return open_(cached)


def _cache_file(folder: Path, own: tuple[type[Entry], ...]) -> Path:
    """Where a folder's library is kept: one that has own kinds beside one that doesn't."""
    from hashlib import sha256

    key = "\0".join((str(folder), *(cls.kind for cls in own)))
    name = sha256(key.encode()).hexdigest()[:16]
    return cache_folder() / f"{name}.sqlite"


def _prune(folder: Path) -> None:
    """Removes those libraries from the cache that were opened longest ago."""
    libraries = sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime_ns)
    for path in libraries[:-CACHED_LIBRARIES]:
        path.unlink(missing_ok=True)


def cache_folder() -> Path:
    """The package's folder in the user's cache, by the XDG Base Directory Specification."""
    from pathlib import Path

    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "refresher-content"
