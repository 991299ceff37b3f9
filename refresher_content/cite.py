"""Citations of an article: in words, and in the formats that reference managers read."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

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
    return {
        "id": article.id,
        "authors": [_family_given(author.sort_name) for author in article.authors],
        "title": (original and original.title) or article.title,
        "container": (original and original.publication) or article.library.publication.title,
        "published": (original and original.published) or article.published,
        "url": (original and original.url) or "",
        "issue": issue.number if issue else None,
        "volume": issue.volume if issue else None,
        "language": article.language,
    }


def _family_given(name: str) -> tuple[str, str]:
    family, _, given = name.partition(",")
    return family.strip(), given.strip()


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
        "url": facts["url"],
    }
    lines = [f"  {key} = {{{value}}}" for key, value in fields.items() if value not in (None, "")]
    return f"@article{{{_key(facts)},\n" + ",\n".join(lines) + "\n}"


def _bibtex_name(family: str, given: str) -> str:
    # Braces keep a name that has no parts from being taken apart.
    return f"{_escape(family)}, {_escape(given)}" if given else f"{{{_escape(family)}}}"


def _escape(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _key(facts: dict[str, Any]) -> str:
    family = facts["authors"][0][0].split()[-1:]
    decomposed = unicodedata.normalize("NFKD", "".join(family)).encode("ascii", "ignore").decode()
    word = facts["id"].split("-")[0].encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^a-z]', '', decomposed.lower())}{facts['published'].year:04}{word}"


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
