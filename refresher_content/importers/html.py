"""HTML to Markdown of the dialect, by markdownify; what has no counterpart is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag
from markdownify import MarkdownConverter

from refresher_content.importers.counterparts import admonition
from refresher_content.importers.counterparts import code as code_block
from refresher_content.importers.tags import escaped
from refresher_content.model.html import BLOCKS
from refresher_content.source.dialect.admonitions import ADMONITIONS
from refresher_content.source.rewriting import Text

__all__ = ["Report", "link_to_film", "text_of_html", "to_markdown"]

Report = Callable[[int, str], None]
"""Takes the line of something in the HTML, from 0, and what it is."""

_LEFT_OUT = """
    button canvas dialog fieldset form input label link meta noscript object select script style
    template textarea
"""


def link_to_film(address: str) -> str:
    """The page of a film whose player has an address; other addresses stay."""
    parts = urlsplit(address if "//" in address else f"https://{address}")
    host = parts.netloc.removeprefix("www.").removeprefix("m.")
    if host in ("youtube.com", "youtube-nocookie.com") and parts.path.startswith("/embed/"):
        return f"https://www.youtube.com/watch?v={parts.path.split('/')[2]}"
    if host == "youtube.com" and (found := parse_qs(parts.query).get("v")):
        return f"https://www.youtube.com/watch?v={found[0]}"
    if host == "player.vimeo.com":
        return f"https://vimeo.com/{parts.path.rstrip('/').split('/')[-1]}"
    return f"https:{address}" if address.startswith("//") else address


def to_markdown(html: str, report: Report) -> str:
    """A piece of HTML as Markdown of the dialect."""
    converter = _Converter(report)
    return re.sub(r"\n{3,}", "\n\n", str(converter.convert(html))).strip("\n")


def text_of_html(html: Text, report: Report, *, paragraphs: bool = False) -> Text:
    """A whole text of HTML as Markdown. `report` gets lines of the source. With `paragraphs`,
    empty lines divide paragraphs and line ends are line breaks, as in WordPress.
    """
    soup = BeautifulSoup(html.text, "html.parser")

    def origin(line: int) -> int:
        return html.origins[min(line, len(html.origins) - 1)]

    converter = _Converter(lambda line, message: report(origin(line), message))
    lines: list[str] = []
    origins: list[int] = []
    for line, nodes in _blocks(soup, paragraphs=paragraphs):
        box = soup.new_tag("div" if any(_is_block(one) for one in nodes) else "p")
        box.extend(nodes)
        markdown = converter.process_tag(box, set()).strip("\n")
        new = re.sub(r"\n{3,}", "\n\n", markdown).rstrip().split("\n")
        if any(new):
            lines += [*new, ""]
            origins += [origin(line)] * (len(new) + 1)
    return Text("\n".join(lines), tuple(origins)) if lines else Text("", html.origins[:1])


def _line(el: Any) -> int:
    """The line of an element, from 0: that of HTML, or the one that its class says."""
    for one in (el, *el.parents):
        for name in one.get("class", ()) if one.attrs else ():
            if found := re.fullmatch(r"line-(\d+)", name):
                return int(found[1]) - 1
    return (el.sourceline or 1) - 1


def _is_block(node: Any) -> bool:
    return isinstance(node, Tag) and node.name in BLOCKS | {"article", "main", "section", "iframe"}


def _blocks(soup: Any, *, paragraphs: bool) -> Iterator[tuple[int, list[Any]]]:
    """The blocks at the top of a text, each with its line, from 0."""
    run: list[Any] = []
    line = first = 0
    for node in list(soup.contents):
        if isinstance(node, Comment):
            line += node.count("\n")
        elif _is_block(node):
            if run:
                yield first, run
            run = []
            line = _line(node)
            yield line, [node.extract()]
        elif isinstance(node, NavigableString) and paragraphs:
            for number, part in enumerate(re.split(r"\n[ \t]*\n\s*", str(node))):
                if number:
                    if run:
                        yield first, run
                    run = []
                for row, words in enumerate(part.split("\n")):
                    if row and run and words.strip():
                        run.append(soup.new_tag("br"))
                    if words.strip():
                        first = first if run else line
                        run.append(NavigableString(words))
                line += part.count("\n") + 2
        else:
            first = first if run else line
            line = (getattr(node, "sourceline", None) or line + 1) - 1
            if str(node).strip() or run:
                run.append(node.extract())
    if run:
        yield first, run


class _Converter(MarkdownConverter):
    """markdownify's converter, with what the dialect has besides CommonMark."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            autolinks=False,
            bullets="-",
            escape_misc=True,
            heading_style="atx",
            newline_style="backslash",
            keep_inline_images_in=["a", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "p"],
            table_infer_header=True,
        )
        self._report = report

    def _note(self, el: Any, message: str) -> None:
        self._report(_line(el), message)

    def process_text(self, el: Any, parent_tags: Any = None) -> str:
        """A text; an address that stands alone is a link, as for those who embed by addresses."""
        text = str(super().process_text(el, parent_tags=parent_tags))  # type: ignore[misc] # markdownify has none
        alone = re.fullmatch(r"https?://[^\s<>]+", str(el).strip())
        if alone and not (parent_tags or set()) & {"a", "_noformat"}:
            return text.replace(text.strip(), f"<{alone[0]}>") if text.strip() else text
        return text

    def escape(self, text: str, parent_tags: Any) -> str:
        """A text in which no mark has a meaning."""
        text = re.sub(r"([\\`*_{}\[\]<>#|~$&])", r"\\\1", text)
        text = re.sub(r"(?m)^(\s*)([-+=%:])", r"\1\\\2", text)
        return re.sub(r"(?m)^(\s*\d{1,9})([.)])(?=\s|$)", r"\1\\\2", text)

    def __getattr__(self, name: str) -> Any:
        tag = name.removeprefix("convert_")
        if tag != name and tag in _LEFT_OUT.split():
            return self._left_out
        raise AttributeError(name)

    def _left_out(self, el: Any, text: str, parent_tags: Any) -> str:
        if el.name in ("form", "fieldset", "label", "dialog", "object", "noscript"):
            self._note(el, f"the element <{el.name}> is left out, its text is kept")
            return text
        self._note(el, f"the element <{el.name}> is left out")
        return ""

    # markdownify has its own for these, which say nothing.
    convert_script = _left_out
    convert_style = _left_out

    def convert_iframe(self, el: Any, text: str, parent_tags: Any) -> str:
        """A link to what a frame shows."""
        address = link_to_film(str(el.get("src") or el.get("data-src") or ""))
        if not address:
            return self._left_out(el, "", parent_tags)
        self._note(el, f"<{el.name}> is a link now: {address}")
        title = el.get("title") or urlsplit(address).netloc or address
        return f"\n\n[{escaped(str(title))}]({address})\n\n"

    convert_embed = convert_iframe

    def convert_video(self, el: Any, text: str, parent_tags: Any) -> str:
        """A film or a sound of the dialect."""
        source = el.get("src") or next((one.get("src") for one in el.find_all("source")), "")
        return f"\n\n![{text.strip()}]({source})\n\n" if source else text

    convert_audio = convert_video

    def convert_figure(self, el: Any, text: str, parent_tags: Any) -> str:
        """A figure with its caption."""
        image, caption = el.find("img"), el.find("figcaption")
        if image is None or el.find("figure") or len(el.find_all("img")) > 1:
            return f"\n\n{text.strip()}\n\n"
        if "_inline" in parent_tags or parent_tags & {"li", "blockquote"}:
            return f"\n\n{text.strip()}\n\n"
        words = self.process_tag(caption, set()).strip() if caption else ""
        alt = " ".join(str(image.get("alt") or "").split())
        lines = [f"```{{figure}} {image.get('src', '')}", f":alt: {alt}" if alt else "", words]
        return "\n\n" + "\n".join([*filter(None, lines[:2]), "", words, "```"]) + "\n\n"

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        """A picture; its size is the reader's matter."""
        source = str(el.get("src") or el.get("data-src") or "")
        if not source or source.startswith("data:"):
            self._note(el, "a picture without a file is left out")
            return ""
        alt = escaped(" ".join(str(el.get("alt") or "").split()))
        address = f"<{source}>" if re.search(r"[\s()]", source) else source
        return f"![{alt}]({address})"

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        """A link; without an address, its text."""
        if el.get("role") == "doc-noteref":
            return f"[^{el.get_text().strip('[] ')}]"
        href = str(el.get("href") or "").strip()
        if not href or not text.strip():
            return text
        before = text[: len(text) - len(text.lstrip())] and " "
        after = text[len(text.rstrip()) :] and " "
        address = f"<{href}>" if re.search(r"[\s()]", href) else href
        return f"{before}[{' '.join(text.split())}]({address}){after}"

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
        """A block of code, in its language."""
        code = el.get_text().strip("\n")
        if "math" in el.get("class", []):
            return f"\n\n```{{math}}\n{code}\n```\n\n"
        classes = [
            *el.get("class", []),
            *(one for c in el.find_all("code") for one in c.get("class", [])),
        ]
        found = re.search(r"(?:brush:\s*|lang(?:uage)?-|highlight-)([\w+#-]+)", " ".join(classes))
        language = found[1] if found else ""
        if not language and "code" in classes:
            of_code = ("code", "literal-block", "highlight", "linenos")
            others = [c for c in classes if c not in of_code and "=" not in c]
            language = next((c for c in others if not c.startswith("line-")), "")
        return f"\n\n{code_block(code, language, ' '.join(classes))}\n\n"

    def convert_code(self, el: Any, text: str, parent_tags: Any) -> str:
        """Code in a line, or a formula."""
        if "math" in el.get("class", []):
            return f"{{math}}`{el.get_text().strip()}`"
        return str(super().convert_code(el, text, parent_tags))  # type: ignore[misc] # markdownify has none

    convert_tt = convert_code

    def convert_span(self, el: Any, text: str, parent_tags: Any) -> str:
        """Code, as docutils writes it."""
        if "literal" not in el.get("class", []):
            return text
        return str(super().convert_code(el, el.get_text(), parent_tags))  # type: ignore[misc] # markdownify has none

    def convert_aside(self, el: Any, text: str, parent_tags: Any) -> str:
        """A footnote or a box."""
        if el.get("role") == "doc-footnote":
            label = el.find(class_="label")
            name = label.get_text().strip("[] ") if label else ""
            words = [self.process_tag(one, set()).strip() for one in el.find_all("p")]
            return f"\n\n[^{name}]: " + "\n\n    ".join(words) + "\n\n"
        classes = [*el.get("class", []), ""]
        title = el.find("p", class_="admonition-title")
        if "admonition" not in classes or title is None:
            return f"\n\n{text.strip()}\n\n"
        kind = next((one for one in classes if one in ADMONITIONS), "note")
        shown = title.get_text().strip()
        title.extract()
        inner = (
            self.process_tag(el, set()).strip()
            if el.name == "div"
            else "".join(self.process_element(one, {"aside"}) for one in el.contents)
        )
        own = "" if shown.casefold() in (kind, "see also") else shown
        return f"\n\n{admonition(kind, inner, own)}\n\n"

    def convert_sup(self, el: Any, text: str, parent_tags: Any) -> str:
        """A role of the dialect, or a reference to a footnote of WordPress's."""
        if el.get("data-fn"):
            return f"[^{el.get_text().strip()}]"
        return self.convert_sub(el, text, parent_tags)

    def convert_sub(self, el: Any, text: str, parent_tags: Any) -> str:
        """A role of the dialect."""
        return f"{{{el.name}}}`{el.get_text().strip()}`" if el.get_text().strip() else text

    convert_kbd = convert_sub

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:
        """A line break; none at the end of a block."""
        if "_inline" in parent_tags:
            return " "
        return (
            "\\\n" if el.next_sibling is not None and el.next_sibling.get_text().strip() else "\n"
        )
