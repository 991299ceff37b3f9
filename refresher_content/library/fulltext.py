"""Full-text search: SQLite's FTS5, ranked by BM25, with the section and a snippet of each hit."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from refresher_content.library import schema
from refresher_content.library.reader import Reader
from refresher_content.library.sql import select
from refresher_content.library.words import Query, Term, located, parse, words
from refresher_content.model import Article, Section
from refresher_content.model.filters import facet
from refresher_content.model.results import Hit
from refresher_content.model.selection import Selection

__all__ = ["indexed", "indexed_row", "search"]

SNIPPET_LENGTH = 160
"""The longest snippet, in characters, before it is widened to whole words."""

_WIDEST = 40
"""How far a snippet is widened at either end, in characters, to be of whole words."""

_UNSTEMMED = "·"
"""Stands after a word of another language than English, where Porter's rules, which know
letters of ASCII only, find no ending to cut."""

_OPEN, _CLOSE = "\x02", "\x03"
# Words that carry the question rather than its subject are left out if others remain.
_STOP_WORDS = frozenset(
    words(
        "a an and are as at be but by do does for from has have how i if in is it my not of on or"
        " our so that the their they this to was we what when where which who why will with you"
        " your"
    )
)


def indexed(text: str, language: str) -> str:
    """What the index holds of a text: its words, apart by spaces."""
    found = words(text)
    if not _is_english(language):
        found = [word + _UNSTEMMED if _has_ending(word) else word for word in found]
    return " ".join(found)


def indexed_row(article: Article, text: str) -> list[str]:
    """What the index holds of an article, column by column."""
    values = {
        "questions": "\n".join(article.questions),
        "figure": article.figure.caption if article.figure else "",
        "text": text,
    }
    return [
        indexed(values[name] if name in values else getattr(article, name), article.language)
        for name in schema.FULLTEXT
    ]


def _is_english(language: str) -> bool:
    return language.partition("-")[0].casefold() in ("", "en")


def _has_ending(word: str) -> bool:
    return "a" <= word[-1] <= "z"


def search(library: Reader, query: str, limit: int = 10, **filters: Any) -> list[Hit]:
    """The articles that a query finds, best first.

    Articles with all of its words come before those with some. Words match
    whatever their case and accents, in English articles whatever their endings; text in
    double quotes is found only as it stands, word by word; `-word` and `-"a phrase"` exclude
    articles. Where a script has no spaces, what is written together is found together, inside
    sentences too. No other sign means anything. `filters` are those of `Articles.filter`. A
    query without words finds nothing. Raises what `Articles.filter` raises.
    """
    if not isinstance(query, str):
        raise TypeError(f"expected a query as text, found {query!r}")
    if not isinstance(limit, int):
        raise TypeError(f"expected the limit as an integer, found {limit!r}")
    asked = parse(query)
    if not asked.terms or limit < 1:
        return []
    given = {name: value for name, value in filters.items() if value is not None}
    allowed = Selection(tuple(facet(library, Article, name, one) for name, one in given.items()))
    best: dict[int, float] = {}
    for expression in _expressions(asked):
        if len(best) < limit:
            for rowid, rank in _best(library, expression, limit + len(best), allowed):
                best.setdefault(rowid, rank)
    return _hits(library, asked, list(best.items())[:limit])


def _expressions(asked: Query) -> Iterator[str]:
    """What FTS5 is asked for, in turn: all terms, then any of those that aren't in quotes."""
    quoted = [_match(term) for term in asked.terms if term.quoted]
    words = [term for term in asked.terms if not term.quoted]
    telling = [term for term in words if not _STOP_WORDS.issuperset(term.words)]
    others = [_match(term) for term in telling or (() if quoted else words)]
    without = "".join(f" NOT {_match(term)}" for term in asked.excluded)
    yield f"({' AND '.join([*quoted, *others])}){without}"
    if len(others) > 1:
        any_of_them = f"({' OR '.join(others)})"
        yield f"({' AND '.join([*quoted, any_of_them])}){without}"


def _match(term: Term) -> str:
    """A term as FTS5 reads it: as the words of English articles are indexed, or the others'."""
    forms = [" ".join(indexed(word, language) for word in term.words) for language in ("en", "und")]
    return "(" + " OR ".join(f'"{form}"' for form in dict.fromkeys(forms)) + ")"


