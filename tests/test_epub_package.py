"""The EPUB is the archive as a book, and nothing else."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from archives import article, write_archive
from books import Book
from lxml import etree

SPACES = {
    "d": "http://purl.org/dc/elements/1.1/",
    "e": "http://www.idpf.org/2007/ops",
    "o": "http://www.idpf.org/2007/opf",
    "x": "http://www.w3.org/1999/xhtml",
}
NASTY = "A & B <i>“C” 'd' -- \"e\"</i> ]]> {{ 1 }}"
FILES = {
    "publication": f"""---
title: '{NASTY.replace("'", "''")}'
summary: '{NASTY.replace("'", "''")}'
language: en
rights: '{NASTY.replace("'", "''")}'
license: CC-BY-4.0
url: https://quay.example/?a=1&b=2--3
edition:
  editors: ["Bee & Sons, Ann"]
  publisher: P & Q
  published: 2026-05
---

Text with <br> and &amp; and {{author}}`öl`, {{topic}}`ebb`, {{column}}`b`.
""",
    "authors/öl": '---\nname: "Ö & <L>"\nsort_name: "<L>, Ö &"\nsummary: Writes.\n---\n',
    "authors/mo": "---\nname: Mo Hale\nsort_name: Hale, Mo\nsummary: Draws.\n---\n",
    "columns/a": "---\ntitle: Column A & B\nsummary: S & T.\n---\n",
    "columns/b": "---\ntitle: Column B\nsummary: S.\n---\n\nRead {article}`日本-水`.\n",
    "topics/ebb": "---\ntitle: Ebb & <flow>\nsummary: S.\n---\n",
    "references/ref": "---\ntype: book\nauthors: ['Fox, Ann']\ntitle: Knots & <ropes>\n"
    "published: 1999\nurl: https://x.example/?a=1&b=it's--2\n---\n\nOn knots.\n",
}
ARTICLES = {
    "日本-水": article(
        'Line<br>break &amp; <span title="a">b</span> [up](#unique-u) {article}`two`.\n\n'
        "## Unique ü\n\n"
        "{topic}`ebb` and [a file](../files/a.pdf)\n\n![P & Q](<../images/a b.svg>)",
        title=f"'{NASTY.replace(chr(39), chr(39) * 2)}'",
        authors="[öl]",
        column="b",
        published="2011-01",
        questions='["Why & <how>?"]',
        topics="[ebb]",
        references="[ref]",
        contributors="\n  - {role: illustrator, author: mo}",
        takeaway="'T & <u>'",
    ),
    "two": article(title="Two", column="a", published="2010", language="ar"),
    "three": article(title="Three", column="b", published="2012"),
    "four": article(
        title="Four", published="2013", original="\n  title: Vier\n  publication: Der Kai"
    ),
}
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4" cx="4" cy="4"/>'
    "</svg>"
)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The EPUB of such an archive."""
    return nasty_epub(tmp_path_factory.mktemp("epub"))


def nasty_epub(folder: Path) -> Path:
    """The EPUB of an archive with whatever texts may hold, in a project with a manual."""
    files = {f"articles/{id_}": text for id_, text in ARTICLES.items()} | FILES
    content = write_archive(folder / "content", files)
    for name, data in (("images/a b.svg", PICTURE), ("files/a.pdf", "%PDF-1.4")):
        path = content / name
        path.parent.mkdir()
        path.write_text(data, encoding="utf-8")
    book = Book.make(folder / "book", content)
    (book.folder / "manual.md").write_text("# Manual\n\nFor developers only.\n", encoding="utf-8")
    index = book.folder / "index.md"
    index.write_text(index.read_text("utf-8") + "\n```{toctree}\nmanual\n```\n", "utf-8")
    assert book.build("epub") == ""
    (epub,) = book.out("epub").glob("*.epub")
    return epub


def _tree(epub: Path, name: str) -> Any:
    with zipfile.ZipFile(epub) as package:
        return etree.fromstring(package.read(name))


def _spine(epub: Path) -> list[str]:
    opf = _tree(epub, "content.opf")
    files = {one.get("id"): unquote(one.get("href")) for one in opf.iterfind(".//o:item", SPACES)}
    return [files[one.get("idref")] for one in opf.iterfind(".//o:itemref", SPACES)]


