"""What shortcodes become: the figures, code and links that they have in common."""

from __future__ import annotations

import re

from refresher_content.importers.tags import escaped
from refresher_content.source.dialect.admonitions import ADMONITIONS

__all__ = ["admonition", "code", "code_options", "details", "figure", "film", "link"]

_FILMS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
}


_NUMBERED = re.compile(r"\b(?:linenos|numberlines)\b(?!\s*=\s*[\"']?(?:false|0)\b)", re.IGNORECASE)
_START = re.compile(r"\b(?:linenostart|linenums|start)\s*=\s*[\"']?(\d+)", re.IGNORECASE)
_MARKED = re.compile(
    r"\b(?:hl_lines|mark_lines)\s*=\s*(?:(\[[^\]]*\])|\"([^\"]*)\"|'([^']*)'|([\d ,-]+))"
    r"|\{([\d, -]+)\}",
    re.IGNORECASE,
)
"""The lines of code that are marked, as Hugo, Jekyll and Pygments write them, or `{1,3-5}`."""

_BOXES = {
    "alert": "attention", "bug": "warning", "check": "tip", "failure": "error", "info": "note",
    "success": "tip", "question": "note", "abstract": "note", "summary": "note", "tldr": "note",
    "caution": "caution", "done": "tip", "fail": "error", "missing": "error",
}  # fmt: skip
"""What other tools call our boxes."""


def code(text: str, language: str = "", given: str = "") -> str:
    """A block of code; `given` are the arguments that it had."""
    lines = text.strip("\n")
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall("`{3,}", lines))])
    if options := code_options(given):
        head = f"{{code-block}} {language}".rstrip()
        return "\n".join([f"{ticks}{head}", *options, "", lines, ticks])
    return f"{ticks}{language}\n{lines}\n{ticks}"


def code_options(given: str) -> list[str]:
    """The options of a block of code for what others write of its lines: `linenos`, `hl_lines`,
    `linenostart` and the like.
    """
    options = []
    start = _START.search(given)
    if start or _NUMBERED.search(given):
        options.append(":linenos:")
    if start and start[1] != "1":
        options.append(f":lineno-start: {start[1]}")
    if marked := _MARKED.search(given):
        numbers = re.findall(r"\d+(?:-\d+)?", next(filter(None, marked.groups()), ""))
        options += [f":emphasize-lines: {','.join(numbers)}"] if numbers else []
    return options


def figure(source: str, alt: str = "", caption: str = "", target: str = "") -> str:
    """A figure; `caption` is Markdown."""
    alt = " ".join(alt.split())
    options = [f":alt: {alt}"] if alt else []
    below = ["", caption.strip()] if caption.strip() else []
    if target:
        below = [*below, "", link(target, target)]
    return "\n".join([f"```{{figure}} {source}", *options, *below, "```"])


def film(host: str, id_: str, title: str = "") -> str | None:
    """A link to a film."""
    if not id_:
        return None
    address = id_ if "//" in id_ else _FILMS.get(host, "").format(id_)
    return link(title or address, address) if address else None


def link(words: str, address: str) -> str:
    """A link."""
    whole = re.fullmatch(r"[^\s()<>]+", address)
    return f"[{escaped(words)}]({address if whole else f'<{address}>'})"


def admonition(kind: str, text: str, title: str = "") -> str:
    """A box; kinds that the dialect doesn't have are notes with their name as a title."""
    name = _BOXES.get(kind.casefold(), kind.casefold())
    if name not in ADMONITIONS:
        name, title = "note", title or kind.capitalize()
    colons = ":" * max([3, *(len(run) + 1 for run in re.findall("(?m)^:{3,}", text))])
    return f"{colons}{{{name}}} {title}".rstrip() + f"\n{text.strip()}\n{colons}"


def details(summary: str, text: str) -> str:
    """A text that opens."""
    colons = ":" * max([3, *(len(run) + 1 for run in re.findall("(?m)^:{3,}", text))])
    return f"{colons}{{details}} {summary}\n{text.strip()}\n{colons}"
