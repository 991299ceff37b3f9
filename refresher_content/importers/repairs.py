"""What the check refuses in a text becomes what the dialect has, or text, and is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from refresher_content.diagnostics import Diagnostic
from refresher_content.importers.counterparts import code_options, link
from refresher_content.importers.html import link_to_film, to_markdown
from refresher_content.importers.tags import escaped
from refresher_content.model.html import words
from refresher_content.source import body
from refresher_content.source.dialect.elements import SAFE
from refresher_content.source.rewriting import Change, Piece, Text, destination, pieces

__all__ = ["code_titles", "headings_below_title", "repaired", "title_of"]

Report = Callable[[int, str], None]
"""Takes a line of the source, and what is there."""

_RENAMED = {"acronym": "abbr", "strike": "s", "tt": "code", "dir": "ul", "plaintext": "pre"}
_BARE = frozenset(["basefont", "big", "blink", "font", "marquee", "nobr", "spacer", "center"])
"""Elements that only say how their text looks."""
_AS_HTML = {"raw-html", "unclosed-element", "misplaced-element"}
_PICTURE = {"bad-picture", "broken-link", "external-picture", "missing-image", "outside-link"}
_LANGUAGE = re.compile(r"(?::::|#!)[ \t]*(\w[\w+-]*)[ \t]*\n")
_CODE_LANGUAGE = re.compile(r"(?:\{\s*\.)?([\w+#][\w+#.-]*)")
"""The language of a fence, also as Pandoc writes it: `{.python}`."""
_TITLE = re.compile(r"\b(?:title|caption)=(?:\"([^\"]+)\"|'([^']+)')")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*)(?P<rest>[^>]*)>", re.DOTALL)


def title_of(text: Text) -> str:
    """The words of the heading of level 1 with which a text begins; empty if it doesn't."""
    found = next((one for one in pieces(text) if one.token.type == "heading_open"), None)
    if found is None or found.token.tag != "h1" or text.text[: found.start].strip():
        return ""
    heading = body.parse(text.text[found.start : found.end], 1, "articles").tree.find("h1")
    return words(heading) if heading is not None else ""


def headings_below_title(text: Text, title: str, report: Report) -> Text:
    """A text whose headings stand below the title, which it doesn't repeat."""
    found = [one for one in pieces(text) if one.token.type == "heading_open"]
    if found and not found[0].token.level and found[0].token.tag == "h1":
        first = found[0]
        above = text.text[: first.start].strip()
        if not above and title_of(text).casefold() == " ".join(title.split()).casefold():
            text = text.changed([(first.start, first.end, "")]).stripped()
            found = [one for one in pieces(text) if one.token.type == "heading_open"]
    if not any(one.token.tag == "h1" for one in found):
        return text
    report(text.line_at(found[0].start), "headings are one level lower, below the title")
    return text.changed(change for one in found for change in _lower(text, one))


def _lower(text: Text, one: Piece) -> Iterator[Change]:
    marks = one.token.markup
    level = min(6, int(one.token.tag[1:]) + 1)
    if marks.startswith("#"):
        at = text.text.index("#", one.start)
        yield at, at + len(marks), "#" * level
        return
    line = text.text.rfind("\n", one.start, one.end)
    words = " ".join(text.text[one.start : line].split("\n"))
    yield one.start, one.end, f"{'#' * level} {words.strip()}"


def code_titles(text: Text) -> Text:
    """A text in which blocks of code have titles and options as the dialect writes them."""
    changes: list[Change] = []
    for one in pieces(text):
        if one.token.type == "code_block" and (mark := _LANGUAGE.match(one.token.content)):
            # Python-Markdown's codehilite says the language on the first line.
            code = one.token.content[mark.end() :].rstrip("\n")
            indent = text.indent_at(one.start)
            fenced = f"```{mark[1].lower()}\n{code}\n```".replace("\n", f"\n{indent.rstrip()}")
            start = text.text.rfind("\n", 0, one.start) + 1
            changes.append((start, one.end, fenced))
        info = one.token.info.strip() if one.token.type == "fence" else ""
        found, options = _TITLE.search(info), code_options(info)
        if found or options:
            name = _CODE_LANGUAGE.match(info)
            language = name[1] if name else ""
            head = text.text[one.start : text.text.find("\n", one.start)]
            indent = text.indent_at(one.start)
            options += [f":caption: {found[1] or found[2]}"] if found else []
            new = f"{one.token.markup}{{code-block}} {language}".rstrip()
            new += "".join(f"\n{indent}{line}" for line in options)
            changes.append((one.start, one.start + len(head), new))
    return text.changed(changes)


