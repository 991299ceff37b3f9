"""One Sphinx build of an archive: compiled, opened, written out as pages; what has changed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.addnodes import toctree
from sphinx.util import logging

from refresher_content.book import whole
from refresher_content.book.data import fingerprint
from refresher_content.book.data.entries import Entries
from refresher_content.book.pages import writer
from refresher_content.book.pages.facts import Description
from refresher_content.book.pages.project import Project
from refresher_content.book.pages.shard import Shard
from refresher_content.book.pages.templating import unused_overrides
from refresher_content.book.stopping import exit_after, exiting, stop
from refresher_content.book.text import typeset
from refresher_content.compiler.compile import (
    compile_folder,
    gc_paused,
    is_current,
    recorded_warnings,
)
from refresher_content.display import visible
from refresher_content.errors import ContentError, KindError, did_you_mean, suggest
from refresher_content.library import Library
from refresher_content.library.own_kinds import with_own
from refresher_content.model.languages import title_language
from refresher_content.project import own_kinds_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from refresher_content.diagnostics import Diagnostic
    from refresher_content.model import Entry
    from refresher_content.model.entry import Kinds

__all__ = ["BUNDLED", "FILES", "Build", "Changes", "build_of", "content_folder", "setup"]

_LOGGER = logging.getLogger(__name__)
BUNDLED = ":bundled:"
"""What the setting `refresher_content` says for the archive that comes with the package."""

FILES = "_files"
"""The folder of the output, below that of the archive's pages, that holds what bodies show."""

_BUNDLED_CONTENT = Path(__file__).parents[1] / "content"


class Changes:
    """Whether anything has changed since the last build, as far as is known by now."""

    def __init__(self, build: fingerprint.Fingerprint) -> None:
        self._build = build
        self._found = False
        self.everything = build.interrupted
        """Whether what the last build left can't be relied on, since it didn't end."""
        self.former = [path.name for path in build.former]
        """The names of the folders in which the pages of earlier builds were."""

    def __bool__(self) -> bool:
        return self._found

    def note(self) -> None:
        """Notes that something has; if the build then doesn't end, the next one knows."""
        if not self._found:
            self._build.begin()
        self._found = True

    def end(self) -> None:
        """Notes that the output is up to date."""
        if self._found:
            self._build.save()


_NOT_IN_NAMES = re.compile(r'["*:<>?|\\\x00-\x1f\x7f]')
"""What no name in an EPUB may have (OCF 3.3, section 4.2.3), but for slashes."""


@dataclass(slots=True, weakref_slot=True)
class Build:
    """One build of a book: what it shows, and where that is in the project."""

    app: Sphinx
    """The application that builds it."""
    entries: Entries
    """The entries that the book shows."""
    content: Path
    """The content folder."""
    root: str
    """The docname of the project's first page, in which the archive's home is included."""
    folder: str
    """The folder of the generated pages, the first part of their docnames."""
    pages: writer.Pages
    """The generated pages."""
    changes: Changes
    """Whether there is anything to do."""

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
        kinds = self.library.kinds.items()
        kind = next(kind for kind, cls in kinds if cls.folder == folder)
        entry = self.entries.find(kind, id_)
        if entry is None:
            return id_
        language = title_language(entry, self.library.publication.language)
        return typeset(entry.label, env.config, language)

    def description(self, docname: str) -> Description | None:
        """What a generated page is; None for another one."""
        if docname != self.root and not self.generated(docname):
            return None
        return self.descriptions.get(docname)

    def address(self, entry: Entry) -> tuple[str, str]:
        """The docname and the fragment at which an entry stands."""
        path, _, anchor = entry.path.partition("#")
        return f"{self.folder}/{path}", anchor

    def files_of(self, entry: Entry) -> tuple[str, ...]:
        """The content files that an entry's text shows and links to."""
        return self.entries.files.get(entry.source, ())

    def file(self, path: str) -> str:
        """The place of a content file in the output, from its root. Readers of EPUBs stumble over
        spaces in names, and EPUB and some file systems have none of a few other characters.
        """
        name = path.replace("~", "~~").replace(" ", "~_")
        name = _NOT_IN_NAMES.sub(lambda found: f"~{ord(found[0]):02x}", name)
        return f"{self.folder}/{FILES}/{name}"

    def generated(self, docname: str) -> bool:
        """Whether a document is one of the generated pages."""
        return docname.startswith(f"{self.folder}/")

    def is_document(self, docname: str) -> bool:
        """Whether a document belongs to a manual. Generated pages, the first one, and those that
        the first names in a table of contents without a caption, belong to the archive.
        """
        return docname not in (self.root, *self._own_pages()) and not self.generated(docname)

    def _own_pages(self) -> list[str]:
        trees = self.app.env.tocs[self.root].findall(toctree)
        return [name for tree in trees if not tree.get("caption") for _, name in tree["entries"]]

    @property
    def own_pages(self) -> list[str]:
        """The documents of the project that belong to the archive, such as one about it."""
        found = (name for name in self._own_pages() if not self.generated(name))
        return sorted(self.app.env.found_docs.intersection(found))

    @property
    def has_documents(self) -> bool:
        """Whether the project has a manual."""
        return any(map(self.is_document, self.app.env.found_docs))


