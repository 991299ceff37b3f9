"""Builds that end whole: one at a time, and from nothing after one that didn't end.

Sphinx writes its doctrees, its environment and its pages in place. A mark beside the doctrees
says that a build has begun; it is removed last. While it is there, nothing that Sphinx keeps
from build to build is relied on.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from refresher_content.book.stopping import mistake
from refresher_content.files import lock, write_whole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["begin", "end", "setup"]

_LOGGER = logging.getLogger(__name__)
_MARK = "refresher-unfinished"
_LOCKS: dict[Path, int] = {}
"""The source folders in which this process builds, with the descriptors that lock them."""


def setup(app: Sphinx) -> None:
    """Connects the look back with the beginning of a build."""
    app.connect("config-inited", _look_back, priority=100)


def _look_back(app: Sphinx, config: Config) -> None:
    """Waits for another build of the project, and forgets what one that didn't end has left."""
    if not config.refresher_shard:
        # A shard has a folder of its own, which is locked already.
        _lock(Path(app.srcdir))
    info = Path(app.outdir, ".buildinfo")
    if info.is_file() and not _is_whole(info.read_bytes()):
        info.unlink()
    if Path(app.doctreedir, _MARK).is_file():
        _LOGGER.info("the last build didn't end: this one starts from nothing")
        info.unlink(missing_ok=True)
        doctrees = Path(app.doctreedir)
        (doctrees / "environment.pickle").unlink(missing_ok=True)
        for path in [*doctrees.rglob("*.doctree"), *doctrees.glob("refresher-fingerprint-*.json")]:
            path.unlink(missing_ok=True)


def _is_whole(info: bytes) -> bool:
    """Whether Sphinx can read its file: of one that was cut it shows a traceback."""
    return info.startswith(b"# Sphinx build info version") and info.count(b"\n") >= 4


def _lock(folder: Path) -> None:
    if folder in _LOCKS:
        return
    held = lock(folder)
    if held is None:
        _LOGGER.info("another build of %s is running: waiting until it ends", folder)
        held = lock(folder, wait=True)
    if held is not None:
        _LOCKS[folder] = held


def begin(app: Sphinx) -> None:
    """Notes that the build writes from now on."""
    write_whole(Path(app.doctreedir, _MARK), "A build has begun, and has not ended.\n")


def end(app: Sphinx, exception: Exception | None) -> None:
    """Notes that the build has ended, if what it wrote is whole, and lets others build."""
    if exception is None or mistake(exception) is not None:
        Path(app.doctreedir, _MARK).unlink(missing_ok=True)
    if (held := _LOCKS.pop(Path(app.srcdir), None)) is not None:
        os.close(held)
