"""Entries as tables and pieces of text: what data frames and chunks hold is what entries hold."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.library import Library
from refresher_content.model import KINDS
from refresher_content.model.site_paths import page_address
from refresher_content.model.words import word_count

NAMES = ("id", "title", "published", "topics", "figure", "position", "year", "text")


def _cell(value: Any) -> Any:
    return None if value is pd.NA else list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("engine", ["pandas", "polars", "arrow"])
def test_a_frame_holds_what_the_entries_hold(library: Library, engine: str) -> None:
    """The named values of each entry are a row: dates as text, lists as lists, and what has
    fields of its own as JSON.
    """
    articles = library.articles.order_by("title")
    frame = getattr(articles, f"to_{engine}")(*NAMES)
    rows = {
        "pandas": lambda: frame.to_dict("records"),
        "polars": lambda: frame.to_dicts(),
        "arrow": lambda: frame.to_pylist(),
    }[engine]()
    assert len(rows) == len(articles)
    for row, entry in zip(rows, articles, strict=True):
        plain = entry.to_dict() | {"year": entry.year, "text": entry.text}
        figure = row.pop("figure")
        assert (json.loads(figure) if figure else None) == plain["figure"]
        held = {name: _cell(value) for name, value in row.items()}
        assert held == {name: plain[name] for name in row}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_makes_the_same_table_in_every_engine(library: Library, kind: str) -> None:
    """Without names all fields are columns, of the same types in Arrow and polars, also where
    no entry has a value.
    """
    collection = library.collection(KINDS[kind])
    for found in (collection, collection[:0]):
        arrow, polars, pandas = found.to_arrow(), found.to_polars(), found.to_pandas()
        assert arrow.column_names == list(polars.columns) == list(pandas.columns)
        assert arrow.to_pylist() == polars.to_dicts()
        assert len(pandas) == arrow.num_rows == len(found)
        assert {str(one).removeprefix("large_") for one in polars.to_arrow().schema.types} >= {
            str(one) for one in arrow.schema.types if not str(one).startswith("list")
        }


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("titel", ValueError, "did you mean 'title'"),
        ("issue", None, ""),
        ("translations", TypeError, "'translations' can't be a column: its values are tuple"),
    ],
)
def test_a_column_must_have_plain_values(
    library: Library, name: str, error: type[Exception] | None, message: str
) -> None:
    """A name that isn't one, and values that are entries, are refused with a reason."""
    if error is None:
        assert library.articles.to_pandas(name)[name].notna().any()
        return
    with pytest.raises(error, match=message):
        library.articles.to_pandas(name)


@pytest.mark.parametrize(
    ("module", "extra"), [("pandas", "pandas"), ("polars", "polars"), ("pyarrow", "arrow")]
)
def test_a_missing_package_names_its_extra(module: str, extra: str) -> None:
    """An error names the extra that brings what isn't installed."""
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "import refresher_content as rc\n"
        f"try:\n    rc.articles.to_{extra}()\n"
        "except rc.MissingExtraError as error:\n    print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert f"pip install 'refresher-content[{extra}]'" in result.stdout, result.stderr


# Mentions and addresses


def test_an_entry_knows_what_it_mentions(library: Library) -> None:
    """Mentions come once each, in the order of the text, and agree with backlinks."""
    for one in library.articles:
        assert len(set(one.mentions)) == len(one.mentions)
        assert all(one in there.backlinks for there in one.mentions)
    mentions = [f"{one.kind}:{one.id}" for one in library.articles["lead-line"].mentions]
    assert mentions == ["reference:marlin-1907", "article:echo", "author:osk-lindqvist"]
    mentioned = {there for one in library.articles for there in one.mentions}
    everything = [entry for cls in KINDS.values() for entry in library.collection(cls)]
    assert mentioned == {entry for entry in everything if entry.backlinks}


def test_an_address_is_that_of_the_page() -> None:
    """Addresses begin with the given base, and lead to a place on a page where that is it."""
    one = rc.articles["the-sweet-spot-of-corporate-success"]
    assert one.url() == "articles/the-sweet-spot-of-corporate-success.html"
    assert one.url("https://example.org/archive") == one.url("https://example.org/archive/")
    assert one.url("https://example.org/archive").startswith(
        "https://example.org/archive/articles/"
    )
    assert one.url("/", ending="").endswith("/articles/the-sweet-spot-of-corporate-success")
    reference = rc.references[0]
    assert page_address(reference.path) == f"reading.html#reference-{reference.id}"


# Chunks


@given(st.integers(1, 400))
def test_chunks_are_the_text_in_pieces(library: Library, max_tokens: int) -> None:
    """The pieces of a section make the section, and only a single paragraph is longer than
    allowed.
    """
    for entry in library.articles:
        chunks = entry.chunks("https://example.org/", max_tokens)
        for section in entry.sections:
            own = [one for one in chunks if one.anchor == section.anchor]
            assert "\n\n".join(one.text for one in own) == section.text
        for one in chunks:
            assert one.tokens == word_count(one.text) > 0
            assert one.tokens <= max_tokens or "\n\n" not in one.text
            fragment = f"#{one.anchor}" if one.anchor else ""
            assert one.address == f"https://example.org/{entry.path}.html{fragment}"
            assert (one.entry, one.title) == (f"article:{entry.id}", entry.title)
    with pytest.raises(ValueError, match="positive number of words, found 0"):
        library.articles[0].chunks(max_tokens=0)