def _best(
    library: Reader, expression: str, limit: int, allowed: Selection
) -> list[tuple[int, float]]:
    """The rows of the best articles, each with its rank, the smaller the better."""
    inner, params = select(Article, allowed, "rowid", ordered=False)
    only = f"AND rowid IN ({inner})" if allowed.where else ""
    weights = ", ".join(map(str, schema.FULLTEXT.values()))
    return library.rows(
        f"SELECT rowid, rank FROM fulltext WHERE fulltext MATCH ? AND rank MATCH"
        f" 'bm25({weights})' {only} ORDER BY rank, rowid LIMIT ?",
        (expression, *params, limit),
    ).fetchall()


def _hits(library: Reader, asked: Query, best: Sequence[tuple[int, float]]) -> list[Hit]:
    columns = ", ".join(schema.columns(Article))
    rows = [
        library.rows(
            f"SELECT text, sections, {columns} FROM article WHERE rowid = ?", (rowid,)
        ).fetchone()
        for rowid, _ in best
    ]
    articles = [library.bind(schema.read_entry(Article, cells)) for _, _, *cells in rows]
    texts = [(row[0], article.language) for row, article in zip(rows, articles, strict=True)]
    summaries = [(article.summary, article.language) for article in articles]
    spans = _matches(asked, [*texts, *summaries])
    hits = []
    for number, ((_, rank), article, row) in enumerate(zip(best, articles, rows, strict=True)):
        section, snippet, matches = _passage(
            (row[0], spans[number]),
            (article.summary, spans[len(best) + number]),
            schema.read_sections(row[1]),
        )
        hits.append(
            Hit(article=article, section=section, score=-rank, snippet=snippet, matches=matches)
        )
    return hits


def _matches(asked: Query, texts: Sequence[tuple[str, str]]) -> list[list[tuple[int, int]]]:
    """Where each text, given with its language, has terms of the query.

    The index doesn't keep texts, so they are indexed again, each for itself.
    """
    found = [list(located(text)) for text, _ in texts]
    expression = " OR ".join(map(_match, asked.terms))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            f"CREATE VIRTUAL TABLE hit USING fts5 (text, tokenize = '{schema.TOKENIZER}')"
        )
        connection.executemany(
            "INSERT INTO hit VALUES (?)",
            [(indexed(text, language),) for text, language in texts],
        )
        marked = dict(
            connection.execute(
                f"SELECT rowid - 1, highlight(hit, 0, '{_OPEN}', '{_CLOSE}') FROM hit"
                " WHERE hit MATCH ?",
                (expression,),
            )
        )
    return [
        [(words[first][1], words[last][2]) for first, last in _marked(marked.get(number, ""))]
        for number, words in enumerate(found)
    ]


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """The numbers of the first and the last word of each match in a highlighted text."""
    number = 0
    for index, part in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", text)):
        count = len(part.split())
        if index % 2:
            yield number, number + count - 1
        number += count


_Marked = tuple[str, list[tuple[int, int]]]
"""A text, and where its matches begin and end."""


def _passage(
    text: _Marked, summary: _Marked, sections: tuple[Section, ...]
) -> tuple[Section | None, str, tuple[tuple[int, int], ...]]:
    """The section with the most matches and a snippet of it; the first of equals."""
    plain, spans = text
    best: tuple[int, Section, int, list[tuple[int, int]]] | None = None
    offset = 0
    for section in sections:
        length = len("\n\n".join(part for part in (section.title, section.text) if part))
        inside = [span for span in spans if offset <= span[0] < offset + length]
        if inside and (best is None or len(inside) > best[0]):
            best = (len(inside), section, offset, inside)
        offset += length + 2
    if best is None:
        plain, spans = summary
        return None, *_snippet(plain, spans, 0, len(plain))
    _, section, start, inside = best
    length = len("\n\n".join(part for part in (section.title, section.text) if part))
    if section.title and any(span[0] >= start + len(section.title) for span in inside):
        start, length = start + len(section.title) + 2, length - len(section.title) - 2
        inside = [span for span in inside if span[0] >= start]
    return section, *_snippet(plain, inside, start, start + length)


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
    start = _space(text, start - 1, max(low, start - _WIDEST) - 1, -1) + 1
    stop = _space(text, stop, min(high, stop + _WIDEST), 1)
    before = "… " if start > low else ""
    window = text[start:stop]
    shift = len(before) - start
    matches = tuple(
        (begin + shift, end + shift) for begin, end in spans if start <= begin and end <= stop
    )
    # Line ends are as wide as the spaces that stand for them, so that positions stay.
    snippet = before + window.replace("\n", " ") + (" …" if stop < high else "")
    return snippet, matches


def _space(text: str, here: int, end: int, step: int) -> int:
    """Where the next space is, or else the end of the text; `here` if neither is near, as in
    a script without spaces.
    """
    for at in range(here, end, step):
        if text[at].isspace():
            return at
    return end if abs(end - here) < _WIDEST else here