def test_the_spine_is_the_archive_in_order(nasty: Path) -> None:
    """Title page, imprint and contents, the pieces in parts, what goes with them, colophon and
    rights; no document of the project, no list of the site.
    """
    pages = [
        "titlepage",
        "imprint",
        "nav",
        "columns/a",
        "articles/two",
        "columns/b",
        "articles/日本-水",
        "articles/three",
        "years/2013",
        "articles/four",
        "questions",
        "reading",
        "authors",
        "authors/öl",
        "authors/mo",
        "colophon",
        "rights",
    ]
    own = [name.removeprefix("archive/").removesuffix(".xhtml") for name in _spine(nasty)]
    assert [one for one in own if not one.startswith("authors")] == [
        one for one in pages if not one.startswith("authors")
    ]
    assert set(own) == set(pages)
    with zipfile.ZipFile(nasty) as package:
        documents = [package.read(name) for name in package.namelist() if "xhtml" in name]
    assert not any(b"For developers" in text for text in documents)


def test_contents_have_parts_and_pieces(nasty: Path) -> None:
    """Parts are at the first level and pieces at the second; nothing stands lower, and the
    contents name every document in the order of the spine.
    """
    nav = _tree(nasty, "nav.xhtml")
    (contents,) = nav.xpath("//x:nav[@e:type='toc']", namespaces=SPACES)
    links = [unquote(href) for href in contents.xpath(".//x:a/@href", namespaces=SPACES)]
    assert links == [name for name in _spine(nasty) if name != "nav.xhtml"]
    second = contents.xpath("./x:ol/x:li/x:ol/x:li/x:a", namespaces=SPACES)
    assert [one.text for one in second][1] == "A & B <i>“C” ‘d’ – “e”</i> ]]> {{ 1 }}"
    assert not contents.xpath("./x:ol/x:li/x:ol/x:li/x:ol", namespaces=SPACES)
    landmarks = nav.xpath("//x:nav[@e:type='landmarks']//x:a/@e:type", namespaces=SPACES)
    assert landmarks == [
        "titlepage",
        "imprint",
        "bodymatter",
        "bibliography",
        "colophon",
        "copyright-page",
        "toc",
    ]


def test_a_single_column_has_no_parts(tmp_path: Path) -> None:
    """Its pieces are at the first level, in the column's order."""
    files = {
        "columns/a": "---\ntitle: A\nsummary: S.\n---\n",
        "articles/x": article(title="X", column="a", position=2),
        "articles/y": article(title="Y", column="a", position=1),
    }
    book = Book.make(tmp_path / "book", write_archive(tmp_path / "content", files))
    assert book.build("epub") == ""
    (epub,) = book.out("epub").glob("*.epub")
    nav = _tree(epub, "nav.xhtml")
    titles = nav.xpath("//x:nav[@e:type='toc']/x:ol/x:li/x:a/text()", namespaces=SPACES)
    assert titles == ["Title page", "Imprint", "Y", "X", "Colophon", "Rights"]


def test_those_who_made_it_have_their_roles(nasty: Path) -> None:
    """Writers are creators; contributors have MARC's roles, and those whom a digest follows are
    its antecedents; each has a name to file it by.
    """
    opf = _tree(nasty, "content.opf")
    found = []
    for kind in ("creator", "contributor"):
        for one in opf.iterfind(f".//d:{kind}", SPACES):
            refined = {
                meta.get("property"): meta.text
                for meta in opf.iterfind(f".//o:meta[@refines='#{one.get('id')}']", SPACES)
            }
            found.append((kind, refined["role"], one.text, refined["file-as"]))
    assert sorted(found) == sorted(
        [
            ("creator", "aut", "Ann", "Ann"),
            ("creator", "aut", "Ö & <L>", "<L>, Ö &"),
            ("creator", "aut", "Ann Bee & Sons", "Bee & Sons, Ann"),
            ("contributor", "ill", "Mo Hale", "Hale, Mo"),
            ("contributor", "ant", "Ann", "Ann"),
        ]
    )
    assert [one.text for one in opf.iterfind(".//d:subject", SPACES)] == ["Ebb & <flow>"]
    assert [one.text for one in opf.iterfind(".//d:date", SPACES)] == ["2026-05"]
    assert [one.text for one in opf.iterfind(".//d:publisher", SPACES)] == ["P & Q"]
    series = opf.xpath("//o:meta[@property='belongs-to-collection']/text()", namespaces=SPACES)
    assert series == ["Column A & B", "Column B"]
    (licence,) = opf.xpath("//o:link[@rel='dcterms:license']/@href", namespaces=SPACES)
    assert licence == "https://creativecommons.org/licenses/by/4.0/"


