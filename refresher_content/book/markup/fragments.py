"""Fragments of generated pages, rendered when the page is written: lists, bylines, cards.

They repeat for every entry and lead to others, and hold nothing that Sphinx must
know when it reads a page: so they are not parsed, but rendered from the page's facts
(`pages.facts`) by a template of HTML. The text that a fragment brings along is what
Sphinx's own search finds there. Other formats than HTML get the same, as nodes.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from jinja2 import Environment
from markupsafe import Markup
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.osutil import relative_uri

from refresher_content.book.addresses import Site
from refresher_content.book.bodies import typeset_tree
from refresher_content.book.build import build_of
from refresher_content.book.markup.from_html import block_nodes
from refresher_content.book.markup.languages import attributes
from refresher_content.book.outputs.citations import CITATION_FILES, cited_of
from refresher_content.book.outputs.feeds import FEEDS, feed_of
from refresher_content.book.pages import templating
from refresher_content.book.pages.plan import language_path, letter_path
from refresher_content.book.pages.project import Project
from refresher_content.book.text import (
    deed,
    display,
    language_name,
    translate,
    typeset,
    with_deeds,
)
from refresher_content.model import PartialDate
from refresher_content.model.html import read, write
from refresher_content.model.languages import direction, title_language
from refresher_content.model.outside import page_path

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

    from refresher_content.book.build import Build

__all__ = ["FragmentDirective", "PlainFragments", "fragment", "setup"]


class fragment(nodes.General, nodes.Element):  # noqa: N801 - nodes have lower-case names
    """A fragment of a page: `template`, `docname`, and its text."""


class FragmentDirective(SphinxDirective):
    """Stands in a generated page for a fragment: the name of its template, and its text."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """The fragment; an error outside the archive's pages, which alone have facts."""
        build = build_of(self.env)
        if build is None or build.description(self.env.docname) is None:
            raise self.error("only the archive's pages have fragments")
        node = fragment(template=self.arguments[0], docname=self.env.docname)
        node += nodes.Text(" ".join(self.content))
        return [node]


def setup(app: Sphinx) -> None:
    """Registers the directive, the node and how it's written."""
    app.add_directive_to_domain("refresher", "fragment", FragmentDirective)
    app.add_node(fragment, html=(_visit, None))
    app.add_post_transform(PlainFragments)
    app.add_post_transform(TextColumn)
    app.connect("doctree-read", _move_last_fragments)


def _move_last_fragments(app: Sphinx, doctree: nodes.document) -> None:
    """Puts fragments that end a page below the page's title, and not into its last section."""
    last: Any = doctree
    while last.children and isinstance(last[-1], nodes.section):
        last = last[-1]
    if last in (doctree, *doctree.children):
        return
    moved: list[nodes.Node] = []
    while last.children and isinstance(last[-1], fragment):
        moved.insert(0, last.pop())
    document: Any = doctree
    document[-1].extend(moved)


class TextColumn(SphinxPostTransform):
    """Puts what stands between an article's head and its rail into a column of its own, so that
    the rail can stand beside it.
    """

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Does so on pages for the web."""
        build = build_of(self.env)
        if build is None or build.app.builder.name not in ("html", "dirhtml"):
            return
        for section in self.document.children:
            if not isinstance(section, nodes.section):
                continue
            names = [
                one["template"] if isinstance(one, fragment) else "" for one in section.children
            ]
            if "article-head" in names and "article-rail" in names:
                head, rail = names.index("article-head"), names.index("article-rail")
                between = section.children[head + 1 : rail]
                column = nodes.container("", *between, classes=["refresher-text"])
                section.children[head + 1 : rail] = []
                section.insert(head + 1, column)


def _visit(translator: HTML5Translator, node: fragment) -> None:
    translator.body.append(_render(translator.builder, node))
    raise nodes.SkipNode


class PlainFragments(SphinxPostTransform):
    """Puts nodes in the place of fragments, for builders of other formats than HTML."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Renders each fragment and reads it again."""
        build = build_of(self.env)
        if build is None or build.app.builder.format == "html":
            return
        builder = build.app.builder
        for node in list(self.document.findall(fragment)):
            docname = node["docname"]

            def link(address: str, docname: str = docname) -> nodes.Element:
                there, _, anchor = address.partition("#")
                if there in self.env.found_docs:
                    return make_refnode(builder, docname, there, anchor, [])
                # A file, or a place on the page, is at hand on a site alone.
                return nodes.reference(refuri=address) if ":" in there else nodes.inline()

            node.replace_self(block_nodes(read(_render(builder, node)), link))


def _render(builder: Builder, node: fragment) -> str:
    build = build_of(builder.env)
    assert build is not None
    docname = node["docname"]
    view = _View(builder, build, docname)
    page = build.descriptions[docname]
    values = {"page": page, "facts": page.facts, "view": view, "library": build.library}
    return templating.render(
        _environment(build.pages.project, build.app.config),
        f"{node['template']}.html.jinja",
        values,
    )


