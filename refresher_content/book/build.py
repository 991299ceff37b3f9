"""The archive that a Sphinx build shows: compiled, opened, and written out as pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.errors import ExtensionError
from sphinx.util import logging

from refresher_content.book.data import fingerprint
from refresher_content.book.data.entries import Entries
from refresher_content.book.pages import writer
from refresher_content.book.pages.facts import Description
from refresher_content.book.text import typeset
from refresher_content.compiler.compile import compile_folder, is_current
from refresher_content.errors import ContentError
from refresher_content.library import Library
from refresher_content.model import KINDS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from refresher_content.diagnostics import Report
    from refresher_content.model import Entry

__all__ = [
    "Build",
    "build_of",
    "configure",
    "content_folder",
    "note_reading",
    "note_removed",
    "prepare",
    "use_short_roles",
]

_LOGGER = logging.getLogger(__name__)
_BUNDLED = Path(__file__).parents[1] / "content"


@dataclass(slots=True, weakref_slot=True)
class Build:
    """A library and where its pages stand in the project."""

    entries: Entries
    """The entries that the book shows."""
    content: Path
    """The content folder."""
    root: str
    """The docname of the project's first page, in which the archive's home stands."""
    folder: str
    """The folder of the generated pages, the first part of their docnames."""
    pages: writer.Pages
    """The generated pages."""
    key: str
    """A digest of all that the pages are made from."""
    unchanged: bool
    """Whether everything is as it was after the last build, as far as is known."""

    @property
    def library(self) -> Library:
        """What the book shows."""
        return self.entries.library

    @property
    def descriptions(self) -> dict[str, Description]:
        """What each generated page is, by docname."""
        return self.pages.descriptions

    def title(self, docname: str, env: BuildEnvironment) -> str:
        """The title of a document, or of a page that another shard has."""
        if docname in env.titles:
            return str(env.titles[docname].astext())
        folder, _, id_ = docname.removeprefix(f"{self.folder}/").partition("/")
        kind = next(kind for kind, cls in KINDS.items() if cls.folder == folder)
        entry = self.entries.find(kind, id_)
        return typeset(entry.label if entry else id_, env.config)

    def description(self, docname: str) -> Description | None:
        """What a generated page is; None for another one."""
        if docname != self.root and not self.generated(docname):
            return None
        return self.descriptions.get(docname)

    def address(self, entry: Entry) -> tuple[str, str]:
        """The docname and the fragment at which an entry stands."""
        path, _, anchor = entry.path.partition("#")
        return f"{self.folder}/{path}", anchor

    def generated(self, docname: str) -> bool:
        """Whether a document is one of the generated pages."""
        return docname.startswith(f"{self.folder}/")


# An environment is pickled from build to build; an open library is not.
_ARCHIVES: WeakKeyDictionary[BuildEnvironment, Build] = WeakKeyDictionary()


def build_of(env: BuildEnvironment) -> Build | None:
    """The archive of a build; None if the project only links to others' archives."""
    return _ARCHIVES.get(env)


def configure(app: Sphinx, config: Config) -> None:
    """Sets what the generated pages need of Sphinx."""
    config.exclude_patterns.append(f"{config.refresher_folder}/_*")
    # Neither a content folder inside the project nor an output, with its Markdown twins, are
    # documents by themselves.
    content = content_folder(Path(app.confdir), app.config.refresher_content).resolve()
    shut = {_shut(Path(folder), app.srcdir) for folder in (content, app.doctreedir, app.outdir)}
    config.exclude_patterns += sorted({"_build", *shut} - {""})
    config.html_static_path.append(str(Path(__file__).with_name("static")))
    # The contents' entries are hidden on pages, which have a navigation of their own; an
    # EPUB has none but its contents.
    if "epub_tocscope" in config.values and config.epub_tocscope == "default":
        config.epub_tocscope = "includehidden"
    # A column's articles stand on the fourth level.
    if "epub_tocdepth" in config.values and config.epub_tocdepth == 3:
        config.epub_tocdepth = 4


def _shut(folder: Path, srcdir: Path) -> str:
    """What to exclude so that a folder inside the project isn't read; empty for one outside.

    Of `_build/html` it is all of `_build`: other builders' outputs stand beside it, and the
    pattern is the same for each, or Sphinx would read everything again.
    """
    if folder == srcdir or not folder.is_relative_to(srcdir):
        return ""
    parts = folder.relative_to(srcdir).parts
    hidden = next((end for end, part in enumerate(parts, 1) if part.startswith("_")), len(parts))
    return "/".join(parts[:hidden])


def content_folder(confdir: Path, name: str) -> Path:
    """The folder that the configuration names, or the one that comes with the package."""
    return Path(confdir, name) if name else _BUNDLED


def prepare(app: Sphinx) -> None:
    """Compiles the content and writes its pages, before Sphinx looks for documents.

    Raises ExtensionError, after a warning for every fault, if the content has any: a book
    is built whole or not at all.
    """
    content = content_folder(Path(app.confdir), app.config.refresher_content)
    compiled = Path(app.config.refresher_library or Path(app.doctreedir, "library.sqlite"))
    try:
        if not app.config.refresher_library and not is_current(content, compiled):
            compile_folder(content, compiled)
    except NotADirectoryError as error:
        raise ExtensionError(f"refresher_content: {error}") from None
    except ContentError as error:
        _report(error.report, content)
        raise ExtensionError(
            f"the content has {len(error.report)} fault(s); the book was not built"
        ) from None
    entries = Entries(Library(compiled))
    made = writer.Pages(entries, app, content)
    key = fingerprint.key(app, entries, content, writer.template_folders(app))
    unchanged = fingerprint.holds(app, key, made.folder)
    if not unchanged:
        made.write()
        fingerprint.put(app, key, made.folder)
    folder = app.config.refresher_folder
    _ARCHIVES[app.env] = Build(entries, content, app.config.root_doc, folder, made, key, unchanged)


def note_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Notes that documents have changed."""
    if docnames and (build := build_of(env)):
        build.unchanged = False


def note_removed(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Notes that documents have gone."""
    if removed and (build := build_of(env)):
        build.unchanged = False
    return []


def _report(report: Report, content: Path) -> None:
    for one in report:
        about = f"{one.field}: " if one.field else ""
        hint = f" (hint: {one.hint})" if one.hint else ""
        _LOGGER.warning(
            "%s",
            f"{about}{one.message}{hint}",
            type="refresher",
            subtype=one.code,
            location=f"{content / one.path}:{one.span.line}:{one.span.column}",
        )


def use_short_roles(app: Sphinx, docname: str, source: list[str]) -> None:
    """Lets generated pages, and so the content, write roles without the domain's name."""
    build = build_of(app.env)
    if build and build.generated(docname):
        app.env.current_document.default_domain = app.env.domains["refresher"]
