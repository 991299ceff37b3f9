"""What shortcodes become: the figures, code and links that they have in common."""

from __future__ import annotations

import re

from refresher_content.importers.tags import escaped
from refresher_content.source.dialect.admonitions import ADMONITIONS

__all__ = ["admonition", "code", "details", "figure", "film", "link"]

_FILMS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
}


_BOXES = {
    "alert": "attention", "bug": "warning", "check": "tip", "failure": "error", "info": "note",
    "success": "tip", "question": "note", "abstract": "note", "summary": "note", "tldr": "note",
    "caution": "caution", "done": "tip", "fail": "error", "missing": "error",
}  # fmt: skip
"""What other tools call our boxes."""


def code(text: str, language: str = "") -> str:
    """A block of code."""
    lines = text.strip("\n")
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall("`{3,}", lines))])
    return f"{ticks}{language}\n{lines}\n{ticks}"


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
