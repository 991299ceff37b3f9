"""reStructuredText to HTML, by docutils; what it doesn't know is kept as text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from docutils import nodes
from docutils.core import publish_doctree, publish_from_doctree
from docutils.parsers.rst import Directive, directives, roles
from docutils.writers.html5_polyglot import Writer

from refresher_content.source.rewriting import Text

__all__ = ["Document", "parse"]

_SETTINGS = {
    "_disable_config": True,
    "docinfo_xform": True,
    "doctitle_xform": True,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "initial_header_level": 2,
    "input_encoding": "unicode",
    "math_output": "LaTeX",
    "raw_enabled": True,
    "report_level": 2,
    "sectsubtitle_xform": False,
    "syntax_highlight": "none",
}
_XREFS = ("any", "doc", "download", "numref", "ref", "term")

_POST_OPTIONS = (
    *("author", "authors", "category", "exclude", "excerpt", "external_link", "image"),
    *("language", "location", "nocomments", "redirect", "tags", "title"),
)
_CODE_OPTIONS = (
    *("caption", "class", "dedent", "emphasize-lines", "force"),
    *("linenos", "lineno-start", "name"),
)
Report = Callable[[int, str], None]


@dataclass
class Document:
    """A text that was read."""

    tree: nodes.document
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    """The field list below the title."""
    posts: list[Any] = field(default_factory=list)
    """ABlog's directives `post`."""
    labels: set[str] = field(default_factory=set)
    """The names of places."""

    def html(self, find: Callable[[str, str], tuple[str, str] | None], report: Report) -> Text:
        """The text as HTML, whose lines are those of the source. `find` gives the address and
        the title for a role and its target.
        """
        for xref in list(self.tree.findall(_Xref)):
            found = find(xref["role"], xref["target"])
            words = xref["title"] or (found[1] if found else "") or xref["target"]
            if found is None:
                report(xref["line"], f"left as text: {xref.rawsource}")
            new = nodes.reference("", words, refuri=found[0]) if found else nodes.Text(words)
            xref.replace_self(new)
        for node in self.tree.findall(nodes.Element):
            if node.line and isinstance(node, nodes.Body):
                node["classes"].append(f"line-{node.line}")
        writer = Writer()
        publish_from_doctree(
            self.tree, writer=writer, settings_overrides={**_SETTINGS, "report_level": 5}
        )
        html = writer.parts["fragment"]
        last = max(1, html.count("\n") + 1, *(node.line or 1 for node in self.tree.findall()))
        return Text(html, tuple(range(1, last + 1)))


def parse(text: str, report: Report) -> Document:
    """Reads a text; what docutils doesn't know is reported and kept as it is written."""
    settings = {**_SETTINGS, "warning_stream": io.StringIO()}
    with _sphinx():
        tree = publish_doctree(text, settings_overrides=settings)
    document = Document(tree, title=tree.get("title", ""))
    document.labels = set(tree.nameids)
    _take_fields(document)
    document.posts = list(tree.findall(_Post))
    for post in document.posts:
        post.parent.remove(post)
    _take_title(document)
    for message in list(tree.findall(nodes.system_message)):
        if message["level"] >= 2:
            report(int(message.get("line", 1)), f"left as text: {message.children[0].astext()}")
        code = [one for one in message.children if isinstance(one, nodes.literal_block)]
        index = message.parent.index(message)
        message.parent.remove(message)
        if message["level"] >= 2 and not message.get("backrefs"):
            for one in code:
                message.parent.insert(index, one)
    for problem in list(tree.findall(nodes.problematic)):
        problem.parent.replace(problem, nodes.Text(problem.astext()))
    for topic in list(tree.findall(nodes.topic)):
        if "contents" in topic["classes"]:
            report(topic.line or 1, "left out: a table of contents; the page has its own")
            topic.parent.remove(topic)
    for section in list(tree.findall(nodes.section)):
        if section["classes"] == ["system-messages"]:
            section.parent.remove(section)
    return document


def _take_title(document: Document) -> None:
    """Takes the title of the only section, which docutils doesn't if a directive is before it."""
    tree = document.tree
    shown = [one for one in tree.children if not isinstance(one, nodes.Invisible)]
    if document.title or len(shown) != 1 or not isinstance(shown[0], nodes.section):
        return
    section = shown[0]
    document.title = section.children[0].astext()
    tree.replace(section, section.children[1:])


