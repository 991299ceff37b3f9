"""Whose words these are: no text of an archive's editors is anybody else's in any output."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from archives import article, library_of, write_archive
from books import Book
from lxml import html

import refresher_content as rc
from refresher_content.book.text import byline, credit_of
from refresher_content.export.parquet import to_parquet
from refresher_content.export.tables import to_csv, to_sqlite
from refresher_content.library import Library
from refresher_content.model.licenses import license_name, license_url

ATOM = "{http://www.w3.org/2005/Atom}"
CC = "https://creativecommons.org/licenses/by/4.0/"
PUBLICATION = """---
title: The Quay
summary: A magazine of harbours.
language: en
rights: © 2026 the retellers.
license: CC-BY-4.0
publisher: Quayside
edition:
  title: The Quay, retold
  summary: Five harbour pieces, retold.
  editors: [Retelling Group, "Bee, Ann"]
  publisher: The Reteller Press
  published: 2026-05
---
"""
FILES = {
    "publication": PUBLICATION,
    "authors/old": "---\nname: Olaf Old\nsort_name: Old, Olaf\n---\n",
    "authors/new": "---\nname: Nell New\nsort_name: New, Nell\n---\n",
    "authors/mo": "---\nname: Mo Hale\nsort_name: Hale, Mo\n---\n",
    "columns/deep": "---\ntitle: Deep\nsummary: Deep.\nauthors: [old]\n---\n",
}
ORIGINAL = "\n  rights: © 2009 Olaf Old\n  url: https://old.example/one"
ARTICLES = {
    # By the archive's editors, of a text of the periodical.
    "digest": article(title="One", authors="[old]", column="deep", original=ORIGINAL),
    # By somebody named, of a text that appeared elsewhere.
    "named": article(
        title="Two",
        authors="[old]",
        published="2024-03-01",
        contributors="\n  - {role: writer, author: new}\n  - {role: translator, author: mo}",
        original="\n  title: Deux\n  publication: Le Quai\n  published: 1999\n  language: fr",
    ),
    # No digest.
    "own": article(
        title="Three",
        authors="[new]",
        published="2025-01-02",
        contributors="\n  - {role: illustrator, author: mo}\n  - {role: reviewer, author: old}",
        rights="© Nell New",
        doi="10.1000/182",
        comments="https://talk.example/three",
    ),
}
WRITERS = {"digest": ["Retelling Group", "Ann Bee"], "named": ["Nell New"], "own": ["Nell New"]}
"""Who wrote each of the texts."""
DATES = {"digest": "2026-05", "named": "2024-03-01", "own": "2025-01-02"}
"""When each of the texts appeared."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The archive, compiled."""
    return library_of(tmp_path_factory.mktemp("credit"), ARTICLES, **FILES)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The archive, built."""
    folder = tmp_path_factory.mktemp("credit-book")
    files = {f"articles/{id_}": text for id_, text in ARTICLES.items()} | FILES
    content = write_archive(folder / "content", files)
    made = Book.make(folder / "book", content, more='html_baseurl = "https://x.example/"')
    assert made.build() == ""
    return made


def _page(book: Book, id_: str) -> Any:
    return html.fromstring(book.page(f"archive/articles/{id_}").encode())


def _meta(book: Book, id_: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in _page(book, id_).xpath("//meta[@content]"):
        found.setdefault(one.get("name") or one.get("property"), []).append(one.get("content"))
    return found


def _linked(book: Book, name: str) -> dict[str, Any]:
    tree: Any = html.fromstring(book.page(name).encode())
    (script,) = tree.xpath("//script[@type='application/ld+json']")
    graph: list[dict[str, Any]] = json.loads(script.text)["@graph"]
    return graph[0]


@pytest.mark.parametrize("id_", ARTICLES)
def test_a_work_says_who_and_when(library: Library, id_: str) -> None:
    """A text's writers are its own, and its date is not the original's; what is stored for
    exports is the same.
    """
    work = library.articles[id_].work()
    assert [one.name for one in work.writers] == WRITERS[id_]
    assert str(work.published) == DATES[id_]
    assert work.writers == library.articles[id_].writers
    assert (work.original is not None) == (id_ != "own")


def test_a_library_knows_every_fact_of_an_original(library: Library) -> None:
    """What a front matter leaves out of an original is there in the library."""
    original, elsewhere = (library.articles[id_].original for id_ in ("digest", "named"))
    assert original
    assert elsewhere
    assert (original.title, original.publication) == ("One", "The Quay")
    assert (str(original.published), original.language) == ("2009", "en")
    assert [one.name for one in original.authors] == ["Olaf Old"]
    assert (elsewhere.title, elsewhere.publication) == ("Deux", "Le Quai")
    assert library.articles["named"].cite(of="original") == "Olaf Old, “Deux”, Le Quai, 1999."


@pytest.mark.parametrize("id_", ARTICLES)
def test_the_page_s_metadata_name_the_writers(book: Book, id_: str) -> None:
    """Author, `citation_author` and Open Graph's author are who wrote the text."""
    meta = _meta(book, id_)
    assert meta["author"] == [", ".join(WRITERS[id_])]
    assert meta["article:author"] == WRITERS[id_]
    family_first = {"Ann Bee": "Bee, Ann", "Nell New": "New, Nell"}
    assert meta["citation_author"] == [family_first.get(one, one) for one in WRITERS[id_]]
    assert meta["citation_publication_date"] == [DATES[id_].replace("-", "/")]
    title = "The Quay" if id_ == "own" else "The Quay, retold"
    assert meta["citation_journal_title"] == [title]


