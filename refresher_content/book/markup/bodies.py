"""The body of an entry on its page: the library's HTML, put into the document in sections.

Sphinx knows the sections with their titles and ids, for tables of contents; what stands in
them is rendered when the page is written. Other formats than HTML get the same, as nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from refresher_content.book.bodies import Addresses, finished, typeset_tree
from refresher_content.book.build import build_of
from refresher_content.book.markup.from_html import block_nodes, inline_nodes
from refresher_content.book.markup.languages import set_language
from refresher_content.model import Article
from refresher_content.model.html import HEADINGS, Element, plain_text, read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from refresher_content.book.build import Build

__all__ = ["setup"]


_INLINE = "abbr bdi bdo del img ins kbd mark math q ruby s samp small time u var"
_AS_WRITTEN = frozenset(_INLINE.split())
"""The elements that a heading's nodes don't say as they are."""


class body_part(nodes.General, nodes.Element):  # noqa: N801 - nodes have lower-case names
    """A part of a body: `html` as the library has it, its `docname`, and its `language`."""


class BodyDirective(SphinxDirective):
    """Stands in a generated page for the body of an entry, by kind and id."""

    required_arguments = 2
    option_spec: ClassVar[dict[str, Any]] = {"key": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """The sections of the body."""
        build = build_of(self.env)
        kind, id_ = self.arguments
        entry = build.entries.find(kind, id_) if build else None
        if build is None or entry is None:
            raise self.error(f"there is no {kind} {id_!r} whose body could be shown")
        for path in build.files_of(entry):
            self.env.note_dependency(str(build.content / path))
        language = entry.language if isinstance(entry, Article) else ""
        self._language = language or build.library.publication.language
        return self._sections(read(build.entries.html(entry)), nested=not entry.has_page)

    def _sections(self, tree: Element, *, nested: bool) -> list[nodes.Node]:
        top: list[nodes.Element] = []
        opened: list[tuple[int, nodes.section]] = []
        part = Element("div")

        def put(node: nodes.Element) -> None:
            if opened:
                opened[-1][1].append(node)
            else:
                top.append(node)

        for child in [*tree, None]:
            heading = _level(child)
            if child is not None and not heading and child.get("role") != "doc-endnotes":
                part.append(child)
                continue
            if len(part):
                put(self._part(part))
                part = Element("div")
            if child is not None and (nested or not heading):
                # The notes stand where the text ends.
                opened.clear()
                part.append(child)
            elif child is not None:
                while opened and opened[-1][0] >= heading:
                    opened.pop()
                section = self._section(child)
                put(section)
                opened.append((heading, section))
        if len(part):
            put(self._part(part))
        for node in top:
            set_language(node, self._language)
        return [*top]

    def _section(self, heading: Element) -> nodes.section:
        typeset_tree(heading, self.config, self._language)
        id_ = heading.get("id", "")
        kept = _take_out(heading)
        title = nodes.title("", "", *inline_nodes(heading, self._link))
        for node in list(title.findall(nodes.image)):
            assert node.parent is not None
            node.parent.replace(node, self._as_written(kept[int(node["uri"])]))
        section = nodes.section("", title, ids=[id_], names=[])
        # No heading of the page's own gets this id.
        self.state.document.ids[id_] = section
        return section

    def _as_written(self, element: Element) -> body_part:
        """An element of a heading, rendered as those of the text around it."""
        part = Element("div")
        part.append(element)
        node = self._part(part)
        node["note"] = _is_note(element)
        return node

    def _link(self, address: str) -> nodes.Element:
        """A link in a heading."""
        path, _, fragment = address.partition("#")
        if not path and fragment:
            return nodes.reference(refid=fragment, internal=True)
        if not path.endswith(".html") or ":" in path:
            return nodes.reference(refuri=address, internal=False)
        return pending_xref(
            "",
            refdomain="refresher",
            reftype="page",
            reftarget=address,
            refexplicit=True,
            refdoc=self.env.docname,
        )

    def _part(self, part: Element) -> body_part:
        node = body_part(html=write(part), docname=self.env.docname, language=self._language)
        for one in part.iter():
            if id_ := one.get("id"):
                self.state.document.ids[id_] = node
        # What Sphinx's own search finds.
        node += nodes.Text(plain_text(part))
        return node


def _take_out(heading: Element) -> list[Element]:
    """What in a heading has no node of its own, or is more than its node. A picture that has its
    index for an address stands in its place.
    """
    kept: list[Element] = []

    def walk(parent: Element) -> None:
        for index, child in enumerate(parent):
            if child.tag in _AS_WRITTEN or child.get("lang") or _is_note(child):
                parent[index] = Element("img", {"src": str(len(kept))})
                parent[index].tail, child.tail = child.tail, None
                kept.append(child)
            else:
                walk(child)

    walk(heading)
    return kept


def _is_note(element: Element) -> bool:
    """Whether an element leads to a footnote."""
    return any(one.get("role") == "doc-noteref" for one in element.iter())


def _level(element: Element | None) -> int:
    tag = "" if element is None else element.tag
    return int(tag[1]) if tag in HEADINGS else 0


def _visit(translator: HTML5Translator, node: body_part) -> None:
    builder = translator.builder
    build = build_of(builder.env)
    assert build is not None
    here = node["docname"]

    def page(path: str) -> str:
        return builder.get_relative_uri(here, f"{build.folder}/{path}")

    def file(path: str) -> str:
        return relative_uri(builder.get_target_uri(here), quote(build.file(path)))

    tree = finished(
        node["html"], Addresses(page, file), build.content, builder.config, node["language"]
    )
    _highlight(tree, translator)
    translator.body.append(write(tree))
    raise nodes.SkipNode


def _highlight(tree: Element, translator: HTML5Translator) -> None:
    """Colours code by its language."""
    for parent in list(tree.iter()):
        for index, pre in enumerate(parent):
            code = pre.find("code") if pre.tag == "pre" else None
            language = (
                (code.get("class") or "").removeprefix("language-") if code is not None else ""
            )
            if code is None or not language:
                continue
            made = translator.highlighter.highlight_block(code.text or "", language, location=None)
            box = Element("div", {"class": f"highlight-{language} notranslate"})
            box.extend(read(made))
            box.tail = pre.tail
            parent[index] = box


class PlainBodies(SphinxPostTransform):
    """Puts nodes in the place of bodies, for builders of other formats than HTML."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Reads each part again, as nodes."""
        build = build_of(self.env)
        if build is None or build.app.builder.format == "html":
            return
        for node in list(self.document.findall(body_part)):
            inline = isinstance(node.parent, nodes.TextElement)
            node.replace_self(_plain(build, node, inline_nodes if inline else block_nodes))


