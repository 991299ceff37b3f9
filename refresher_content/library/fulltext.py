"""Full-text search: SQLite's FTS5, ranked by BM25, with the section and a snippet of each hit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from refresher_content.library import schema
from refresher_content.library.database import Reader
from refresher_content.library.sql import select
from refresher_content.model import Article, Hit, Section
from refresher_content.model.filters import facet
from refresher_content.model.selection import Selection
from refresher_content.model.words import words

__all__ = ["search"]

SNIPPET_LENGTH = 160
"""The longest snippet, in characters, before it is widened to whole words."""

_WEIGHTS = "10.0, 6.0, 4.0, 4.0, 1.0"
"""How much a word counts in title, subtitle, takeaway, summary and text."""

_OPEN, _CLOSE = "\x02", "\x03"
# Words that carry the question rather than its subject are left out if others remain.
_STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "my",
        "not",
        "of",
        "on",
        "or",
        "our",
        "so",
        "that",
        "the",
        "their",
        "they",
        "this",
        "to",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)


def search(library: Reader, query: str, limit: int = 10, **filters: Any) -> list[Hit]:
    """The articles that a query finds, best first.

    Articles with all of its words come before those with some. Words match
    whatever their case, accents and English endings; text in double quotes
    matches as a phrase. `filters` are those of `Articles.filter`. An empty query
    finds nothing. Raises what `Articles.filter` raises.
    """
    if not isinstance(query, str):
        raise TypeError(f"expected a query as text, found {query!r}")
    if not isinstance(limit, int):
        raise TypeError(f"expected the limit as an integer, found {limit!r}")
    terms = _terms(query)
    if not terms or limit < 1:
        return []
    given = {name: value for name, value in filters.items() if value is not None}
    allowed = Selection(tuple(facet(library, Article, name, one) for name, one in given.items()))
    found: dict[int, Hit] = {}
    expressions = [" AND ".join(terms)] + ([" OR ".join(terms)] if len(terms) > 1 else [])
    for expression in expressions:
        if len(found) < limit:
            for rowid, hit in _hits(library, expression, limit + len(found), allowed):
                found.setdefault(rowid, hit)
    return list(found.values())[:limit]


def _terms(query: str) -> list[str]:
    """The words and phrases of a query, each as a string of FTS5."""
    terms: list[str] = []
    for index, part in enumerate(query.split('"')):
        found = words(part)
        if index % 2 and found:
            terms.append(f'"{" ".join(found)}"')
        else:
            terms += [f'"{word}"' for word in found]
    kept = [term for term in terms if term.strip('"').casefold() not in _STOP_WORDS]
    return list(dict.fromkeys(kept or terms))


def _hits(
    library: Reader, expression: str, limit: int, allowed: Selection
) -> Iterator[tuple[int, Hit]]:
    # First the best by number alone: the texts of all that match would be much to carry.
    inner, params = select(Article, allowed, "rowid", ordered=False)
    only = f"AND rowid IN ({inner})" if allowed.where else ""
    best = library.rows(
        f"SELECT rowid, rank FROM fulltext WHERE fulltext MATCH ? AND rank MATCH"
        f" 'bm25({_WEIGHTS})' {only} ORDER BY rank, rowid LIMIT ?",
        (expression, *params, limit),
    ).fetchall()
    columns = ", ".join(f"article.{name}" for name in schema.columns(Article))
    for rowid, rank in best:
        (row,) = library.rows(
            f"SELECT highlight(fulltext, 4, '{_OPEN}', '{_CLOSE}'),"
            f" highlight(fulltext, 3, '{_OPEN}', '{_CLOSE}'), sections, {columns}"
            " FROM fulltext JOIN article ON article.rowid = fulltext.rowid"
            " WHERE fulltext MATCH ? AND fulltext.rowid = ?",
            (expression, rowid),
        )
        text, summary, sections, *cells = row
        article = library.bind(schema.read_entry(Article, cells))
        section, snippet, matches = _passage(text, summary, schema.read_sections(sections))
        yield (
            rowid,
            Hit(article=article, section=section, score=-rank, snippet=snippet, matches=matches),
        )


def _passage(
    text: str, summary: str, sections: tuple[Section, ...]
) -> tuple[Section | None, str, tuple[tuple[int, int], ...]]:
    """The section with the most matches and a snippet of it; the first of equals."""
    plain, spans = _unmark(text)
    best: tuple[int, Section, int, list[tuple[int, int]]] | None = None
    offset = 0
    for section in sections:
        length = len("\n\n".join(part for part in (section.title, section.text) if part))
        inside = [span for span in spans if offset <= span[0] < offset + length]
        if inside and (best is None or len(inside) > best[0]):
            best = (len(inside), section, offset, inside)
        offset += length + 2
    if best is None:
        plain, spans = _unmark(summary)
        return None, *_snippet(plain, spans, 0, len(plain))
    _, section, start, inside = best
    length = len("\n\n".join(part for part in (section.title, section.text) if part))
    if section.title and any(span[0] >= start + len(section.title) for span in inside):
        start, length = start + len(section.title) + 2, length - len(section.title) - 2
        inside = [span for span in inside if span[0] >= start]
    return section, *_snippet(plain, inside, start, start + length)


def _unmark(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A highlighted text without its marks, and the positions of the marked words in it."""
    plain, spans = [], []
    length = 0
    for index, part in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", text)):
        if index % 2:
            spans.append((length, length + len(part)))
        plain.append(part)
        length += len(part)
    return "".join(plain), spans


def _snippet(
    text: str, spans: list[tuple[int, int]], low: int, high: int
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The window between `low` and `high` that holds the most matches, in whole words."""
    first = max(
        spans,
        key=lambda span: (sum(span[0] <= other[0] < span[0] + 120 for other in spans), -span[0]),
        default=(low, low),
    )
    start = max(low, first[0] - 40)
    stop = min(high, start + SNIPPET_LENGTH)
    while start > low and not text[start - 1].isspace():
        start -= 1
    while stop < high and not text[stop].isspace():
        stop += 1
    before = "… " if start > low else ""
    window = text[start:stop]
    shift = len(before) - start
    matches = tuple(
        (begin + shift, end + shift) for begin, end in spans if start <= begin and end <= stop
    )
    # Line ends are as wide as the spaces that stand for them, so that positions stay.
    snippet = before + window.replace("\n", " ") + (" …" if stop < high else "")
    return snippet, matches