# An environment is pickled from build to build; an open library is not.
_BUILDS: WeakKeyDictionary[BuildEnvironment, Build] = WeakKeyDictionary()


def build_of(env: BuildEnvironment) -> Build | None:
    """The build of an environment; None if the project only links to others' archives."""
    return _BUILDS.get(env)


def setup(app: Sphinx) -> None:
    """Registers the settings, and the steps of a build that come before Sphinx reads."""
    app.add_config_value("refresher_content", "", "env", str)
    app.add_config_value("refresher_folder", "archive", "env", str)
    app.add_config_value("refresher_card_fonts", [], "env", (list, tuple))
    # Set by `shards`, for the builds that it starts.
    app.add_config_value("refresher_library", "", "env", str)
    app.add_config_value("refresher_shard", "", "env", str)
    whole.setup(app)
    app.connect("config-inited", _configure)
    app.connect("builder-inited", _prepare, priority=400)
    app.connect("source-read", _use_short_roles)
    app.connect("env-before-read-docs", _note_reading)
    app.connect("env-get-outdated", _outdated)
    app.connect("build-finished", _end, priority=950)


@exiting()
def _configure(app: Sphinx, config: Config) -> None:
    """Sets what the generated pages need of Sphinx."""
    _check_settings(config, Path(app.confdir))
    # Not into the list itself: the default is one for all builds of a process.
    config.exclude_patterns = [*config.exclude_patterns, f"{config.refresher_folder}/_*"]
    # A content folder inside the project, and an output with its Markdown versions, are not
    # documents.
    content = content_folder(Path(app.confdir), config.refresher_content).resolve()
    folders = {Path(folder) for folder in (content, app.doctreedir, app.outdir)}
    excluded = {_exclude_pattern(folder, app.srcdir) for folder in folders}
    config.exclude_patterns += sorted({"_build", *excluded} - {""})
    own = str(Path(__file__).with_name("static"))
    config.html_static_path = [*config.html_static_path, own]


def _check_settings(config: Config, confdir: Path) -> None:
    """Stops if a setting can't be meant; warns of an unknown one that may be meant for ours."""
    content, folder = config.refresher_content, str(config.refresher_folder)
    unknown = _unknown_settings(config)
    if not content:
        hint = next((f"; is {name!r} a typo?" for name in unknown), "")
        stop(
            "conf.py does not set refresher_content: name the content folder, or"
            f" {BUNDLED!r} for the archive that comes with the package{hint}"
        )
    if not isinstance(content, str | Path):
        found = type(content).__name__
        stop(f"refresher_content in conf.py: expected the name of a folder, found a {found}")
    if not re.fullmatch(r"[^\W_][^/\\]*", folder):
        expected = "expected the name of a folder beside the documents"
        stop(f"refresher_folder in conf.py: {expected}, found {folder!r}")
    for font in config.refresher_card_fonts:
        if not (confdir / str(font)).is_file():
            stop(f"refresher_card_fonts in conf.py: there is no file {font!r}")
    try:
        Shard.parse(str(config.refresher_shard))
    except ValueError as error:
        stop(f"refresher_shard in conf.py: {error}")
    for name, hint in unknown.items():
        _LOGGER.warning("conf.py: unknown setting %r%s", name, hint)


def _unknown_settings(config: Config) -> dict[str, str]:
    """Names in conf.py that begin as ours do or are nearly one of them, each with a hint."""
    own = [name for name in config.values if name.startswith("refresher_")]
    given: Mapping[str, object] = getattr(config, "_raw_config", {})
    return {
        name: did_you_mean(name, own)
        for name, value in given.items()
        if name not in config.values and not callable(value)
        if name.startswith("refresher_") or _similar(name, suggest(name, own) or "")
    }