def repaired(text: Text, problems: Sequence[Diagnostic], first: int, report: Report) -> Text:
    """A text without what the check refused. `first` is the line of the file on which it begins."""
    found = list(pieces(text))
    changes: list[Change] = list(_end_tags(found))
    for problem in problems:
        offset = text.offset(problem.span.line - first + 1, problem.span.column)
        changes += _remedy(text, found, offset, problem, report)
    return text.changed(changes)


def _end_tags(found: Sequence[Piece]) -> Iterator[Change]:
    """The end tags of elements that don't stay."""
    for one in found:
        tag = _TAG.fullmatch(one.token.content) if one.token.type == "html_inline" else None
        name = tag["name"].lower() if tag and tag["end"] else ""
        if name in ("script", "style"):
            yield one.start, one.end, ""
        elif name and name not in SAFE:
            new = f"</{_RENAMED[name]}>" if name in _RENAMED else ""
            unknown = name not in _BARE | _RENAMED.keys()
            yield one.start, one.end, escaped(one.token.content) if unknown else new


def _remedy(
    text: Text, found: Sequence[Piece], offset: int, problem: Diagnostic, report: Report
) -> Iterator[Change]:
    line = text.line_at(offset)
    here = [one for one in found if one.start <= offset < max(one.end, one.start + 1)]
    inner = min(here, key=lambda one: one.end - one.start, default=None)
    code = problem.code
    if code in ("extra-title", "skipped-level", "alias-used"):
        return
    if code in _AS_HTML or (inner and inner.token.type in ("html_block", "html_inline")):
        if inner and inner.token.type == "html_block":
            yield _block(text, inner, report)
        elif inner:
            yield from _inline(text, inner, problem, report)
    elif inner and inner.token.type == "directive_open" and code in _PICTURE:
        yield _figure(text, inner, problem, report)
    elif code == "unknown-directive" and inner:
        yield from _as_code(text, inner, problem, report)
    elif inner and not inner.block:
        yield from _pointing(text, inner, problem, report)
    elif code == "control-character":
        report(line, "a control character is left out")
        yield offset, offset + 1, ""
    elif code == "unclosed-fence" and inner:
        fence = inner.token.markup
        report(line, "a block that never ended ends with the text")
        yield inner.end, inner.end, "\n" + text.indent_at(inner.start) + fence


def _block(text: Text, one: Piece, report: Report) -> Change:
    """A block of HTML as Markdown."""
    html = text.text[one.start : one.end]
    first = text.line_at(one.start)
    new = to_markdown(html, lambda line, message: report(first + line, message))
    if _TAG.fullmatch(html.strip()) and not new:
        report(first, f"left out: {html.strip()}")
    return one.start, one.end, new.replace("\n", "\n" + text.indent_at(one.start))


def _inline(text: Text, one: Piece, problem: Diagnostic, report: Report) -> Iterator[Change]:
    """A tag in a line: another one, a link, or text."""
    written = text.text[one.start : one.end]
    line = text.line_at(one.start)
    tag = _TAG.fullmatch(written)
    name = tag["name"].lower() if tag else ""
    if tag and name in _RENAMED:
        yield one.start, one.end, f"<{tag['end']}{_RENAMED[name]}>"
    elif name in _BARE or (tag and problem.code == "unclosed-element"):
        report(line, f"left out: {written}")
        yield one.start, one.end, ""
    elif tag and name in ("iframe", "embed", "video", "audio", "img", "input", "script"):
        new = to_markdown(written, lambda _, message: report(line, message))
        yield one.start, one.end, " ".join(new.split())
    elif written.startswith("<!--"):
        report(line, f"left out: {written}")
        yield one.start, one.end, ""
    elif tag and re.search(r"\son\w+\s*=", tag["rest"]):
        report(line, f"an attribute that runs code is left out: {written}")
        yield one.start, one.end, f"<{name}>"
    else:
        report(line, f"left as text: {written}")
        yield one.start, one.end, escaped(written)


