"""Full-text search: SQLite's FTS5, ranked by BM25, with the section and a snippet of each hit."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from typing import Any

from refresher_content.errors import did_you_mean
from refresher_content.library import schema
from refresher_content.library.indexing import indexed
from refresher_content.library.language import LANGUAGES, forms, language
from refresher_content.library.reader import Reader
from refresher_content.library.spelling import corrections, tolerance
from refresher_content.library.sql import select
from refresher_content.library.words import Query, Term, is_unspaced, located, parse
from refresher_content.model import Article, Section
from refresher_content.model.results import Hit, Hits
from refresher_content.model.selection import Selection

__all__ = ["Question", "best", "search"]

SNIPPET_LENGTH = 160
"""The longest snippet, in characters, before it is widened to whole words."""

MAX_WIDENING = 40
"""How far a snippet is widened at either end, in characters, to be of whole words."""

_PHRASE = 3
"""The maximum number of words that a word may stand for, as "CEO" does for "chief executive"."""

_OPEN, _CLOSE = "\x02", "\x03"


def search(
    library: Reader,
    allowed: Selection,
    query: str,
    limit: int = 10,
    offset: int = 0,
    fields: Iterable[str] | None = None,
) -> Hits:
    """The articles of a selection that a query finds, best first.

    Articles with all of its words come before those with words that stand for them, and both
    before those with some. Words match whatever their case, accents, endings and spelling in
    Britain or America; a word that no article has stands for those most similar to it, and others
    for their synonyms. Text in double quotes is found only as it stands, word by word; `-word`
    and `-"a phrase"` exclude articles. Where a script has no spaces, what is written together
    is found together, inside sentences too. No other sign means anything. A query without words
    finds nothing.
    """
    if not isinstance(query, str):
        raise TypeError(f"expected a query as text, found {query!r}")
    for name, number in (("limit", limit), ("offset", offset)):
        if not isinstance(number, int):
            raise TypeError(f"expected the {name} as an integer, found {number!r}")
    asked = Question(library, parse(query))
    within = _within(fields)
    if not asked.terms:
        return Hits((), offset, lambda: 0)
    start = max(0, offset)
    ranks: dict[int, float] = {}
    for expression in asked.expressions() if limit > 0 else ():
        if len(ranks) < start + limit:
            wanted = start + limit + len(ranks)
            for rowid, rank in best(library, within + expression, wanted, allowed):
                ranks.setdefault(rowid, rank)
    found = list(ranks.items())[start : start + max(0, limit)]
    hits = _hits(library, asked, found, in_text=fields is None or "text" in within)

    def count() -> int:
        # Whatever the others find, the last one finds too.
        *_, widest = asked.expressions()
        return _count(library, within + widest, allowed)

    return Hits(hits, start, count)


def _within(fields: Iterable[str] | None) -> str:
    """The beginning of an expression that looks into some columns only."""
    if fields is None:
        return ""
    names = (fields,) if isinstance(fields, str) else tuple(fields)
    for name in names:
        if name not in schema.FULLTEXT:
            hint = did_you_mean(name, schema.FULLTEXT, f"; they are {', '.join(schema.FULLTEXT)}")
            raise ValueError(f"no field {name!r} is searched{hint}")
    if not names:
        raise ValueError("expected the names of fields, found none")
    return f"{{{' '.join(names)}}} : "


class Question:
    """A query in the words of the index."""

    def __init__(self, library: Reader, query: Query) -> None:
        self._library = library
        self.terms = query.terms
        self._excluded = query.excluded
        self._quoted = [term for term in query.terms if term.quoted]
        typed = [term for term in query.terms if not term.quoted]
        rare = [term for term in typed if not _says_nothing(term)]
        self._typed = rare or ([] if self._quoted else typed)

    def expressions(self) -> Iterator[str]:
        """What FTS5 is asked for, in turn: all terms; all, or what stands for them; any of those
        that aren't in quotes, or what stands for it.
        """
        quoted = [_any(forms(term.words)) for term in self._quoted]
        others = [_any(forms(term.words)) for term in self._typed]
        without = "".join(f" NOT {_any(forms(term.words))}" for term in self._excluded)
        yield f"({' AND '.join([*quoted, *others])}){without}"
        if self._wide != others:
            yield f"({' AND '.join([*quoted, *self._wide])}){without}"
        if len(self._wide) > 1:
            any_of_them = f"({' OR '.join(self._wide)})"
            yield f"({' AND '.join([*quoted, any_of_them])}){without}"

    def marks(self) -> str:
        """What FTS5 is to mark in the texts that are found."""
        return " OR ".join([*(_any(forms(term.words)) for term in self._quoted), *self._wide])

    @cached_property
    def _wide(self) -> list[str]:
        """The terms that aren't in quotes, each with what stands for it."""
        found: list[str] = []
        start = 0
        while start < len(self._typed):
            for count in range(min(_PHRASE, len(self._typed) - start), 0, -1):
                terms = self._typed[start : start + count]
                others = self._instead(terms)
                if others or count == 1:
                    own = " AND ".join(_any(forms(term.words)) for term in terms)
                    found.append(_any(others, f"({own})" if count > 1 else own))
                    start += count
                    break
        return found

    def _instead(self, terms: Sequence[Term]) -> list[str]:
        """What the index has that stands for a term, or for several one after the other."""
        words = tuple(word for term in terms for word in term.words)
        own = forms(words)
        others = self._column(
            f"SELECT other FROM synonym WHERE word IN ({', '.join('?' * len(own))})", own
        )
        if others or len(terms) > 1 or not self._may_be_misspelt(terms[0]):
            return others
        (word,) = words
        meant = [*self._meant(word), *(self._meant(word[:-1]) if word[-1] == "s" else ())]
        return [form for one in meant or self._halves(word) for form in forms(tuple(one.split()))]

    def _meant(self, word: str) -> list[str]:
        """The words of articles that are most similar to a misspelt one."""
        limit = tolerance(word)
        similar = self._column(
            "SELECT word FROM word WHERE length(word) BETWEEN ? AND ?",
            (len(word) - limit, len(word) + limit),
        )
        return corrections(word, similar) if limit else []

    def _may_be_misspelt(self, term: Term) -> bool:
        """Whether a term is a word that no article has."""
        if len(term.words) > 1 or not tolerance(term.words[0]) or is_unspaced(term.words[0]):
            return False
        sql = "SELECT 1 FROM fulltext WHERE fulltext MATCH ? LIMIT 1"
        return self._library.rows(sql, (_any(forms(term.words)),)).fetchone() is None

    def _halves(self, word: str) -> list[str]:
        """A word that was written together, as the two that articles have."""
        for at in range(3, len(word) - 2):
            halves = (word[:at], word[at:])
            if len(self._column("SELECT word FROM word WHERE word IN (?, ?)", halves)) == 2:
                return [" ".join(halves)]
        return []

    def _column(self, sql: str, params: Sequence[Any]) -> list[str]:
        return [value for (value,) in self._library.rows(sql, params)]