def _take_fields(document: Document) -> None:
    tree = document.tree
    for info in list(tree.findall(nodes.docinfo)):
        for one in info.children:
            if isinstance(one, nodes.field):
                name, value = one.children[0].astext(), one.children[1].astext()
            elif isinstance(one, nodes.authors):
                name, value = "authors", ";".join(each.astext() for each in one.children)
            else:
                name, value = type(one).__name__, one.astext()
            document.fields[name.lower()] = value.strip()
        info.parent.remove(info)
    for one in list(tree.children):
        if isinstance(one, nodes.topic) and {"abstract", "dedication"} & set(one["classes"]):
            tree.remove(one)


class _Xref(nodes.Inline, nodes.TextElement):
    """A role of Sphinx that leads to another document."""


class _Post(nodes.General, nodes.Element):
    """ABlog's directive."""


class _PostDirective(Directive):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = dict.fromkeys(
        _POST_OPTIONS,
        directives.unchanged,
    )

    def run(self) -> list[nodes.Node]:
        """A node with what the directive says."""
        node = _Post("", date=(self.arguments or [""])[0], line=self.lineno, **self.options)
        box = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, box)
        return [node, *box.children]


class _Code(Directive):
    """Sphinx's code-block: the language, and options for its look."""

    has_content = True
    optional_arguments = 1
    option_spec: ClassVar[Any] = dict.fromkeys(
        _CODE_OPTIONS,
        directives.unchanged,
    )

    def run(self) -> list[nodes.Node]:
        """The code, below its caption."""
        code = "\n".join(self.content)
        # As Pygments and others write them, without spaces.
        given = ["linenos"] if "linenos" in self.options else []
        for option, name in (("lineno-start", "linenostart"), ("emphasize-lines", "hl_lines")):
            if value := self.options.get(option):
                given.append(f"{name}={''.join(value.split())}")
        block = nodes.literal_block(code, code, classes=["code", *self.arguments, *given])
        block.line = self.lineno
        caption = self.options.get("caption")
        return [nodes.paragraph("", "", nodes.strong("", caption)), block] if caption else [block]


class _SeeAlso(Directive):
    has_content = True

    def run(self) -> list[nodes.Node]:
        """A box."""
        node = nodes.admonition(classes=["seealso"])
        node += nodes.title("", "See also")
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class _Film(Directive):
    required_arguments = 1
    has_content = True
    option_spec: ClassVar[Any] = dict.fromkeys(
        ["width", "height", "align", "class", "aspect", "url_parameters", "allowfullscreen"],
        directives.unchanged,
    )

    def run(self) -> list[nodes.Node]:
        """A link."""
        hosts = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}
        address = f"{hosts[self.name]}{self.arguments[0]}"
        return [nodes.paragraph("", "", nodes.reference("", address, refuri=address))]


def _xref(name: str, rawtext: str, text: str, lineno: int, inliner: Any, *more: Any) -> Any:
    words, _, inner = text.rstrip(">").rpartition("<")
    title, target = (words.strip(), inner) if text.endswith(">") else ("", text)
    target = target.strip().lstrip("~!")
    return [_Xref(rawtext, "", role=name, target=target, title=title, line=lineno)], []


def _kbd(name: str, rawtext: str, text: str, *_: Any) -> Any:
    return [nodes.raw("", f"<kbd>{text}</kbd>", format="html")], []


@contextmanager
def _sphinx() -> Iterator[None]:
    """What Sphinx and Pelican add to docutils, for as long as a text is read."""
    # They are kept in two dictionaries, for which docutils has functions to add only.
    registries = [vars(directives)["_directives"], vars(roles)["_roles"]]
    before = [dict(one) for one in registries]
    directives.register_directive("post", _PostDirective)
    for name in ("code-block", "sourcecode", "code"):
        directives.register_directive(name, _Code)
    directives.register_directive("seealso", _SeeAlso)
    for name in ("youtube", "vimeo"):
        directives.register_directive(name, _Film)
    for name in _XREFS:
        roles.register_local_role(name, _xref)
    roles.register_local_role("kbd", _kbd)
    try:
        yield
    finally:
        for one, old in zip(registries, before, strict=True):
            one.clear()
            one.update(old)
