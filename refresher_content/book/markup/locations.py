"""Warnings about generated pages, moved to the line of the content file."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from refresher_content.book.build import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]

_LOCATION = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?:?")


class ContentLocation(logging.Filter):
    """Moves a warning's location from a generated page to the file that its body comes from."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the location; every record passes."""
        location = getattr(record, "location", None)
        if isinstance(location, str) and (match := _LOCATION.fullmatch(location)):
            moved = self._moved(match["path"], int(match["line"] or 0))
            if moved:
                record.location = moved
        return True

    def _moved(self, path: str, line: int) -> str | None:
        env = getattr(self._app, "env", None)
        build = build_of(env) if env else None
        if env is None or build is None:
            return None
        # Sphinx 8 adds a suffix to the path that MyST gives instead of a docname.
        names = (env.path2doc(path), env.path2doc(path.rpartition(".")[0]))
        docname = next((one for one in names if one in build.pages.origins), None)
        if docname is None:
            return None
        origin = build.pages.origins[docname]
        return f"{build.content / origin.path}:{origin.line_of(line)}"


def setup(app: Sphinx) -> None:
    """Puts the filter behind Sphinx's own, which have turned nodes into locations by then."""
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(ContentLocation(app))