def _plain(
    build: Build, node: body_part, made_of: Callable[[Element], list[nodes.Node]]
) -> list[nodes.Node]:
    builder = build.app.builder

    def page(path: str) -> str:
        return builder.get_relative_uri(node["docname"], f"{build.folder}/{path}")

    def file(path: str) -> str:
        return str(build.content / path)

    addresses = Addresses(page, file)
    tree = finished(node["html"], addresses, build.content, builder.config, node["language"])
    return made_of(tree)


def _title_id(app: Sphinx, doctree: nodes.document) -> None:
    """Gives a page's title an id that no heading of a text can have."""
    build = build_of(app.env)
    if build is not None and build.generated(app.env.docname):
        for section in doctree.findall(nodes.section):
            section["ids"] = ["refresher_title"]
            break


def _contents(app: Sphinx, doctree: nodes.document) -> None:
    """Takes the marks of footnotes out of the titles in tables of contents."""
    for node in list(app.env.tocs[app.env.docname].findall(body_part)):
        if node.get("note") and node.parent:
            node.parent.remove(node)


def setup(app: Sphinx) -> None:
    """Registers the directive, the node and how it's written."""
    app.connect("doctree-read", _title_id)
    # After Sphinx has made the contents.
    app.connect("doctree-read", _contents, priority=900)
    app.add_directive_to_domain("refresher", "body", BodyDirective)
    app.add_node(body_part, html=(_visit, None))
    app.add_post_transform(PlainBodies)
