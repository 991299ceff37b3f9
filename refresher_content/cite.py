"""Citations of an article: in words, and in the formats that reference managers read."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from refresher_content.errors import did_you_mean
from refresher_content.model import Article, PartialDate

__all__ = ["STYLES", "cite"]


def cite(article: Article, style: str = "plain") -> str:
    """A citation in one of the `STYLES`; see `Article.cite`.

    Of a digest it is the original that is cited. The date is given as precisely as it
    is known.
    """
    if style not in STYLES:
        hint = did_you_mean(str(style), STYLES)
        raise ValueError(f"no citation style {style!r}{hint} (there are {', '.join(STYLES)})")
    return STYLES[style](_facts(article))


def _facts(article: Article) -> dict[str, Any]:
    original = article.original
    # What appeared elsewhere was in no issue of this periodical.
    issue = None if original and original.publication else article.issue
    facts = {
        "id": article.id,
        "author_id": article.author_ids[0] if article.author_ids else "",
        "authors": [_family_given(_one_line(author.sort_name)) for author in article.authors],
        "title": (original and original.title) or article.title,
        "container": (original and original.publication) or article.library.publication.title,
        "published": (original and original.published) or article.published,
        "url": (original and original.url) or "",
        "issue": issue.number if issue else None,
        "volume": issue.volume if issue else None,
        "language": article.language,
    }
    return {key: _one_line(one) if isinstance(one, str) else one for key, one in facts.items()}


def _one_line(text: str) -> str:
    """A text without line breaks: in RIS each would begin another field."""
    return " ".join(line.strip() for line in text.splitlines())


def _family_given(name: str) -> tuple[str, str]:
    """The family name and the given name; a name that has no parts is a family name."""
    family, _, given = (part.strip() for part in name.partition(","))
    return (family, given) if family else (given or name, "")


def _plain(facts: dict[str, Any]) -> str:
    names = [f"{given} {family}".strip() for family, given in facts["authors"]]
    people = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    numbers = [
        f"{label} {facts[key]}"
        for key, label in (("volume", "vol."), ("issue", "no."))
        if facts[key] is not None
    ]
    where = ", ".join([facts["container"], *numbers, str(facts["published"])])
    address = f" {facts['url']}" if facts["url"] else ""
    return f"{people}, “{facts['title']}”, {where}.{address}"


def _bibtex(facts: dict[str, Any]) -> str:
    """BibTeX: an @article. `month` is a number, as BibLaTeX and BibTeX both sort it."""
    published: PartialDate = facts["published"]
    fields = {
        "author": " and ".join(_bibtex_name(*name) for name in facts["authors"]),
        "title": "{" + _escape(facts["title"]) + "}",
        "journal": _escape(facts["container"]),
        "year": f"{published.year:04}",
        "month": published.month,
        "day": published.day,
        "volume": facts["volume"],
        "number": facts["issue"],
        "url": re.sub(r"[{}\\]", lambda found: quote(found[0]), facts["url"]),
    }
    lines = [f"  {key} = {{{value}}}" for key, value in fields.items() if value not in (None, "")]
    return f"@article{{{_key(facts)},\n" + ",\n".join(lines) + "\n}"


def _bibtex_name(family: str, given: str) -> str:
    # Braces keep a name that has no parts from being taken apart, and `and` from joining two.
    if not given:
        return f"{{{_escape(family)}}}"
    parts = [
        f"{{{_escape(part)}}}" if re.search(r"\band\b", part, re.IGNORECASE) else _escape(part)
        for part in (family, given)
    ]
    # One comma more sets off a suffix, as in "King, Jr., Martin".
    return ", ".join(parts) if given.count(",") < 2 else f"{parts[0]}, {{{_escape(given)}}}"


_ESCAPES = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_BRACES = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}


def _escape(text: str) -> str:
    """A text as TeX sets it."""
    # BibTeX counts escaped braces, too, when it looks for the end of a field.
    escapes = _ESCAPES if _is_balanced(text) else _ESCAPES | _BRACES
    return "".join(escapes.get(char, char) for char in text)


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0


def _key(facts: dict[str, Any]) -> str:
    """A key of ASCII letters, digits and hyphens that no other article has: family name, year
    and the article's id.
    """
    family = "".join(facts["authors"][0][0].split()[-1:]) if facts["authors"] else ""
    name = re.sub("[^a-z]", "", _ascii(family)) or re.sub("[^a-z]", "", _ascii(facts["author_id"]))
    rest = _ascii(facts["id"])
    if rest != facts["id"]:
        # What is left of an id in another script, if anything, is not the id of this one only.
        rest = f"{rest}-{sha256(facts['id'].encode()).hexdigest()[:8]}".strip("-")
    return f"{name or 'anon'}{facts['published'].year:04}{rest}"


def _ascii(text: str) -> str:
    """The letters and digits of a text as far as ASCII has them, without accents."""
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("-+", "-", re.sub("[^a-z0-9-]", "", decomposed)).strip("-")


def _ris(facts: dict[str, Any]) -> str:
    """RIS, as EndNote and Zotero read it: dates are YYYY/MM/DD/, empty where unknown."""
    published: PartialDate = facts["published"]
    month, day = (f"{part:02}" if part else "" for part in (published.month, published.day))
    lines = [("TY", "MGZN")]
    lines += [("AU", ", ".join(part for part in name if part)) for name in facts["authors"]]
    lines += [
        ("TI", facts["title"]),
        ("T2", facts["container"]),
        ("PY", f"{published.year:04}"),
        ("DA", f"{published.year:04}/{month}/{day}/"),
        ("VL", facts["volume"]),
        ("IS", facts["issue"]),
        ("LA", facts["language"]),
        ("UR", facts["url"]),
    ]
    body = [f"{tag}  - {value}" for tag, value in lines if value not in (None, "")]
    return "\n".join([*body, "ER  - "])


def _csl_json(facts: dict[str, Any]) -> str:
    """CSL-JSON 1.0: a list of one item. Date parts stop where knowledge does."""
    published: PartialDate = facts["published"]
    parts = [part for part in (published.year, published.month, published.day) if part]
    authors = [
        {"family": family, "given": given} if given else {"literal": family}
        for family, given in facts["authors"]
    ]
    item = {
        "id": facts["id"],
        "type": "article-magazine",
        "title": facts["title"],
        "author": authors,
        "container-title": facts["container"],
        "issued": {"date-parts": [parts]},
        "volume": facts["volume"],
        "issue": facts["issue"],
        "language": facts["language"],
        "URL": facts["url"],
    }
    kept = {key: value for key, value in item.items() if value not in (None, "")}
    return json.dumps([kept], ensure_ascii=False, indent=2)


STYLES: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "plain": _plain,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl-json": _csl_json,
}
"""The styles of citation, by name."""
