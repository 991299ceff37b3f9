"""Files and folders written whole: readers see the old or the new, and nothing in between.

What isn't finished stands beside its target under a name of its own, and is locked as long as
its writer lives: what a killed one left, the next one removes.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = [
    "lock",
    "replace_file",
    "replace_folder",
    "sync_folder",
    "temporary_folder",
    "write_changed",
    "write_whole",
]

_SUFFIX = ".part"


def lock(path: Path, *, wait: bool = False) -> int | None:
    """Locks a file or folder for this process until the descriptor, which it gives, is closed;
    None if another has locked it.
    """
    if sys.platform == "win32":
        # An open file can't be removed there anyway.
        return os.open(os.devnull, os.O_RDONLY)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _claim(parent: Path, prefix: str, *, folder: bool) -> tuple[Path, int]:
    """A new file or folder that is locked."""
    while True:
        if folder:
            path = Path(tempfile.mkdtemp(_SUFFIX, prefix, parent))
        else:
            handle, name = tempfile.mkstemp(_SUFFIX, prefix, parent)
            os.close(handle)
            path = Path(name)
        # Another may take it for a stray before it is locked.
        with suppress(OSError):
            descriptor = lock(path)
            if descriptor is not None and path.exists():
                return path, descriptor
            if descriptor is not None:
                os.close(descriptor)


def _remove_strays(parent: Path, prefix: str) -> None:
    for path in [one for one in parent.iterdir() if one.name.startswith(prefix)]:
        if _SUFFIX not in path.name:
            continue
        with suppress(OSError):
            descriptor = lock(path)
            if descriptor is not None:
                _remove(path)
                os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _temporary(parent: Path, prefix: str, *, folder: bool) -> Iterator[Path]:
    parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        _remove_strays(parent, prefix)
    path, descriptor = _claim(parent, prefix, folder=folder)
    try:
        mask = os.umask(0)
        os.umask(mask)
        path.chmod((0o777 if folder else 0o666) & ~mask)
        yield path
    finally:
        _remove(path)
        os.close(descriptor)


@contextmanager
def temporary_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder that is there for a while; those of killed processes are removed."""
    with _temporary(parent, prefix, folder=True) as path:
        yield path


@contextmanager
def replace_file(target: Path) -> Iterator[Path]:
    """Gives an empty file beside the target to be written, which then takes its place.

    If the block raises an error, the target stays as it was.
    """
    with _temporary(target.parent, f".{target.name}.", folder=False) as path:
        yield path
        _flush(path)
        path.replace(target)


@contextmanager
def replace_folder(target: Path) -> Iterator[Path]:
    """Gives an empty folder beside the target to be filled, which then takes its place.

    If the block raises an error, the target stays as it was.
    """
    with _temporary(target.parent, f".{target.name}.", folder=True) as path:
        yield path
        for one in path.rglob("*"):
            if one.is_file():
                _flush(one)
        _put(path, target)


def _flush(path: Path) -> None:
    """Waits until a file is on the disk: else a crash could leave its name and lose its bytes."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put(new: Path, target: Path) -> None:
    """Renames a folder to a name that another folder may have, which then gets the new one's."""
    try:
        new.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        if not _exchange(new, target):
            aside = Path(tempfile.mkdtemp(_SUFFIX, f".{target.name}.", target.parent))
            target.rename(aside / "old")
            new.rename(target)
            shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two names in one step, which Linux can (renameat2); whether it was done."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here, exchange = -100, 2
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes a file, of which readers see the old or the new."""
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:200]}.{os.getpid()}{_SUFFIX}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_changed(path: Path, content: str | bytes) -> None:
    """Writes a file if it is new or its content changed, so that its time says so."""
    data = content.encode() if isinstance(content, str) else content
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)


def sync_folder(folder: Path, files: Mapping[str, str | bytes | Path]) -> None:
    """Makes a folder hold exactly these files, by their paths below it: text, bytes, or a file
    to copy. Those that are equal already are not touched.
    """
    for name, content in files.items():
        write_changed(folder / name, content.read_bytes() if isinstance(content, Path) else content)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in files:
            path.unlink(missing_ok=True)
