"""A body: MyST Markdown to HTML, text and sections, with everything that it points to."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from refresher_content.diagnostics import CONTROL_CHARACTER, Span
from refresher_content.model import KINDS, Body, Section

__all__ = ["Mention", "ParsedBody", "Target", "parse"]

ROLES = tuple(kind for kind, cls in KINDS.items() if cls.has_role)
"""The kinds that have a role in bodies."""

# What a mention of another entry leaves in text and HTML until titles are known.
_OPEN, _CLOSE = "\x02", "\x03"
_PLACEHOLDER = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_ROLE_TEXT = re.compile(r"(?P<title>.+?)\s*<(?P<target>[^<>]+)>", re.DOTALL)
_DIRECTIVE = re.compile(r"\{(?P<name>[^\s}]+)\}(?P<argument>.*)")
_OPTION = re.compile(r"\s*:[\w-]+:.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A role in a body that names another entry."""

    kind: str
    """The kind of the entry."""
    id: str
    """Its id or alias, as written."""
    title: str = ""
    """The words given for it; empty if its own title is shown."""
    span: Span = field(default_factory=Span)
    """The place of the id in the file; the beginning if the file was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A link or an image in a body that leads to a file or an address."""

    address: str
    """The address, as written."""
    image: bool
    """Whether it is an image."""
    span: Span
    """Its place in the file."""

    def file(self, folder: str) -> str | None:
        """The file that it leads to from a file in `folder`, both relative to the content
        folder (`..` first if it lies outside); None if it leads to a site or within the page.
        """
        path = self.address.partition("#")[0]
        if not path or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", path):
            return None
        return (
            "../" + path
            if path.startswith("/")
            else posixpath.normpath(f"{folder}/{path}" if folder else path)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedBody:
    """A body, as far as its own file determines it."""

    body: Body
    """The body, with a placeholder for each mention; `resolve` gives the final one."""
    mentions: tuple[Mention, ...] = ()
    """The entries that it names, in order."""
    targets: tuple[Target, ...] = ()
    """The links and images, in order."""
    titles: tuple[Span, ...] = ()
    """The places of its headings of level 1, which it should not have."""

    def resolve(self, found: Sequence[tuple[str, str]]) -> Body:
        """The body with every mention in its place, given the title and the path of each
        entry that is mentioned.
        """
        if not self.mentions:
            return self.body
        words = [one.title or title for one, (title, _) in zip(self.mentions, found, strict=True)]
        links = [
            f'<a class="{one.kind}" href="{escape(_page(path))}">{escape(word)}</a>'
            for one, (_, path), word in zip(self.mentions, found, words, strict=True)
        ]
        return Body(
            markdown=self.body.markdown,
            html=_fill(self.body.html, links),
            text=_fill(self.body.text, words),
            sections=tuple(
                Section(
                    title=_fill(section.title, words),
                    level=section.level,
                    anchor=section.anchor,
                    text=_fill(section.text, words),
                )
                for section in self.body.sections
            ),
        )


def parse(markdown: str, first_line: int = 1, folder: str = "") -> ParsedBody:
    """What a body, whose lines end with a line feed, says and what it points to. `first_line` is
    its first line in the file, `folder` the file's folder, relative to the content folder.
    """
    # They are problems of their own; here they must not be taken for placeholders.
    markdown = CONTROL_CHARACTER.sub("\ufffd", markdown)
    parser = _parser()
    env: dict[str, Any] = {}
    tokens = parser.parse(markdown, env)
    reader = _Reader(markdown, first_line, folder)
    reader.read(tokens)
    sections = reader.sections()
    body = Body(
        markdown=markdown,
        html=parser.renderer.render(tokens, parser.options, env).strip(),
        text="\n\n".join(
            part for section in sections for part in (section.title, section.text) if part
        ),
        sections=sections,
    )
    return ParsedBody(
        body=body,
        mentions=tuple(reader.mentions),
        targets=tuple(reader.targets),
        titles=tuple(reader.titles),
    )


def _fill(text: str, words: Sequence[str]) -> str:
    return _PLACEHOLDER.sub(lambda match: words[int(match.group(1))], text) if words else text


def _page(path: str) -> str:
    page, hash_, fragment = path.partition("#")
    return f"{page}.html{hash_}{fragment}"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", renderer_cls=_Renderer).enable("table")
    parser.use(myst_role_plugin).use(myst_block_plugin).use(footnote_plugin)
    # The plugins bring renderers of their own; those of `_Renderer` stand in for them.
    own = parser.renderer
    assert isinstance(own, _Renderer)
    own.rules |= {name: getattr(own, name) for name in _Renderer.OWN_RULES}
    return parser


class _Renderer(RendererHTML):
    """HTML in which a mention is a placeholder and a directive is a block of its class."""

    OWN_RULES = ("myst_role", "myst_target", "myst_line_comment", "myst_block_break")

    def myst_role(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        number = tokens[index].meta.get("number")
        if number is not None:
            return f"{_OPEN}{number}{_CLOSE}"
        return escape(_role_words(tokens[index].content))

    def myst_line_comment(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return ""

    myst_target = myst_block_break = myst_line_comment

    def fence(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        nested = tokens[index].meta.get("nested")
        if nested is None:
            return super().fence(tokens, index, options, env)
        name, children = nested
        return f'<div class="{escape(name)}">\n{self.render(children, options, env)}</div>\n'


class _Reader:
    """Walks a body's tokens once and notes what the rest of the package needs of them."""

    def __init__(self, markdown: str, first_line: int, folder: str) -> None:
        self._lines = markdown.split("\n")
        self._folder = folder
        self._first_line = first_line
        self._cursor = (0, 0)
        self._parts: list[tuple[str, int, str, list[str]]] = [("", 1, "", [])]
        self._anchors: set[str] = set()
        self.mentions: list[Mention] = []
        self.targets: list[Target] = []
        self.titles: list[Span] = []

    def read(self, tokens: Sequence[Token]) -> None:
        heading = 0
        for token in tokens:
            if token.map:
                self._cursor = max(self._cursor, (token.map[0], 0))
            if token.type == "heading_open":
                heading = int(token.tag[1:])
                opening = token
            elif token.type == "heading_close":
                heading = 0
            elif token.type == "inline":
                self._inline(token, heading)
                if heading:
                    opening.attrs["id"] = self._parts[-1][2]
            elif token.type == "fence":
                self._fence(token)
            elif token.type == "code_block":
                self._add(token.content)

    def sections(self) -> tuple[Section, ...]:
        """The sections; the one before the first heading only if there is text in it."""
        return tuple(
            Section(title=title, level=level, anchor=anchor, text="\n\n".join(texts))
            for title, level, anchor, texts in self._parts
            if texts or title
        )

    def _add(self, text: str) -> None:
        if text.strip():
            self._parts[-1][3].append(text.strip())

    def _inline(self, token: Token, heading: int) -> None:
        text = "".join(self._words(token.children or ()))
        if not heading:
            self._add(text)
            return
        if heading == 1:
            self.titles.append(self._span("#"))
        self._parts.append((text, heading, self._anchor(text), []))

    def _words(self, tokens: Sequence[Token]) -> Iterator[str]:
        for token in tokens:
            if token.type == "myst_role":
                yield self._role(token)
            elif token.type == "link_open":
                token.attrs["href"] = self._target(str(token.attrs["href"]), image=False)
            elif token.type == "image":
                token.attrs["src"] = self._target(str(token.attrs["src"]), image=True)
                yield token.content
            elif token.type in ("softbreak", "hardbreak"):
                yield " "
            elif token.type in ("text", "code_inline"):
                yield token.content

    def _role(self, token: Token) -> str:
        name = token.meta["name"].removeprefix("refresher:")
        written = token.content
        if name not in ROLES:
            return _role_words(written)
        match = _ROLE_TEXT.fullmatch(written)
        title, id_ = (match["title"], match["target"]) if match else ("", written)
        start = self._find(f"`{written}")
        offset = written.rindex(id_) + 1
        span = Span(start.line, start.column + offset, len(id_))
        token.meta["number"] = len(self.mentions)
        self.mentions.append(Mention(kind=name, id=id_.strip(), title=title, span=span))
        return f"{_OPEN}{token.meta['number']}{_CLOSE}"

    def _target(self, address: str, *, image: bool) -> str:
        """Notes a link or an image; gives its address from the root of the archive."""
        span = self._span(address, unquote(address))
        target = Target(address=unquote(address), image=image, span=span)
        self.targets.append(target)
        path = target.file(self._folder)
        if path is None or path.startswith(".."):
            return address
        return quote(f"{path[:-3]}.html" if path.endswith(".md") else path)

    def _fence(self, token: Token) -> None:
        match = _DIRECTIVE.match(token.info.strip())
        if match is None:
            self._add(token.content)
            return
        lines = token.content.split("\n")
        start = 0
        while start < len(lines) and _OPTION.fullmatch(lines[start]):
            start += 1
        inner = "\n".join(lines[start:])
        children = _parser().parse(inner, {})
        # The content's tokens count their lines from the directive's first one.
        shift = (token.map[0] if token.map else 0) + 1 + start
        for child in children:
            child.map = [line + shift for line in child.map] if child.map else None
        if argument := match["argument"].strip():
            if match["name"] in ("image", "figure"):
                self._target(argument, image=True)
            else:
                self._add(argument)
        token.meta["nested"] = (match["name"], children)
        self.read(children)

    def _find(self, written: str) -> Span:
        """The next place of a text, which then counts as read; else that of its block."""
        line, column = self._cursor
        for number in range(line, len(self._lines)):
            found = self._lines[number].find(written, column if number == line else 0)
            if found >= 0:
                self._cursor = (number, found + len(written))
                return Span(self._first_line + number, found + 1, len(written))
        return Span(self._first_line + line, 1, 1)

    def _span(self, *candidates: str) -> Span:
        before = self._cursor
        for written in candidates:
            span = self._find(written)
            if self._cursor != before:
                return span
        return span

    def _anchor(self, title: str) -> str:
        """The heading's fragment, by the rule of docutils: ASCII letters and digits joined
        by hyphens, made unique by a number.
        """
        folded = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore")
        base = re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", folded.decode()))
        anchor, number = base or "id1", 1
        while anchor in self._anchors:
            anchor, number = f"{base or 'id'}{number}", number + 1
        self._anchors.add(anchor)
        return anchor


def _role_words(written: str) -> str:
    match = _ROLE_TEXT.fullmatch(written)
    return match["title"] if match else written
