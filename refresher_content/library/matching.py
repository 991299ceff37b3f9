"""Entries of any kind by their words. Articles have an index; of other kinds there are few, whose
words are looked through when they are asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from refresher_content.library import schema
from refresher_content.library.fulltext import Question, best
from refresher_content.library.indexing import indexed
from refresher_content.library.language import language
from refresher_content.library.reader import Reader
from refresher_content.library.sql import select
from refresher_content.library.words import parse
from refresher_content.model import Article, Entry
from refresher_content.model.fields import fields_of
from refresher_content.model.selection import Selection
from refresher_content.model.text_formats import URL

__all__ = ["matching", "texts"]

_WEIGHTS = "10.0, 4.0, 2.0, 1.0"
"""How much a word counts in a name, a summary, another field and the text."""
_SHOWN = ("title", "name", "summary")


def texts(entry: Entry) -> tuple[str, ...]:
    """The texts in the fields of an entry, besides its name and its summary."""
    specs = [
        spec
        for spec in fields_of(type(entry))
        if spec.name not in (*Entry.__dataclass_fields__, *_SHOWN)
        and (spec.shape, spec.refers_to) == ("text", None)
        and spec.format != URL
    ]
    values = ((spec, getattr(entry, spec.name)) for spec in specs)
    return tuple(
        one for spec, value in values for one in (value if spec.many else (value or "",)) if one
    )


def matching(library: Reader, cls: type[Entry], allowed: Selection, query: str) -> tuple[int, ...]:
    """The rows of those entries of a selection that a query finds, best first. Words match as in
    `refresher_content.library.fulltext.search`. Raises TypeError if the query isn't a text.
    """
    if not isinstance(query, str):
        raise TypeError(f"expected a query as text, found {query!r}")
    asked = Question(library, parse(query))
    found: dict[int, None] = {}
    if not asked.terms:
        return ()
    if cls is Article:
        for expression in asked.expressions():
            found |= dict.fromkeys(row for row, _ in best(library, expression, -1, allowed))
        return tuple(found)
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(
            "CREATE VIRTUAL TABLE entry USING fts5"
            f" (name, summary, fields, text, tokenize = '{schema.TOKENIZER}')"
        )
        index.executemany(
            "INSERT INTO entry (rowid, name, summary, fields, text) VALUES (?, ?, ?, ?, ?)",
            _indexed(library, cls, allowed),
        )
        for expression in asked.expressions():
            rows = index.execute(
                "SELECT rowid FROM entry WHERE entry MATCH ?"
                f" AND rank MATCH 'bm25({_WEIGHTS})' ORDER BY rank, rowid",
                (expression,),
            )
            found |= dict.fromkeys(row for (row,) in rows)
    return tuple(found)


def _indexed(
    library: Reader, cls: type[Entry], allowed: Selection
) -> Iterator[tuple[int | str, ...]]:
    """The words of each entry of a selection, with its row."""
    spoken = language(library.publication.language)
    names = ("rowid", "text", *schema.columns(cls))
    for row, text, *cells in library.rows(*select(cls, allowed, names)):
        entry = schema.read_entry(cls, cells)
        summary = str(getattr(entry, "summary", ""))
        parts = (entry.label, summary, "\n".join(texts(entry)), text)
        yield (row, *(indexed(one, spoken) for one in parts))