def _similar(name: str, meant: str) -> bool:
    return SequenceMatcher(None, name.casefold(), meant).ratio() > 0.85


def _exclude_pattern(folder: Path, srcdir: Path) -> str:
    """What to exclude so that a folder inside the project isn't read; empty for one outside.

    Of `_build/html` it is all of `_build`: other builders' outputs are beside it, and the
    pattern is the same for each, or Sphinx would read everything again.
    """
    if folder == srcdir or not folder.is_relative_to(srcdir):
        return ""
    parts = folder.relative_to(srcdir).parts
    hidden = next((end for end, part in enumerate(parts, 1) if part.startswith("_")), len(parts))
    return "/".join(parts[:hidden])


def content_folder(confdir: Path, name: str) -> Path:
    """The folder that the setting `refresher_content` names."""
    return _BUNDLED_CONTENT if name == BUNDLED else Path(confdir, name)


@exiting()
@gc_paused()
def _prepare(app: Sphinx) -> None:
    """Compiles the content and writes its pages, before Sphinx looks for documents.

    Stops with every problem if one is an error: a book is built whole or not at all.
    """
    project = Project.of(app, content_folder(Path(app.confdir), app.config.refresher_content))
    try:
        own = own_kinds_of(project.content)
    except KindError as error:
        stop(str(error))
    entries = Entries(Library(_compiled(app, project.content, with_own(own)), kinds=own))
    for path, message in unused_overrides(project, entries.own_kinds):
        _LOGGER.warning(
            "%s", message, type="refresher", subtype="unknown-template", location=f"{path}:1"
        )
    _report(recorded_warnings(entries.library), project.content)
    pages = writer.Pages(entries, project)
    file = project.cache / f"refresher-fingerprint-{app.builder.name}.json"
    key = fingerprint.key(app.config, entries, project.content, project.templates)
    current = fingerprint.Fingerprint(file, key, pages.folder)
    changes = Changes(current)
    if not current.is_current:
        pages.write()
        for folder in filter(writer.is_generated, current.former):
            shutil.rmtree(folder)
        changes.note()
    whole.begin(app)
    _BUILDS[app.env] = Build(
        app, entries, project.content, project.root, project.folder, pages, changes
    )


def _compiled(app: Sphinx, content: Path, kinds: Kinds) -> Path:
    """The compiled library, up to date."""
    if app.config.refresher_library:
        return Path(app.config.refresher_library)
    target = Path(app.doctreedir, "library.sqlite")
    try:
        if not is_current(content, target, kinds):
            compile_folder(content, target, kinds=kinds)
    except NotADirectoryError as error:
        stop(f"refresher_content in conf.py: {error}")
    except ContentError as error:
        _report(error.report, content)
        count = len(error.report.errors)
        stop(f"the content has {count} error{'s'[: count > 1]}; the book was not built")
    return target


def _report(problems: Iterable[Diagnostic], content: Path) -> None:
    for one in problems:
        about = f"{one.field}: " if one.field else ""
        hint = f" (hint: {one.hint})" if one.hint else ""
        _LOGGER.warning(
            "%s",
            visible(f"{about}{one.message}{hint}"),
            type="refresher",
            subtype=one.code,
            location=visible(f"{content / one.path}:{one.span.line}:{one.span.column}"),
        )


def _note_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    if docnames and (build := build_of(env)):
        build.changes.note()


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Every document if the last build didn't end: some pages may be missing or old."""
    build = build_of(env)
    if build and removed:
        build.changes.note()
    return sorted(env.found_docs - added) if build and build.changes.everything else []


def _end(app: Sphinx, exception: Exception | None) -> None:
    build = build_of(app.env)
    if build and not exception:
        build.changes.end()
    whole.end(app, exception)
    exit_after(exception)


def _use_short_roles(app: Sphinx, docname: str, source: list[str]) -> None:
    """Lets generated pages, and so the content, write roles without the domain's name."""
    build = build_of(app.env)
    if build and build.generated(docname):
        # `current_document` came with Sphinx 8.2.
        document = getattr(app.env, "current_document", app.env.temp_data)
        document["default_domain"] = app.env.domains["refresher"]
