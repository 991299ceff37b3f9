"""Templates as Jinja compiles them, kept beside the doctrees for the next build."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import sphinx
from jinja2 import FileSystemBytecodeCache

from refresher_content.book.data.fingerprint import package

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["template_cache"]

_FOLDER = "refresher-templates"
_CONFIG = ("language", "smartquotes", "smartquotes_action", "smartquotes_excludes")


def template_cache(app: Sphinx, name: str) -> FileSystemBytecodeCache:
    """The cache of an environment of templates.

    Jinja holds what it kept against a template's text, and not against what else goes into
    it: the filters of the package and of Sphinx, and the settings that they read.
    """
    folder = Path(app.doctreedir, _FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    settings = [repr(getattr(app.config, one)) for one in _CONFIG]
    key = sha256("\n".join((package(), sphinx.__version__, *settings)).encode()).hexdigest()[:12]
    return FileSystemBytecodeCache(str(folder), f"{name}-{key}-%s")
