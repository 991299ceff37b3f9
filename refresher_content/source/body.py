"""A body: read once, into one tree, from which all its forms are made."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from refresher_content.diagnostics import CONTROL_CHARACTER, Diagnostic, Edit, Span
from refresher_content.errors import did_you_mean
from refresher_content.model import KINDS, Article, Body, Entry, Figure, Section
from refresher_content.model.html import HEADINGS, Element, plain_text, words, write
from refresher_content.model.languages import marks
from refresher_content.source.dialect.addresses import Listing, Mention, Target, encoded_path
from refresher_content.source.dialect.admonitions import title
from refresher_content.source.dialect.blocks import FIGURE_HERE
from refresher_content.source.dialect.parser import MAX_WORK
from refresher_content.source.dialect.parser import parse as parse_tokens
from refresher_content.source.dialect.positions import Positions
from refresher_content.source.dialect.tree import TreeBuilder, roles
from refresher_content.source.hidden import hidden_references

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = [
    "Found",
    "Listing",
    "Mention",
    "ParsedBody",
    "Target",
    "figure_source",
    "id_prefix",
    "parse",
    "roles",
]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a body mentions."""

    kind: str
    """Its kind."""
    title: str
    """Its title."""
    path: str
    """Its page, perhaps with a fragment: see `Entry.path`."""
    prefix: str = ""
    """What the ids of its body begin with."""
    language: str = ""
    """The language of its title; empty for a name, and if it isn't known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedBody:
    """A body, as far as its own file determines it."""

    markdown: str
    """The text as written."""
    tree: Element
    """Its tree. In a link, `mention` stands for the number of a mention; in an admonition,
    `titled` for the name from which it has its title.
    """
    mentions: tuple[Mention, ...] = ()
    """The entries that it names, in order."""
    listings: tuple[Listing, ...] = ()
    """The lists of articles in it, in order."""
    targets: tuple[Target, ...] = ()
    """The files that it shows and links to, in order."""
    ids: frozenset[str] = frozenset()
    """The ids in it, without what those of its kind begin with."""
    problems: tuple[Diagnostic, ...] = field(default=())
    """What is wrong with it, as far as its own file says."""

    def resolve(
        self,
        found: Sequence[Found],
        figure: Figure | None = None,
        figure_source: str = "",
        listed: Sequence[Sequence[Article]] = (),
        language: str = "en",
    ) -> Body:
        """The body in all its forms, given the entries that it mentions, its article's figure
        with the address of its picture, the articles of each list, and its language.
        """
        tree = self.tree
        if (
            self.mentions
            or self.listings
            or figure
            or tree.find(f".//div[@class='{FIGURE_HERE}']") is not None
            or tree.find(".//p[@titled]") is not None
        ):
            tree = copy.deepcopy(tree)
            for paragraph in tree.iter("p"):
                if name := paragraph.attrib.pop("titled", ""):
                    _title(paragraph, name, language)
            for link in list(tree.iter("a")):
                if number := link.attrib.pop("mention", ""):
                    _resolve(link, self.mentions[int(number)], found[int(number)], language)
            for box in tree.iter("div"):
                if number := box.attrib.pop("listing", ""):
                    _list(box, listed[int(number)], language)
            _place(tree, _figure(figure, figure_source) if figure else None)
        return Body(
            markdown=self.markdown,
            html=write(tree),
            text=plain_text(tree),
            sections=tuple(_sections(tree)),
        )


def figure_source(image: str, folder: str) -> str:
    """The address of an article's figure in its HTML; `folder` is that of the article's file."""
    return encoded_path(Target(address=image, image=True, span=Span()).file(folder))


def id_prefix(cls: type[Entry], id_: str) -> str:
    """What the ids of an entry's body begin with: nothing if it has a page of its own; else what
    no heading gives, so that the bodies on one page never meet.
    """
    return "" if cls.has_page else f"{cls.kind}-{id_}_"


def parse(
    markdown: str,
    first_line: int = 1,
    folder: str = "",
    prefix: str = "",
    kinds: Kinds = KINDS,
) -> ParsedBody:
    """What a body, whose lines end with a line feed, says and what it points to. `first_line` is
    its first line in the file, `folder` the file's folder, relative to the content folder;
    `prefix` is put before its ids, and `kinds` are those that a role can name.
    """
    # They are problems of their own; no output can hold them.
    markdown = CONTROL_CHARACTER.sub("\ufffd", markdown)
    tokens, env = parse_tokens(markdown)
    places = Positions(markdown, first_line)
    builder = TreeBuilder(places, folder, prefix, kinds)
    tree = builder.build(tokens)
    if env["work"] > MAX_WORK:
        message = "more brackets than can be read are open in a paragraph"
        builder.problem("deep-nesting", places.line(0), message, "close them, or write \\[")
    _check_definitions(builder, env, markdown.split("\n"))
    _check_anchors(builder)
    _check_references(builder, markdown)
    return ParsedBody(
        markdown=markdown,
        tree=tree,
        mentions=tuple(builder.mentions),
        listings=tuple(builder.listings),
        targets=tuple(builder.targets),
        ids=frozenset(builder.ids),
        problems=tuple(builder.problems),
    )


def _check_definitions(builder: TreeBuilder, env: dict[str, Any], lines: Sequence[str]) -> None:
    """Notes what is defined twice, and the footnotes to which nothing refers."""
    for one in env.get("duplicate_refs", ()):
        message = f"the link {one['label']!r} is defined twice; the first definition counts"
        first, after = one["map"]
        span = builder.places.line(first)
        counts = env["references"][one["label"]]
        same = all(one[key] == counts[key] for key in ("href", "title"))
        # It stands alone on its line: nothing else goes with it.
        alone = after == first + 1 and lines[first].lstrip().startswith("[")
        whole = Span(span.line, 1, len(lines[first]) + 1)
        edits = (Edit(whole, ""),) if same and alone else ()
        builder.problem("duplicate-definition", span, message, "delete one of them", edits)
    used = {one.get("label") for one in env.get("footnotes", {}).get("list", {}).values()}
    seen: set[str] = set()
    for label, line in env["notes"]:
        span = builder.places.line(line)
        if label in seen:
            message = f"the footnote [^{label}] is written twice; the last one counts"
            builder.problem("duplicate-definition", span, message, "delete one of them")
        elif label not in used:
            message = f"nothing refers to the footnote [^{label}]; it is left out"
            builder.problem("unused-footnote", span, message, f"write [^{label}] in the text")
        seen.add(label)


def _check_anchors(builder: TreeBuilder) -> None:
    for id_, span in builder.anchors:
        if id_ and id_ not in builder.ids and not builder.full:
            hint = did_you_mean(id_, builder.ids).removeprefix("; ")
            message = f"no place in this text has the id {id_!r}"
            builder.problem("missing-anchor", span, message, hint)


def _check_references(builder: TreeBuilder, markdown: str) -> None:
    """Notes references to characters that nobody sees; in code they are text."""
    shown: set[str] | None = None
    for number, line in enumerate(markdown.split("\n") if "&" in markdown else ()):
        for found, char in hidden_references(line):
            if shown is None:
                shown = set(write(builder.root))
            if char in shown and not builder.full:
                message = f"{found[0]} is the character U+{ord(char):04X}, which nobody sees"
                span = builder.places.within(number, (0, 0), found.start(), len(found[0]))
                builder.problem("hidden-character", span, message, "delete it")


def _resolve(link: Element, mention: Mention, found: Found, language: str) -> None:
    page, _, anchor = found.path.partition("#")
    fragment = f"{found.prefix}{mention.fragment}" if mention.fragment else anchor
    rest = dict(link.attrib)
    link.attrib.clear()
    link.attrib |= {"class": found.kind, "href": f"{page}.html{fragment and '#'}{fragment}", **rest}
    if not link.text and not len(link):
        link.text = found.title
        link.attrib |= marks(found.language, language)


def _list(box: Element, articles: Sequence[Article], language: str) -> None:
    """Puts the titles and summaries of articles into a box."""
    box.append(items := Element("ul"))
    for article in articles:
        items.append(item := Element("li"))
        item.append(heading := Element("p"))
        heading.append(link := Element("a", {"class": "article", "href": f"{article.path}.html"}))
        item.append(summary := Element("p"))
        link.text, summary.text = article.title, article.summary
        link.attrib |= marks(article.language, language)
        summary.attrib |= marks(article.language, language)


def _title(paragraph: Element, name: str, language: str) -> None:
    """Gives an admonition the title of its name, marked if it isn't in the text's language."""
    paragraph.text, own = title(name, language)
    paragraph.attrib |= marks(own, language)


def _figure(figure: Figure, source: str) -> Element:
    """The figure of an article's front matter."""
    element = Element("figure")
    element.append(Element("img", {"src": source, "alt": figure.alt}))
    if figure.caption:
        caption = Element("figcaption")
        caption.text = figure.caption
        element.append(caption)
    element.tail = "\n"
    return element


def _place(tree: Element, figure: Element | None) -> None:
    """Puts an article's figure where its text asks for it, else after the first paragraph."""
    placed = False
    for parent in list(tree.iter()):
        for index, child in reversed(list(enumerate(parent))):
            if child.get("class") == FIGURE_HERE:
                parent.remove(child)
                if figure is not None and not placed:
                    parent.insert(index, figure)
                    placed = True
    if figure is not None and not placed:
        tags = [child.tag for child in tree]
        tree.insert(tags.index("p") + 1 if "p" in tags else 0, figure)


def _sections(tree: Element) -> Iterator[Section]:
    """The sections in order; the one before the first heading only if there is text in it."""
    heading: Element | None = None
    part = Element("div")
    for child in [*tree, None]:
        if child is not None and child.tag not in HEADINGS:
            part.append(child)
            continue
        text = plain_text(part)
        if heading is not None:
            title, level = words(heading), int(heading.tag[1:])
            yield Section(title=title, level=level, anchor=heading.get("id", ""), text=text)
        elif text:
            yield Section(title="", level=1, anchor="", text=text)
        heading, part = child, Element("div")