def test_links_lead_to_the_book_or_nowhere(nasty: Path) -> None:
    """Links to entries that the book has lead to them; others, and files to download, are plain
    text where no site is known. Pictures are in the package.
    """
    chapter = _tree(nasty, "archive/articles/日本-水.xhtml")
    text = chapter.xpath("//*[@id='refresher_text']", namespaces=SPACES)[0]
    assert text.xpath(".//x:a/@href", namespaces=SPACES) == ["#unique-u", "two.xhtml"]
    assert "Ebb & <flow> and a file" in "".join(text.itertext())
    (picture,) = text.xpath(".//x:img/@src", namespaces=SPACES)
    with zipfile.ZipFile(nasty) as package:
        names = set(package.namelist())
    assert f"archive/{unquote(picture).removeprefix('../')}" in names
    assert not [name for name in names if name.endswith(".pdf")]
    part = _tree(nasty, "archive/columns/b.xhtml")
    assert "../articles/%E6%97%A5%E6%9C%AC-%E6%B0%B4.xhtml" in part.xpath("//@href")


def test_a_digest_is_its_editors_there_too(nasty: Path) -> None:
    """A digest's chapter and the title page name its writers beside the original's author."""
    said = "".join(_tree(nasty, "archive/articles/four.xhtml").itertext())
    assert re.search(r"After\s+Ann\s+· “Vier”, Der Kai, 2013\s+· Text:\s+Ann Bee & Sons", said)
    title = " ".join("".join(_tree(nasty, "archive/titlepage.xhtml").itertext()).split())
    assert "After Ann, Der Kai, 2013" in title
    assert "Text: Ann, Ö & <L>, Ann Bee & Sons" in title


def test_a_text_states_its_language(nasty: Path) -> None:
    """A chapter in another language is marked with it and its direction, labels with their own."""
    root = _tree(nasty, "archive/articles/two.xhtml")
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    (label,) = root.xpath("//x:p[@class='byline']/x:span", namespaces=SPACES)
    assert (label.get("lang"), label.text) == ("en", "By")
    assert [one.text for one in _tree(nasty, "content.opf").iterfind(".//d:language", SPACES)] == [
        "en",
        "ar",
    ]


def test_the_epub_states_each_articles_language(corpus: Path, tmp_path: Path) -> None:
    """An article in another language than the book's is marked with it and its direction."""
    book = Book.make(tmp_path / "book", corpus)
    assert book.build("epub") == ""
    (path,) = book.out("epub").glob("*.epub")
    with zipfile.ZipFile(path) as file:
        arabic, english = (
            file.read(f"archive/articles/{name}.xhtml").decode() for name in ("madd", "echo")
        )
    assert ' lang="ar" xml:lang="ar" dir="rtl">' in arabic
    assert ' lang="en" xml:lang="en" dir="ltr">' in english


def test_an_epub_is_in_the_language_of_its_texts(corpus_copy: Path, tmp_path: Path) -> None:
    """A project that names no language makes a French archive into a French book."""
    publication = corpus_copy / "publication.md"
    text = publication.read_text(encoding="utf-8")
    publication.write_text(re.sub(r"language: \w+", "language: fr", text), encoding="utf-8")
    book = Book.make(tmp_path / "book", corpus_copy, more='copyright = "nobody"\nversion = "1"')
    assert book.build("epub") == ""
    (path,) = book.out("epub").glob("*.epub")
    with zipfile.ZipFile(path) as file:
        assert "<dc:language>fr</dc:language>" in file.read("content.opf").decode()
        assert 'xml:lang="fr"' in file.read("archive/reading.xhtml").decode()


def test_the_epub_is_the_same_file_each_time(corpus: Path, tmp_path: Path) -> None:
    """An EPUB begins with its type, uncompressed, and two builds give the same bytes."""
    made = []
    for name in ("one", "two"):
        book = Book.make(
            tmp_path / name / "book", corpus, more='version = "1"\ncopyright = "The quay"'
        )
        assert book.build("epub") == ""
        (path,) = book.out("epub").glob("*.epub")
        made.append(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        first = file.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert file.read("mimetype") == b"application/epub+zip"
    assert made[0] == made[1]
