"""A book of an archive in several languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from archives import article, write_archive
from books import Book
from lxml import etree, html

SITE = "https://quay.example/"
MORE = f'html_theme = "refresher"\nhtml_baseurl = "{SITE}"\nversion = "1"\ncopyright = "2020"'
ARTICLES = {
    "rope": article("The rope is wet.", title="The rope"),
    "seil": article("Das Seil.", title="Das Seil", language="de", translation_of="rope"),
    "hevel": article("החבל רטוב.", title="החבל", language="he", translation_of="rope"),
    "glocke": article("Die Glocke.", title="Die Glocke", language="de"),
}
ALTERNATES = [
    ("en", f"{SITE}archive/articles/rope.html"),
    ("x-default", f"{SITE}archive/articles/rope.html"),
    ("de", f"{SITE}archive/articles/seil.html"),
    ("he", f"{SITE}archive/articles/hevel.html"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book of a text in three languages, and of one in one."""
    folder = tmp_path_factory.mktemp("languages")
    files = {f"articles/{id_}": text for id_, text in ARTICLES.items()}
    book = Book.make(folder / "book", write_archive(folder / "content", files), more=MORE)
    assert book.build() == ""
    return book


def _tree(book: Book, name: str) -> Any:
    return html.fromstring(book.page(f"archive/{name}"))


@pytest.mark.parametrize("id_", ["rope", "seil", "hevel"])
def test_a_head_names_all_versions(book: Book, id_: str) -> None:
    """Each version names all of them, itself included, and the original for all others."""
    links = _tree(book, f"articles/{id_}").xpath("//head/link[@hreflang]")
    assert [(one.get("hreflang"), one.get("href")) for one in links] == ALTERNATES


def test_a_page_links_to_the_other_languages(book: Book) -> None:
    """Each by its own name, marked with language and direction, the original first."""
    links = _tree(book, "articles/seil").xpath("//main//a[@hreflang]")
    assert [(one.get("hreflang"), one.get("lang"), one.get("dir"), one.text) for one in links] == [
        ("en", "en", "ltr", "English"),
        ("he", "he", "rtl", "עברית"),
    ]
    assert [one.get("href") for one in links] == ["rope.html", "hevel.html"]
    assert not _tree(book, "articles/glocke").xpath("//*[@hreflang]")


def test_linked_data_names_translations(book: Book) -> None:
    """An original has its translations, a translation its original, in schema.org's words."""

    def data(id_: str) -> dict[str, Any]:
        (script,) = _tree(book, f"articles/{id_}").xpath("//script[@type='application/ld+json']")
        found: dict[str, Any] = json.loads(script.text)["@graph"][0]
        return found

    translations = data("rope")["workTranslation"]
    assert [(one["inLanguage"], one["@id"]) for one in translations] == ALTERNATES[2:]
    assert data("seil")["translationOfWork"] == {
        "@type": "Article",
        "name": "The rope",
        "inLanguage": "en",
        "@id": ALTERNATES[0][1],
        "url": ALTERNATES[0][1],
    }
    assert not {"workTranslation", "translationOfWork"} & data("glocke").keys()


def test_the_sitemap_names_versions(book: Book) -> None:
    """The address of each version has all of them, as Google's sitemaps have it."""
    tree: Any = etree.parse(book.out() / "sitemap.xml")
    names = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    for _, address in ALTERNATES:
        (url,) = tree.xpath("//s:url[s:loc = $address]", namespaces=names, address=address)
        links = url.xpath("x:link[@rel = 'alternate']", namespaces=names)
        assert [(one.get("hreflang"), one.get("href")) for one in links] == ALTERNATES


def test_a_language_has_a_list_and_a_feed(book: Book) -> None:
    """They have the articles in it and no others; heads of its articles name the feed."""
    titles = _tree(book, "languages/de").xpath("//main//a[contains(@href, 'articles/')]/text()")
    assert sorted(titles) == ["Das Seil", "Die Glocke"]
    feed = json.loads((book.out() / "archive/languages/de-feed.json").read_text("utf-8"))
    assert (feed["language"], feed["title"]) == ("de", "Book: Deutsch")
    assert sorted(one["title"] for one in feed["items"]) == ["Das Seil", "Die Glocke"]
    for id_ in ("glocke", "seil"):
        feeds = _tree(book, f"articles/{id_}").xpath(
            "//head/link[@type = 'application/atom+xml']/@href"
        )
        assert feeds == [f"{SITE}archive/feed.atom", f"{SITE}archive/languages/de-feed.atom"]


def test_the_search_narrows_to_a_language(book: Book) -> None:
    """Its facets have each language, by its own name, with as many articles as are in it."""
    facets = json.loads((book.out() / "archive/search/facets.json").read_text("utf-8"))
    assert {name: len(pages) for name, pages in facets["language"].items()} == {
        "Deutsch": 2,
        "English": 1,
        "עברית": 1,
    }


def test_the_json_names_the_original(book: Book) -> None:
    """An article's file has its original's id, null for none, and its schema knows the key."""
    api = book.out() / "archive/api"
    found = {id_: json.loads((api / f"articles/{id_}.json").read_text("utf-8")) for id_ in ARTICLES}
    assert {id_: one["translation_of"] for id_, one in found.items()} == {
        "rope": None,
        "seil": "rope",
        "hevel": "rope",
        "glocke": None,
    }
    schema = json.loads((api / "schema/article.json").read_text("utf-8"))
    assert "translation_of" in schema["properties"]


def test_one_language_has_nothing_of_this(tmp_path: Path) -> None:
    """An archive in one language has no lists of languages, no such feeds and no such facet."""
    content = write_archive(tmp_path / "content", {"articles/rope": ARTICLES["rope"]})
    book = Book.make(tmp_path / "book", content, more=MORE)
    assert book.build() == ""
    assert not [name for name in book.files() if "languages" in name]
    facets = json.loads((book.out() / "archive/search/facets.json").read_text("utf-8"))
    assert "language" not in facets
    assert "hreflang" not in book.page("archive/articles/rope")


def test_a_new_translation_is_known_everywhere(tmp_path: Path) -> None:
    """After a translation is added, its original is built again: as a clean build has it."""
    files = {f"articles/{id_}": ARTICLES[id_] for id_ in ("rope", "seil")}
    content = write_archive(tmp_path / "content", {"articles/rope": ARTICLES["rope"]})
    book = Book.make(tmp_path / "book", content, more=MORE)
    assert book.build() == ""
    write_archive(content, files)
    assert book.build() == ""
    after = book.files()
    assert book.build(clean=True) == ""
    assert after == book.files()
