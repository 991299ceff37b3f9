"""What hosts need beside pages: `.nojekyll`, without which GitHub Pages skips `_static`."""

from __future__ import annotations

from collections.abc import Iterator

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output

__all__ = ["files"]


def files(site: Site) -> Iterator[Output]:
    """An empty file."""
    yield Output("", lambda: [(".nojekyll", "")])
