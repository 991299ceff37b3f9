"""The library's search answers what people type."""

from __future__ import annotations

from collections import Counter

import languages
import pytest
from queries import GOALS, QUERIES

from refresher_content.compiler.compile import compile_folder
from refresher_content.library import Library
from refresher_content.opening import bundled


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Library]:
    """The archives of the queries by name."""
    folder = tmp_path_factory.mktemp("languages")
    compile_folder(languages.write(folder / "content"), folder / "library.sqlite")
    return {"bundled": bundled(), "languages": Library(folder / "library.sqlite")}


def test_there_are_forty_queries() -> None:
    """The list has forty queries, and a goal for each kind of them."""
    assert len(QUERIES) == 40
    assert set(GOALS) == {query.kind for query in QUERIES}


def test_queries_are_answered(archives: dict[str, Library]) -> None:
    """Of each kind as many queries as its goal says have the article that is meant among the
    first three.
    """
    score: Counter[str] = Counter()
    missed = []
    for query in QUERIES:
        found = [hit.article.id for hit in archives[query.archive].search(query.text)]
        if query.is_answered(found):
            score[query.kind] += 1
        else:
            missed.append((query, found[:3]))
    assert all(score[kind] >= goal for kind, goal in GOALS.items()), missed