@pytest.mark.parametrize("id_", ARTICLES)
def test_linked_data_distinguish_digest_and_original(book: Book, id_: str) -> None:
    """JSON-LD has the writers as authors, the licence, the publisher, and the original with its
    own author as what the text is based on.
    """
    data = _linked(book, f"archive/articles/{id_}")
    assert [one["name"] for one in data["author"]] == WRITERS[id_]
    assert data["datePublished"] == DATES[id_]
    if id_ == "own":
        assert "isBasedOn" not in data
        assert "license" not in data, "a text with rights of its own has no licence but its own"
        assert data["publisher"]["name"] == "Quayside"
        assert [one["name"] for one in data["illustrator"]] == ["Mo Hale"]
        assert [one["name"] for one in data["contributor"]] == ["Olaf Old"]
        assert data["sameAs"] == "https://doi.org/10.1000/182"
        assert data["discussionUrl"] == "https://talk.example/three"
        return
    assert data["license"] == CC
    assert data["publisher"]["name"] == "The Reteller Press"
    assert [one["name"] for one in data["isBasedOn"]["author"]] == ["Olaf Old"]
    assert data["isPartOf"]["@type"] == "WebSite"
    if id_ == "named":
        assert [one["name"] for one in data["translator"]] == ["Mo Hale"]
        assert data["isBasedOn"]["isPartOf"]["name"] == "Le Quai"
        assert data["isBasedOn"]["datePublished"] == "1999"


def test_the_licence_has_its_address(book: Book) -> None:
    """`rel=license` stands in the head and at the rights line; not where there is no licence."""
    for id_, expected in (("digest", [CC, CC]), ("own", [])):
        assert _page(book, id_).xpath("//*[@rel='license']/@href") == expected


def test_the_site_is_described_as_the_archive(book: Book) -> None:
    """The home page's description is the edition's, not the periodical's."""
    home = _linked(book, "index")
    assert home["@type"] == "WebSite"
    assert home["description"] == "Five harbour pieces, retold."
    assert home["about"]["name"] == "The Quay"
    assert [one["name"] for one in home["editor"]] == ["Retelling Group", "Ann Bee"]
    files = book.files()
    for name in ("archive/feed.atom", "archive/feed.json", "llms.txt", "index.md"):
        text = files[name].decode()
        assert "Five harbour pieces, retold." in text
        assert "A magazine of harbours." not in text


def test_feeds_name_the_writers(book: Book) -> None:
    """In every Atom and JSON feed the authors are the texts' own, the licence is a link, and
    contributors are named.
    """
    titles = {"One": "digest", "Two": "named", "Three": "own"}
    seen = set()
    for name, data in book.files().items():
        if name.endswith(".atom"):
            for entry in Xml.fromstring(data).iter(f"{ATOM}entry"):
                id_ = titles[entry.findtext(f"{ATOM}title", "")]
                authors = [one.findtext(f"{ATOM}name") for one in entry.iter(f"{ATOM}author")]
                assert authors == WRITERS[id_], name
                licences = [
                    one.get("href")
                    for one in entry.iter(f"{ATOM}link")
                    if one.get("rel") == "license"
                ]
                assert licences == ([] if id_ == "own" else [CC])
                others = [one.findtext(f"{ATOM}name") for one in entry.iter(f"{ATOM}contributor")]
                assert others == {"digest": [], "named": ["Mo Hale"]}.get(
                    id_, ["Mo Hale", "Olaf Old"]
                )
                assert entry.findtext(f"{ATOM}updated", "").startswith(DATES[id_])
                seen.add(name)
        elif re.search(r"feed(-\d+)?\.json$", name):
            for item in json.loads(data)["items"]:
                id_ = titles[item["title"]]
                assert [one["name"] for one in item["authors"]] == WRITERS[id_], name
                assert item["_published"]["date"] == DATES[id_]
                assert item["_credit"].get("after", "") == ("" if id_ == "own" else "Olaf Old")
                seen.add(name)
    assert {"archive/authors/old-feed.atom", "archive/columns/deep-feed.json"} <= seen


