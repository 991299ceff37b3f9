"""The archive's pages as MyST text, written before Sphinx looks for documents.

What a page lists stands in its text, and a page is written only if its text changed:
so Sphinx rebuilds what changed and nothing else. One folder holds them all, with
nothing of anyone else's in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sphinx.locale import get_translation, get_translator

from refresher_content.book.data.entries import Entries
from refresher_content.book.data.similar import similar_articles
from refresher_content.book.pages import markdown, plan
from refresher_content.book.pages.facts import Description, describe, fingerprint
from refresher_content.book.pages.plan import Page
from refresher_content.book.pages.project import Project
from refresher_content.book.pages.templating import fragments_key, render, template_cache
from refresher_content.book.stopping import stop
from refresher_content.book.text import CATALOG, display
from refresher_content.files import sync_folder
from refresher_content.library import Library
from refresher_content.model import Entry

__all__ = ["Origin", "Pages", "asset_name", "is_generated"]

_MARKER = ".gitignore"
_MARKER_TEXT = "# Made by refresher_content.book: everything in this folder may be deleted.\n*\n"
_BODY = "\x00body\x00"
_SIMILAR = "refresher-similar.json"
"""In the cache: the articles that are similar to each."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the body of a generated page comes from."""

    path: str
    """The content file, relative to the content folder."""
    first: int
    """The body's first line in the content file."""
    start: int
    """The body's first line in the page."""
    lines: int
    """How many lines the body has."""

    def line_of(self, line: int) -> int:
        """The content file's line for a line of the page; the first for one of the template's."""
        return self.first + line - self.start if 0 <= line - self.start < self.lines else 1


@dataclass(frozen=True, slots=True)
class _File:
    """What the compiled library remembers of a content file."""

    body_line: int
    assets: tuple[str, ...]


@dataclass(slots=True)
class _Rendered:
    """What there is to know of rendered pages, by docname."""

    origins: dict[str, Origin] = field(default_factory=dict)
    descriptions: dict[str, Description] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)


class Pages:
    """The pages of a build, rendered when they are first asked for."""

    def __init__(self, entries: Entries, project: Project) -> None:
        self._entries = entries
        self.project = project
        self._rendered: _Rendered | None = None

    @property
    def origins(self) -> dict[str, Origin]:
        """Where the body of each page comes from, by docname."""
        return (self._rendered or self._make()[0]).origins

    @property
    def descriptions(self) -> dict[str, Description]:
        """What each page is, by docname."""
        return (self._rendered or self._make()[0]).descriptions

    @property
    def fingerprints(self) -> dict[str, str]:
        """A fingerprint of each page's description, by docname."""
        return (self._rendered or self._make()[0]).fingerprints

    @property
    def folder(self) -> Path:
        """Where they are written."""
        return self.project.source / self.project.folder

    def write(self) -> None:
        """Brings the folder of pages up to date.

        Stops if the folder holds something else.
        """
        _require_own_folder(self.folder)
        sync_folder(self.folder, self._make()[1])

    @cached_property
    def own(self) -> frozenset[str]:
        """The docnames of the pages that this build writes."""
        written, _ = self.project.shard.of(self._plan)
        return frozenset(self._docname(page) for page in self._plan if page.path in written)

    @cached_property
    def docnames(self) -> frozenset[str]:
        """The docnames of all pages, of other shards as well."""
        return frozenset(self._docname(page) for page in self._plan)

    @cached_property
    def _plan(self) -> list[Page]:
        return list(plan.pages_of(self._entries))

    def _docname(self, page: Page) -> str:
        if page.path == plan.HOME:
            return self.project.root
        return f"{self.project.folder}/{page.path}"

    def _make(self) -> tuple[_Rendered, dict[str, str | Path]]:
        """What there is to know of the pages, which is kept, and their texts, which are not:
        the text, or the file to copy, by path below the folder.
        """
        rendered = self._rendered = _Rendered()
        project = self.project
        written, read = project.shard.of(self._plan)
        present = written | read if project.shard.count > 1 else None
        writer = _Writer(self._entries.library, project, present)
        fragments = fragments_key(project)
        texts: dict[str, str | Path] = {_MARKER: _MARKER_TEXT}
        pages = {page.path: page for page in self._plan if page.path in written | read}
        similar = similar_articles(self._entries, project.cache / _SIMILAR, project.jobs)
        for page in pages.values():
            docname = self._docname(page)
            description = describe(page, self._entries, similar)
            mark = fingerprint(description, fragments)
            text, origin = writer.render(page, mark)
            texts[f"{page.path}.md"] = text
            if origin and page.path != plan.HOME:
                rendered.origins[docname] = origin
            rendered.descriptions[docname] = description
            rendered.fingerprints[docname] = mark
        assets = {f"_assets/{new}": project.content / old for old, new in writer.assets.items()}
        return rendered, texts | assets