def _as_code(text: Text, one: Piece, problem: Diagnostic, report: Report) -> Iterator[Change]:
    """A directive that the dialect doesn't have as it is written, for the reader to see."""
    written = text.text[one.start : one.end]
    first = one.token.meta.get("directive")
    name = getattr(first, "name", "")
    if name.startswith((".", "=")):
        # A language as Pandoc writes it.
        at = text.text.index("{", one.start)
        end = text.text.index("}", at) + 1
        yield at, end, re.sub(r"[.{}=\s].*", "", name[1:])
        return
    report(text.line_at(one.start), f"left as text: {problem.message}")
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall("`{3,}", written))])
    indent = text.indent_at(one.start)
    yield one.start, one.end, f"{ticks}text\n{indent}{written}\n{indent}{ticks}"


def _figure(text: Text, one: Piece, problem: Diagnostic, report: Report) -> Change:
    """A figure without a file as a link to it, or its text, with the caption below."""
    written = one.token.meta["directive"]
    address, alt = written.argument, written.option("alt")
    line = text.line_at(one.start)
    if problem.code == "external-picture" and re.match(r"(https?:)?//", address):
        report(line, f"a picture from another site is a link now: {address}")
        shown = link(alt or address, link_to_film(address))
    else:
        report(line, f"left as text: {address} ({problem.message})")
        shown = escaped(f"{alt} ({address})" if alt else address)
    lines = text.text[text.starts[written.first] : one.end].split("\n")
    caption = "\n".join(lines[: -1 if written.closed else None]).strip("\n")
    new = f"{shown}\n\n{text.indent_at(one.start)}" if caption else shown
    return (
        one.start,
        one.end,
        new.replace("\n\n", "\n" + text.indent_at(one.start).rstrip() + "\n") + caption,
    )


def _pointing(text: Text, one: Piece, problem: Diagnostic, report: Report) -> Iterator[Change]:
    """A link, a picture, a role or a mark that leads nowhere."""
    written = text.text[one.start : one.end]
    line = text.line_at(one.start)
    token = one.token
    address = str(token.attrs.get("src", token.attrs.get("href", "")))
    if token.type == "image":
        alt = escaped(token.content) or escaped(address)
        given = re.compile(r"\{[^{}]*\}").match(text.text, one.end)
        if problem.code in ("unknown-option", "bad-size") and given:
            report(line, f"left out: {given[0]}")
            yield one.end, given.end(), ""
        elif problem.code == "external-picture" and re.match(r"(https?:)?//", address):
            report(line, f"a picture from another site is a link now: {address}")
            yield one.start, one.end, f"[{alt}](<{link_to_film(address)}>)"
        else:
            report(line, f"left as text: {written} ({problem.message})")
            yield one.start, one.end, escaped(written)
    elif token.type == "link_open":
        place = destination(written, address)
        if problem.code == "missing-anchor" and place and not address.startswith("#"):
            report(line, f"the place in the linked text isn't known: {address}")
            yield one.start + place[0], one.start + place[1], address.partition("#")[0]
            return
        inner = written[1 : written.rfind("](")] if "](" in written else escaped(written)
        report(line, f"the link is left out: {address} ({problem.message})")
        yield one.start, one.end, inner
    else:
        report(line, f"left as text: {written}")
        yield one.start, one.end, escaped(written)


def remaining(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The errors among problems."""
    return [one for one in problems if one.severity == "error"]