def test_the_page_names_everybody(book: Book) -> None:
    """A page has contributors with what they did, links to those with a page, the DOI and where
    readers discuss it.
    """
    page = _page(book, "own")
    text = " ".join(page.text_content().split())
    assert "Illustration: Mo Hale" in text
    assert "Review: Olaf Old" in text
    links = page.xpath("//main//a/@href | //body//a/@href")
    assert "../authors/mo.html" in links
    assert "https://doi.org/10.1000/182" in links
    assert "https://talk.example/three" in links


def test_an_article_needs_no_summary(tmp_path: Path) -> None:
    """Without one it is built with a warning; its takeaway stands for it, or nothing."""
    bare = "---\ntitle: Bare\npublished: 2009\nauthors: [ann]\n---\n\nText.\n"
    texts = {"articles/bare": bare}
    texts["articles/short"] = bare.replace("Bare", "Short\ntakeaway: Keep it.")
    content = write_archive(tmp_path / "content", texts)
    assert [one.code for one in rc.check(content).warnings] == ["missing-summary"] * 2
    book = Book.make(tmp_path / "book", content)
    assert book.build().count("an article without a summary is hard to find") == 2
    meta = {id_: _meta(book, id_)["description"] for id_ in ("bare", "short")}
    assert meta == {"bare": ["Bare"], "short": ["Keep it."]}
    feed = Xml.fromstring(book.files()["archive/feed.atom"])
    assert feed.find(f".//{ATOM}summary") is None
    assert "<p></p>" not in book.page("archive/authors/ann")