class _View:
    """What templates ask of the page that they belong to."""

    def __init__(self, builder: Builder, build: Build, docname: str) -> None:
        self._builder = builder
        self._build = build
        self._docname = docname

    @property
    def framed(self) -> bool:
        """Whether the theme shows pagination and citation, so that the text need not."""
        return self._build.app.tags.has("refresher")

    @property
    def epub(self) -> str:
        """The address of the e-book that the theme's option names; empty if it names none."""
        name = str(self._builder.config.html_theme_options.get("epub", ""))
        return name if "://" in name or not name else self._from_root(name)

    def href(self, kind: str, id_: str) -> str:
        """The address of an entry."""
        entry = self._build.entries.find(kind, id_)
        assert entry is not None
        docname, anchor = self._build.address(entry)
        return self._address(docname) + (f"#{anchor}" if anchor else "")

    def href_page(self, path: str) -> str:
        """The address of one of the archive's pages, by its path."""
        return self._address(f"{self._build.folder}/{path}")

    def citations(self, id_: str) -> list[dict[str, Any]]:
        """An article's citation and, for a digest, the original's: label, text, files."""
        article = self._build.library.articles[id_]
        site = Site(self._build.app, self._build)
        address = site.page(self._docname) if site.base else ""
        return [
            {
                "label": translate("Cite the original") if of == "original" else translate("Cite"),
                "text": article.cite("plain", of, address),
                "files": [
                    {"label": label, "link": self._from_root(f"{self._docname}{infix}.{ending}")}
                    for label, ending in CITATION_FILES.values()
                ],
            }
            for of, infix in cited_of(article).items()
        ]

    def link(self, kind: str, id_: str, words: str) -> Markup:
        """A link to an entry; one that shows its title is marked with the title's language."""
        entry = self._build.entries.find(kind, id_)
        own = entry is not None and words == entry.label
        language = title_language(entry, self.archive) if entry and own else ""
        return self._link(self.href(kind, id_), words, language)

    def version(self, id_: str, language: str) -> Markup:
        """A link to an article in another language, in words of that language."""
        address = self.href("article", id_)
        marks = f'lang="{language}" dir="{direction(language)}" hreflang="{language}"'
        return Markup(  # noqa: S704 - tags are letters, digits and hyphens; the rest is escaped
            f'<a {marks} href="{escape(address)}">{escape(language_name(language))}</a>'
        )

    def link_page(self, path: str, words: object) -> Markup:
        """A link to one of the archive's pages, by its path."""
        return self._link(self.href_page(path), str(words))

    @property
    def archive(self) -> str:
        """The language of the periodical, and of all that isn't an article's."""
        return self._build.library.publication.language

    def marks(self, language: str) -> Markup:
        """The attributes that mark a text in another language than the frame's."""
        return Markup(attributes(language, self._builder.config))  # noqa: S704 - escaped there

    def text(self, words: str, language: str) -> Markup:
        """A text with the quotation marks of its language."""
        typed = typeset(words, self._builder.config, language)
        return Markup(escape(typed, quote=False))  # noqa: S704 - escaped

    def feed(self, path: str) -> list[dict[str, str]]:
        """The files of the feed of a page, by its path; of the whole site for none."""
        name = feed_of(self._build, path)
        return [
            {"link": self._from_root(f"{name}.{ending}"), "type": media, "label": label}
            for ending, media, label in FEEDS
        ]

    def _from_root(self, path: str) -> str:
        return relative_uri(self._builder.get_target_uri(self._docname), path)

    def _address(self, docname: str) -> str:
        if self._builder.format != "html":
            return docname
        return self._builder.get_relative_uri(self._docname, docname)

    def _link(self, address: str, words: str, language: str = "") -> Markup:
        typed, marks = self.text(words, language), self.marks(language)
        return Markup(f'<a{marks} href="{escape(address)}">{typed}</a>')  # noqa: S704 - all are escaped


def _markup(html: str, language: str, config: Config) -> Markup:
    """HTML of the facts, with the quotation marks of its language."""
    tree = read(html)
    typeset_tree(tree, config, language)
    return Markup(write(tree))  # noqa: S704 - the library's HTML is safe


# One is enough: a process has one builder at a time.
@lru_cache(maxsize=1)
def _environment(project: Project, config: Config) -> Environment:
    environment = templating.environment(
        project.templates,
        templating.typesetting(config),
        html=True,
        cache=templating.template_cache(project, "fragments"),
    )
    environment.filters |= {"deed": deed, "with_deeds": with_deeds}
    environment.filters["date"] = lambda date: display(PartialDate.parse(date), config.language)
    environment.filters["markup"] = lambda html, language: _markup(html, language, config)
    environment.filters |= {"language_name": language_name, "language_path": language_path}
    environment.globals |= {
        "page_path": page_path,
        "letter_path": letter_path,
    }
    return environment