def is_generated(folder: Path) -> bool:
    """Whether a folder holds generated pages, and so nothing of anyone else's."""
    return (folder / _MARKER).is_file()


def _require_own_folder(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not is_generated(folder):
        stop(
            f"{folder} holds files that are not generated pages;"
            " move them, or set refresher_folder to another name"
        )
    folder.mkdir(parents=True, exist_ok=True)


def asset_name(folder: str, path: str) -> str:
    """The name of a content file's copy: its whole path, since Sphinx puts the files of all
    folders into one. No two paths have the same name: `-` becomes `-.` and `/` becomes `--`.
    """
    return f"{folder}-{path.replace('-', '-.').replace('/', '--')}"


class _Writer:
    """Renders pages; collects the assets that they show."""

    def __init__(self, library: Library, project: Project, present: set[str] | None) -> None:
        self.assets: dict[str, str] = {}
        self._folder = project.folder
        self._files = {
            path: _File(line, tuple(json.loads(assets)))
            for path, line, assets in library.rows("SELECT path, body_line, assets FROM file")
        }
        self._environment = _environment(project)
        self._environment.filters["present"] = lambda paths: [
            path for path in paths if present is None or path in present
        ]
        self._environment.globals |= {"library": library, "folder": self._folder}
        self._environment.filters["asset"] = self._asset

    def render(self, page: Page, fingerprint: str) -> tuple[str, Origin | None]:
        """A page's text, and where its body comes from, if it shows one."""
        body = markdown.Markdown(_BODY) if page.entry else ""
        values = page.values | {"page": page, "body": body}
        text = markdown.tidy(render(self._environment, f"{page.template}.md.jinja", values))
        # A comment, of MyST or of the YAML with which a project's own template may begin.
        matter = text.startswith("---\n")
        text = f"---\n# {fingerprint}\n{text[4:]}" if matter else f"% {fingerprint}\n\n{text}"
        if page.entry is None or _BODY not in text:
            return text, None
        body = self._body(page.entry, PurePosixPath(page.path))
        start = text[: text.index(_BODY)].count("\n") + 1
        file = self._files[page.entry.source]
        origin = Origin(page.entry.source, file.body_line, start, body.count("\n") + 1)
        return text.replace(_BODY, body), origin

    def _body(self, entry: Entry, page: PurePosixPath) -> str:
        """An entry's text, with the addresses of its files as seen from the page."""
        file = self._files[entry.source]
        if not file.assets:
            return entry.markdown
        up = "../" * (len(page.parts) - 1)
        return markdown.with_addresses(
            entry.markdown,
            PurePosixPath(entry.source).parent.as_posix(),
            lambda path: up + self._name(path),
        )

    def _asset(self, path: str, entry: Entry) -> markdown.Markdown:
        """The address of an entry's file, as seen from a page one folder down."""
        whole = markdown.joined(PurePosixPath(entry.source).parent.as_posix(), path)
        return markdown.Markdown(f"../{self._name(whole)}")

    def _name(self, path: str) -> str:
        """The path of a content file's copy."""
        name = self.assets[path] = asset_name(self._folder, path)
        return f"_assets/{name}"


def _fragment(name: str, *words: str) -> markdown.Markdown:
    """What stands in a page for a fragment, with the words that Sphinx's own search finds there."""
    text = " ".join(" ".join(words).split()).replace("`", "'")
    return markdown.Markdown(f"```{{refresher:fragment}} {name}\n\n{text}\n```")


def _environment(project: Project) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(project.templates),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=markdown.escaped,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=template_cache(project, "pages"),
        # Not HTML: `finalize` escapes what Markdown would take for its own.
        autoescape=False,  # noqa: S701
    )
    translate = get_translation(CATALOG)
    environment.install_gettext_callables(  # type: ignore[attr-defined] # added by the extension
        lambda text: markdown.Markdown(translate(text)),
        lambda *forms: markdown.Markdown(get_translator(CATALOG).ngettext(*forms)),
        newstyle=False,
    )
    environment.filters["date"] = lambda date: display(date, project.language)
    environment.filters["quoted"] = lambda text: markdown.Markdown(json.dumps(text))
    environment.filters["verbatim"] = markdown.Markdown
    environment.filters["role"] = markdown.role
    environment.filters["letter_path"] = plan.letter_path
    environment.globals |= {
        "fragment": _fragment,
        "page_path": plan.page_path,
        "letter_path": plan.letter_path,
    }
    return environment
