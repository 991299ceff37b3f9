"""Entries of every kind for property-based tests, made from the models' own fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from refresher_content import Body, Entry, PartialDate, Section
from refresher_content.model import KINDS
from refresher_content.model.fields import FieldSpec, fields_of

dates = st.builds(
    lambda day, precision: PartialDate(*(day.year, day.month, day.day)[:precision]),
    st.dates(),
    st.integers(1, 3),
) | st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)).map(PartialDate.of)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


def _values(spec: FieldSpec) -> st.SearchStrategy[Any]:
    item: st.SearchStrategy[Any] = texts
    match spec.shape:
        case "date":
            item = dates
        case "object":
            item = models(spec.type)
        case "json":
            item = st.dictionaries(texts, json_values, max_size=3)
        case "choice":
            item = st.sampled_from(spec.choices)
        case "integer":
            # SQLite's integers have 64 bits.
            item = st.integers(-(2**63), 2**63 - 1)
    if spec.many:
        return st.lists(item, max_size=3).map(tuple)
    return st.none() | item if spec.optional else item


def models(cls: type) -> st.SearchStrategy[Any]:
    """Values of a model, each field drawn on its own."""
    fields = {spec.name: _values(spec) for spec in fields_of(cls)}
    return st.builds(cls, **fields)


def _with_body(entry: Entry, body: Body) -> Entry:
    object.__setattr__(entry, "_body", body)
    return entry


bodies = st.builds(
    Body,
    markdown=texts,
    html=texts,
    text=texts,
    sections=st.lists(models(Section), max_size=2).map(tuple),
)
entries: st.SearchStrategy[Entry] = st.sampled_from(list(KINDS.values())).flatmap(
    lambda cls: st.builds(_with_body, models(cls), bodies)
)
