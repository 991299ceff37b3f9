"""The templates of pages and fragments: what depends on them, how they stay compiled, errors."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import sphinx
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup
from sphinx.config import Config
from sphinx.locale import get_translation, get_translator

from refresher_content.book.data.fingerprint import package
from refresher_content.book.pages.project import Project
from refresher_content.book.stopping import stop
from refresher_content.book.text import CATALOG, typeset
from refresher_content.errors import did_you_mean
from refresher_content.model import Entry

__all__ = [
    "environment",
    "fragments_key",
    "render",
    "template_cache",
    "typesetting",
    "unused_overrides",
]

_CACHE = "refresher-templates"


def unused_overrides(
    project: Project, own_kinds: Iterable[type[Entry]]
) -> Iterator[tuple[Path, str]]:
    """The project's templates that replace none of the package's and are included by none of
    its own, and so have no effect: path and message. Each own kind may have one.
    """
    known = {path.name for path in project.templates[-1].glob("*.jinja")}
    known |= {f"{cls.kind}.md.jinja" for cls in own_kinds}
    for folder in project.own_templates:
        own = {path.name: path for path in sorted(folder.glob("*.jinja"))}
        texts = "".join(path.read_text(encoding="utf-8") for path in own.values())
        for name, path in own.items():
            if name not in known and f'"{name}"' not in texts and f"'{name}'" not in texts:
                yield path, f"no template is called {name!r}{did_you_mean(name, known)}"


def fragments_key(project: Project) -> str:
    """A hash of the templates of fragments, which are rendered after pages are read."""
    paths = [path for folder in project.templates for path in sorted(folder.glob("*.html.jinja"))]
    texts = [f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in paths]
    return sha256("\0".join(texts).encode()).hexdigest()


def environment(
    folders: Sequence[Path],
    shown: Callable[[Any], Any],
    *,
    html: bool,
    text: Callable[[str], str] = str,
    cache: BytecodeCache | None = None,
) -> Environment:
    """What renders the templates of some folders, of which the first that has one counts.

    `shown` gives what stands for a value that a template prints, `text` makes what a template
    takes from the catalogue.
    """
    made = Environment(
        loader=FileSystemLoader(folders),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=shown,
        autoescape=html,  # noqa: S701 - what isn't HTML is escaped by `shown`
        bytecode_cache=cache,
        extensions=["jinja2.ext.i18n"],
    )
    translate = get_translation(CATALOG)
    made.install_gettext_callables(  # type: ignore[attr-defined] # added by the extension
        lambda message: text(translate(message)),
        lambda *forms: text(get_translator(CATALOG).ngettext(*forms)),
        newstyle=False,
    )
    return made


def typesetting(config: Config) -> Callable[[Any], Any]:
    """What gives texts their typographic quotation marks, but leaves markup as it is."""

    def shown(value: Any) -> Any:
        plain = isinstance(value, str) and not isinstance(value, Markup)
        return typeset(value, config) if plain else value

    return shown


def template_cache(project: Project, name: str) -> FileSystemBytecodeCache:
    """The cache in which an environment's templates stay compiled from build to build.

    Jinja compares a cached template with its text, and not with what else goes into it: the
    filters of the package and of Sphinx, and the settings that they read.
    """
    folder = project.cache / _CACHE
    folder.mkdir(parents=True, exist_ok=True)
    basis = "\n".join((package(), sphinx.__version__, *project.filters))
    key = sha256(basis.encode()).hexdigest()[:12]
    return FileSystemBytecodeCache(str(folder), f"{name}-{key}-%s")


def render(environment: Environment, name: str, values: dict[str, Any], default: str = "") -> str:
    """A template's text, or that of a default if there is no such template. Stops with the
    template's file and line if there is an error in it.
    """
    try:
        return environment.select_template([name, default or name]).render(values)
    except TemplateSyntaxError as error:
        stop(f"{error.filename or name}:{error.lineno}: {error.message}")
    except TemplateError as error:
        frames = traceback.extract_tb(error.__traceback__)
        inside = [frame for frame in frames if frame.filename.endswith(".jinja")]
        line = f"{inside[-1].filename}:{inside[-1].lineno}" if inside else name
        stop(f"{line}: {error.message}")
