"""The files that bodies show and link to, as they are in the content folder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output, key_of

__all__ = ["files"]


def files(site: Site) -> Iterator[Output]:
    """A copy of each."""
    for path in site.build.entries.used_files:
        file = site.build.content / path
        status = file.stat()
        key = key_of(path, str(status.st_size), str(status.st_mtime_ns))
        yield Output(key, partial(_copy, site.build.file(path), file))


def _copy(name: str, file: Path) -> Iterator[tuple[str, bytes]]:
    yield name, file.read_bytes()
