"""The templates of pages and fragments: where they are, how they stay compiled, their errors."""

from __future__ import annotations

import traceback
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from jinja2 import Environment, FileSystemBytecodeCache, TemplateError, TemplateSyntaxError
from sphinx.util import logging

from refresher_content.book.data.fingerprint import package
from refresher_content.book.stopping import stop
from refresher_content.errors import did_you_mean

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["check_overrides", "render", "template_cache", "template_folders"]

_LOGGER = logging.getLogger(__name__)
_OURS = Path(__file__).with_name("templates")
_CACHE = "refresher-templates"
_CONFIG = ("language", "smartquotes", "smartquotes_action", "smartquotes_excludes")


def template_folders(app: Sphinx) -> list[str]:
    """Where templates are looked for: in the project's own folders first."""
    return [*map(str, _own_folders(app)), str(_OURS)]


def _own_folders(app: Sphinx) -> list[Path]:
    return [Path(app.confdir, path, "refresher") for path in app.config.templates_path]


def check_overrides(app: Sphinx) -> None:
    """Warns of a project's template that replaces none of the package's and is included by none
    of its own: it would have no effect.
    """
    known = {path.name for path in _OURS.glob("*.jinja")}
    for folder in _own_folders(app):
        own = {path.name: path for path in sorted(folder.glob("*.jinja"))}
        texts = "".join(path.read_text(encoding="utf-8") for path in own.values())
        for name, path in own.items():
            if name not in known and f'"{name}"' not in texts and f"'{name}'" not in texts:
                hint = did_you_mean(name, known)
                _LOGGER.warning(
                    "no template is called %r%s", name, hint,
                    type="refresher", subtype="unknown-template", location=str(path),
                )  # fmt: skip


def template_cache(app: Sphinx, name: str) -> FileSystemBytecodeCache:
    """The cache in which an environment's templates stay compiled from build to build.

    Jinja compares a cached template with its text, and not with what else goes into it: the
    filters of the package and of Sphinx, and the settings that they read.
    """
    folder = Path(app.doctreedir, _CACHE)
    folder.mkdir(parents=True, exist_ok=True)
    settings = [repr(getattr(app.config, one)) for one in _CONFIG]
    key = sha256("\n".join((package(), sphinx.__version__, *settings)).encode()).hexdigest()[:12]
    return FileSystemBytecodeCache(str(folder), f"{name}-{key}-%s")


def render(environment: Environment, name: str, values: dict[str, Any]) -> str:
    """A template's text. Stops with the template's file and line if there is an error in it."""
    try:
        return environment.get_template(name).render(values)
    except TemplateSyntaxError as error:
        stop(f"{error.filename or name}:{error.lineno}: {error.message}")
    except TemplateError as error:
        frames = traceback.extract_tb(error.__traceback__)
        inside = [frame for frame in frames if frame.filename.endswith(".jinja")]
        place = f"{inside[-1].filename}:{inside[-1].lineno}" if inside else name
        stop(f"{place}: {error.message}")
