"""BibTeX, as LaTeX's bibliographies and most reference managers read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from refresher_content.cite.names import note_of, one_line, parts_of, with_role

if TYPE_CHECKING:
    from refresher_content.model.parts import Contributor
    from refresher_content.model.works import Work

__all__ = ["key_of", "render"]


def render(work: Work) -> str:
    """An @article, or for a digest a @misc whose note names what it retells. `month` is a
    number, as BibLaTeX and BibTeX both sort it.
    """
    published, digest = work.published, work.original is not None
    fields: dict[str, object] = {
        "author": _names(work.writers),
        "editor": _names(with_role(work, "editor")),
        "translator": _names(with_role(work, "translator")),
        "title": "{" + _escape(work.title) + "}",
        "howpublished" if digest else "journal": _escape(work.container),
        "publisher": _escape(work.publisher) if digest else "",
        "year": f"{published.year:04}",
        "month": published.month,
        "day": published.day,
        "volume": work.volume,
        "number": work.number,
        "doi": _address(work.doi),
        "url": _address(work.url),
        "note": _escape(note_of(work, ("reviewer", "illustrator", "photographer"))),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value not in (None, "")]
    return f"@{'misc' if digest else 'article'}{{{key_of(work)},\n" + ",\n".join(lines) + "\n}"


def _names(people: Iterable[Contributor]) -> str:
    return " and ".join(_name(*parts_of(one)) for one in people)


def _name(family: str, given: str, suffix: str) -> str:
    # Braces keep a name that has no parts from being taken apart, and `and` from joining two.
    if not given:
        return f"{{{_escape(family)}}}"
    parts = [
        f"{{{_escape(part)}}}" if re.search(r"\band\b", part, re.IGNORECASE) else _escape(part)
        for part in (family, suffix, given)
        if part
    ]
    # One comma more would set off a suffix, as in "King, Jr., Martin".
    return ", ".join(parts) if "," not in given else f"{parts[0]}, {{{_escape(given)}}}"


def _address(text: str) -> str:
    return re.sub(r"[{}\\]", lambda found: quote(found[0]), text)


_ESCAPES = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_BRACES: Mapping[str, str] = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}


def _escape(text: str) -> str:
    """A text as TeX sets it."""
    text = one_line(text)
    # BibTeX counts escaped braces, too, when it looks for the end of a field.
    escapes = _ESCAPES if _is_balanced(text) else {**_ESCAPES, **_BRACES}
    return "".join(escapes.get(char, char) for char in text)


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0


def key_of(work: Work) -> str:
    """A key that no other work has: of ASCII letters, digits and hyphens, with family name, year
    and the article's id; a digest has `digest` for the name, and a colon before the id.
    """
    id_ = work.id.removesuffix(":original")
    rest = _ascii(id_)
    if rest != id_:
        # What is left of an id in another script, if anything, is not the id of this one only.
        rest = f"{rest}-{sha256(id_.encode()).hexdigest()[:8]}".strip("-")
    year = f"{work.published.year:04}"
    if work.original:
        return f"digest{year}:{rest}"
    first = work.writers[0] if work.writers else None
    family = "".join(parts_of(first).family.split()[-1:]) if first else ""
    author = (first and first.author_id) or ""
    name = re.sub("[^a-z]", "", _ascii(family)) or re.sub("[^a-z]", "", _ascii(author))
    return f"{name or 'anon'}{year}{rest}"


def _ascii(text: str) -> str:
    """The letters and digits of a text as far as ASCII has them, without accents."""
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("-+", "-", re.sub("[^a-z0-9-]", "", decomposed)).strip("-")
