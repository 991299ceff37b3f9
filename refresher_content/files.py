"""Files and folders written whole: readers see the old or the new, and nothing in between."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

__all__ = ["replace_file", "sync_folder", "write_changed"]


@contextmanager
def replace_file(target: Path) -> Iterator[Path]:
    """Gives an empty file beside the target to be written, which then takes its place.

    If the block raises an error, the target stays as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    path = Path(name)
    try:
        yield path
        mask = os.umask(0)
        os.umask(mask)
        path.chmod(0o666 & ~mask)
        path.replace(target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_changed(path: Path, content: str | bytes) -> None:
    """Writes a file if it is new or its content changed, so that its time says so."""
    data = content.encode() if isinstance(content, str) else content
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


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
            path.unlink()
