"""Articles in several languages: how they find each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import article, library_of

import refresher_content as rc

ARTICLES = {
    "rope": article("The rope is wet.", topics="[sea]", aliases="[hawser]"),
    "seil": article("Das Seil ist nass.", language="de", translation_of="rope", topics="[sea]"),
    "corde": article("La corde.", language="fr", translation_of="hawser", topics="[sea]"),
    "bell": article("The bell is loud.", topics="[sea]"),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> rc.Library:
    """A text in three languages, one of whose translations names it by an earlier id."""
    topic = "---\ntitle: Sea\nsummary: S.\n---\n"
    folder = tmp_path_factory.mktemp("translations")
    return library_of(folder, ARTICLES, **{"topics/sea": topic})


@pytest.mark.parametrize(
    ("id_", "original", "others"),
    [
        ("rope", None, ["seil", "corde"]),
        ("seil", "rope", ["rope", "corde"]),
        ("corde", "rope", ["rope", "seil"]),
        ("bell", None, []),
    ],
)
def test_translations_find_each_other(
    library: rc.Library, id_: str, original: str | None, others: list[str]
) -> None:
    """Each has the others, the original first, then by language, whichever id named it."""
    found = library.articles[id_]
    assert (found.translation_of.id if found.translation_of else None) == original
    assert [one.id for one in found.translations] == others


def test_translations_are_filtered(library: rc.Library) -> None:
    """The filters `language` and `translation_of` take what they say, an entry as well."""
    articles = library.articles
    assert articles.filter(language="fr").ids == ("corde",)
    assert set(articles.filter(translation_of="rope").ids) == {"seil", "corde"}
    assert articles.filter(translation_of=articles["rope"], language="de").ids == ("seil",)
    assert articles.facets("translation_of") == {"rope": 2}
    with pytest.raises(rc.UnknownIdError, match="did you mean 'rope'"):
        articles.filter(translation_of="ropes")


def test_a_translation_is_not_related(library: rc.Library) -> None:
    """Who reads a text isn't sent to the same text, though it shares topics and words."""
    for id_ in ("rope", "seil", "corde"):
        assert [one.article.id for one in library.articles[id_].related()] == ["bell"]


def test_the_plain_form_names_the_original(library: rc.Library) -> None:
    """`to_dict` has the original's id, and `from_dict` reads it."""
    data = library.articles["seil"].to_dict()
    assert data["translation_of"] == "rope"
    assert rc.Article.from_dict(data) == library.articles["seil"]


def test_a_translation_is_read_again_with_its_original(tmp_path: Path) -> None:
    """When an original becomes a translation itself, the file that names it has the problem,
    though it hasn't changed.
    """
    library_of(tmp_path, {"a": article(), "b": article(language="de", translation_of="a")})
    changed = {"a": article(language="fr", translation_of="c"), "c": article()}
    with pytest.raises(rc.ContentError) as caught:
        library_of(tmp_path, changed)
    (problem,) = caught.value.report.errors
    assert (problem.path, problem.code, problem.hint) == (
        "articles/b.md",
        "bad-translation",
        "name the original: write 'c'",
    )
    assert problem.excerpt[-1][1] == "translation_of: a"
