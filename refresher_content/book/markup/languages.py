"""Texts in another language than the pages around them: marked exactly, and typeset by its rules.

Titles and texts of entries know their language when a page is read; what marks them is put
around them when it is written.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from refresher_content.book.build import build_of
from refresher_content.book.text import frame_language, typeset
from refresher_content.model.languages import marks, title_language

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

__all__ = ["OWN", "attributes", "set_language", "setup"]

OWN = "refresher-own"
"""The class of what is in the language of a page's entry, in a template of Markdown."""

_LANGUAGE = "refresher-language"


class marked(nodes.General, nodes.Element):  # noqa: N801 - nodes have lower-case names
    """What is in a `language`, in an element with a `tag`."""


def attributes(language: str, config: Config) -> str:
    """The attributes of HTML that mark a text in a language, each after a space; none if it is
    the frame's, or isn't known.
    """
    found = marks(language, frame_language(config))
    return "".join(f' {name}="{escape(value)}"' for name, value in found.items())


def set_language(node: nodes.Element, language: str) -> None:
    """Says what language a node is in."""
    node[_LANGUAGE] = language


class OwnLanguage(SphinxTransform):
    """Finds what is in the language of a page's entry: its title, and what a template marks."""

    # Before Sphinx puts typographic quotation marks by its own language.
    default_priority = 700

    def apply(self, **kwargs: Any) -> None:
        """Typesets it by the rules of its language."""
        build = build_of(self.env)
        page = build.description(self.env.docname) if build else None
        if build is None or page is None:
            return
        kinds = build.library.kinds
        entry = build.entries.find(page.kind, page.id) if page.kind in kinds else None
        if entry and title_language(entry, page.language):
            for title in self.document.findall(nodes.title):
                text = typeset(title.astext(), self.config, page.language)
                own = nodes.inline("", text, support_smartquotes=False)
                set_language(own, page.language)
                title.children = []
                title += own
                break
        for node in self.document.findall(nodes.Element):
            if OWN in node.get("classes", ()):
                node["classes"].remove(OWN)
                node["support_smartquotes"] = False
                set_language(node, page.language)
                for text in list(node.findall(nodes.Text)):
                    typed = typeset(str(text), self.config, page.language)
                    text.parent.replace(text, nodes.Text(typed))


class Marks(SphinxPostTransform):
    """Puts elements around what isn't in the language of the frame."""

    # After the column of a text has been made.
    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Does so in pages of HTML: for titles, and for blocks that stand together at once."""
        build = build_of(self.env)
        if build is None or build.app.builder.format != "html":
            return
        frame = frame_language(build.app.config)
        found = (one for one in self.document.findall(nodes.Element) if _LANGUAGE in one)
        for parent in {id(one.parent): one.parent for one in found if one.parent}.values():
            children: list[nodes.Node] = []
            for language, some in groupby(parent.children, _language):
                run = list(some)
                inline = isinstance(parent, nodes.TextElement)
                if language and inline:
                    run = [node for one in run for node in one.children]
                if language in ("", frame):
                    children += run
                    continue
                tag = "span" if inline else "div"
                children.append(marked("", *run, language=language, tag=tag))
            parent.children = []
            parent.extend(children)


def _language(node: nodes.Node) -> str:
    return str(node.get(_LANGUAGE, "")) if isinstance(node, nodes.Element) else ""


def _visit(translator: HTML5Translator, node: marked) -> None:
    class_ = f' class="{OWN}"' if node["tag"] == "div" else ""
    marks = attributes(node["language"], translator.builder.config)
    translator.body.append(f"<{node['tag']}{class_}{marks}>")


def _depart(translator: HTML5Translator, node: marked) -> None:
    translator.body.append(f"</{node['tag']}>")


def setup(app: Sphinx) -> None:
    """Registers the node, how it's written, and what makes it."""
    app.add_node(marked, html=(_visit, _depart))
    app.add_transform(OwnLanguage)
    app.add_post_transform(Marks)