def test_the_data_name_the_writers(book: Book, library: Library, tmp_path: Path) -> None:
    """The JSON files and each export have the writers beside the text."""
    files = book.files()
    for id_, names in WRITERS.items():
        data = json.loads(files[f"archive/api/articles/{id_}.json"])
        assert [one["name"] for one in data["writers"]] == names
        assert data["license"] == ("" if id_ == "own" else "CC-BY-4.0")
        assert rc.Article.from_dict(library.articles[id_].to_dict()) == library.articles[id_]
    to_csv(library, tmp_path / "csv")
    with (tmp_path / "csv/articles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    to_sqlite(library, tmp_path / "one.sqlite")
    with sqlite3.connect(tmp_path / "one.sqlite") as base:
        cells = dict(base.execute("SELECT id, writers FROM articles").fetchall())
    to_parquet(library, tmp_path / "parquet")
    import pyarrow.parquet as pq

    table = pq.read_table(tmp_path / "parquet/articles").to_pylist()
    for found in (
        {row["id"]: row["writers"] for row in rows},
        cells,
        {row["id"]: row["writers"] for row in table},
    ):
        named = {id_: [one["name"] for one in json.loads(cell)] for id_, cell in found.items()}
        assert named == WRITERS


def _cited(text: str, ending: str) -> Iterator[str]:
    """Whom a citation file names as author."""
    if ending == "json":
        for one in json.loads(text)[0]["author"]:
            yield one.get("literal") or f"{one['family']}, {one['given']}"
    elif ending == "ris":
        yield from re.findall(r"^AU  - (.*)$", text, re.MULTILINE)
    else:
        (names,) = re.findall(r"^  author = \{(.*)\},$", text, re.MULTILINE)
        yield from (name.strip("{}") for name in names.split(" and "))


@pytest.mark.parametrize("ending", ["bib", "ris", "json"])
def test_both_can_be_cited(book: Book, ending: str) -> None:
    """Each digest has a citation file of its own and one of the original, with different authors,
    years and addresses; the links to all of them are on the page.
    """
    for id_ in ("digest", "named"):
        own = book.files()[f"archive/articles/{id_}.{ending}"].decode()
        original = book.files()[f"archive/articles/{id_}.original.{ending}"].decode()
        assert list(_cited(original, ending)) == ["Old, Olaf"]
        assert "Old, Olaf" not in set(_cited(own, ending))
        assert f"https://x.example/archive/articles/{id_}.html" in own
        assert f"https://x.example/archive/articles/{id_}.html" not in original
    assert "https://old.example/one" in (
        book.files()[f"archive/articles/digest.original.{ending}"].decode()
    )
    assert f"archive/articles/own.original.{ending}" not in book.files()


@pytest.mark.parametrize("id_", ["digest", "named"])
def test_the_page_and_its_markdown_credit_both(book: Book, id_: str) -> None:
    """The byline says after whom, and who wrote the text; the Markdown version too."""
    text = _page(book, id_).text_content()
    version = book.files()[f"archive/articles/{id_}.md"].decode()
    for said in (text, re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", version)):
        assert re.search(rf"After Olaf Old · .* · Text: {', '.join(WRITERS[id_])}", said)
    assert CC in version
    assert "By Olaf Old" not in text


def test_cards_say_after(library: Library) -> None:
    """A card of a digest names the original's author as the one after whom it was written."""
    lines = {one.id: byline(credit_of(one, one.work())) for one in library.articles}
    assert lines == {"digest": "After Olaf Old", "named": "After Olaf Old", "own": "Nell New"}


@pytest.mark.parametrize(
    ("name", "text", "field", "line", "message"),
    [
        (
            "articles/a",
            article(contributors="\n  - {role: writer, author: ann}"),
            "contributors[0].role",
            7,
            "only a digest has a 'writer' beside its authors, and this is none",
        ),
        (
            "articles/a",
            article(contributors="\n  - {role: editor, author: nobody}"),
            "contributors[0].author",
            7,
            "no author 'nobody'",
        ),
        (
            "articles/a",
            article(contributors="\n  - {role: transltor, author: ann}"),
            "contributors[0].role",
            7,
            "found 'transltor'",
        ),
        (
            "articles/a",
            article(contributors="\n  - {role: editor}"),
            "contributors[0].author",
            7,
            "'contributors[0]' needs the key 'author'",
        ),
        (
            "articles/a",
            article(contributors="\n  - {role: editor, author: ann, nme: x}"),
            "contributors[0].nme",
            7,
            "'contributors[0]' has no key 'nme'",
        ),
        ("articles/a", article(license="CC BY 4.0"), "license", 6, "not SPDX's name of a licence"),
        ("articles/a", article(license="mine"), "license", 6, "SPDX has no licence 'mine'"),
        ("articles/a", article(comments="here"), "comments", 6, "http or https address"),
        (
            "publication",
            PUBLICATION.replace('"Bee, Ann"', '", Ann"'),
            "edition.editors[1]",
            11,
            "a name with the family name first",
        ),
        (
            "publication",
            PUBLICATION.replace("2026-05", "May 2026"),
            "edition.published",
            13,
            "May 2026",
        ),
    ],
)
def test_mistakes_in_credits_have_their_places(
    tmp_path: Path, name: str, text: str, field: str, line: int, message: str
) -> None:
    """What is wrong with a contributor, a licence or the edition is reported where it stands."""
    folder = write_archive(tmp_path, {"articles/a": article(), name: text})
    (problem,) = rc.check(folder).errors
    assert (problem.path, problem.field, problem.span.line) == (f"{name}.md", field, line)
    assert message in problem.message


def test_a_contributor_may_be_named_by_an_earlier_id(tmp_path: Path) -> None:
    """An author's alias in `contributors` is a warning; the library has the present id."""
    texts = {"a": article(contributors="\n  - {role: editor, author: was-mo}")}
    mo = "---\nname: Mo\naliases: [was-mo]\n---\n"
    library = library_of(tmp_path, texts, **{"authors/mo": mo})
    (warning,) = rc.check(tmp_path / "content").warnings
    assert (warning.code, warning.field) == ("alias-used", "contributors[0].author")
    (editor,) = library.articles["a"].contributors
    assert (editor.author_id, editor.name) == ("mo", "Mo")


@pytest.mark.parametrize(
    ("name", "shown", "address"),
    [
        ("CC-BY-4.0", "CC BY 4.0", CC),
        ("CC-BY-NC-ND-3.0-DE", "CC BY-NC-ND 3.0 DE", CC.replace("by/4.0", "by-nc-nd/3.0/de")),
        ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("MIT", "MIT", "https://spdx.org/licenses/MIT.html"),
        ("MIT AND CC-BY-4.0", "MIT AND CC-BY-4.0", ""),
        ("LicenseRef-ours", "LicenseRef-ours", ""),
        ("", "", ""),
    ],
)
def test_licences_have_names_and_addresses(name: str, shown: str, address: str) -> None:
    """An SPDX name gives the licence's name for readers and the address of its text."""
    assert (license_name(name), license_url(name)) == (shown, address)


def test_the_bundled_digests_are_the_editors() -> None:
    """Every bundled text is the editors' of 2026, and every original the columnist's of 2009."""
    for one in rc.articles:
        work = one.work()
        assert work.original
        assert [writer.name for writer in work.writers] == ["The editors of this archive"]
        assert [writer.name for writer in work.original.writers] == ["Michael Wolkensperg"]
        assert (str(work.published), str(work.original.published)) == ("2026", "2009")
        assert work.license == "CC-BY-4.0"
        assert work.original.rights == "© 2009 Michael Wolkensperg, all rights reserved"