def _says_nothing(term: Term) -> bool:
    """Whether the words of a term carry a question rather than its subject, in any language."""
    return all(
        any(word in one.stop_words for one in map(language, LANGUAGES) if one)
        for word in term.words
    )


def _any(phrases: Sequence[str], own: str = "") -> str:
    """Any of these phrases, as FTS5 reads it."""
    quoted = [f'"{one}"' for one in dict.fromkeys(phrases)]
    return f"({' OR '.join([own, *quoted] if own else quoted)})"


def best(
    library: Reader, expression: str, limit: int, allowed: Selection
) -> list[tuple[int, float]]:
    """The rows of the best articles, each with its rank, the smaller the better; all of them if
    the limit is negative.
    """
    only, params = _only(allowed)
    weights = ", ".join(map(str, schema.FULLTEXT.values()))
    return library.rows(
        f"SELECT rowid, rank FROM fulltext WHERE fulltext MATCH ? AND rank MATCH"
        f" 'bm25({weights})' {only} ORDER BY rank, rowid LIMIT ?",
        (expression, *params, limit),
    ).fetchall()


def _count(library: Reader, expression: str, allowed: Selection) -> int:
    only, params = _only(allowed)
    sql = f"SELECT count(*) FROM fulltext WHERE fulltext MATCH ? {only}"
    return int(library.rows(sql, (expression, *params)).fetchone()[0])


def _only(allowed: Selection) -> tuple[str, list[Any]]:
    """What admits the articles of a selection."""
    if not (allowed.where or allowed.is_cut):
        return "", []
    inner, params = select(Article, allowed, ("rowid",), ordered=False)
    return f"AND rowid IN ({inner})", params


def _hits(
    library: Reader, asked: Question, best: Sequence[tuple[int, float]], *, in_text: bool
) -> list[Hit]:
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
    spans = _matches(asked.marks(), [*texts, *summaries])
    hits = []
    for number, ((_, rank), article, row) in enumerate(zip(best, articles, rows, strict=True)):
        section, snippet, matches = _passage(
            (row[0], spans[number]),
            (article.summary, spans[len(best) + number]),
            schema.read_sections(row[1]) if in_text else (),
        )
        hits.append(
            Hit(article=article, section=section, score=-rank, snippet=snippet, matches=matches)
        )
    return hits


def _matches(expression: str, texts: Sequence[tuple[str, str]]) -> list[list[tuple[int, int]]]:
    """Where each text, given with its language, has what FTS5 is to look for.

    The index doesn't keep texts, so they are indexed again, each for itself.
    """
    found = [list(located(text)) for text, _ in texts]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            f"CREATE VIRTUAL TABLE hit USING fts5 (text, tokenize = '{schema.TOKENIZER}')"
        )
        connection.executemany(
            "INSERT INTO hit VALUES (?)",
            [(indexed(text, language(tag)),) for text, tag in texts],
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
    start = _space(text, start - 1, max(low, start - MAX_WIDENING) - 1, -1) + 1
    stop = _space(text, stop, min(high, stop + MAX_WIDENING), 1)
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
    """Where the next space is, or else the end of the text; `here` if neither is close, as in
    a script without spaces.
    """
    for at in range(here, end, step):
        if text[at].isspace():
            return at
    return end if abs(end - here) < MAX_WIDENING else here
