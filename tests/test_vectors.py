"""Published lists of hostile texts go through every output, and stay texts.

Each text is a field of some article and, if the dialect takes it, a body. With
`REFRESHER_LONG=1` each text is in every field: see `nox -s hostile`.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from archives import write_archive
from books import Book
from click.testing import CliRunner
from lxml import etree, html
from markdown_it import MarkdownIt

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.diagnostics import Diagnostic
from refresher_content.export.tables import to_csv, to_sqlite
from refresher_content.library import Library
from refresher_content.model import KINDS, Entry
from refresher_content.source.body import parse
from refresher_content.source.dialect.code import MATHML
from refresher_content.source.dialect.elements import SAFE

VECTORS = Path(__file__).with_name("vectors")
LONG = bool(os.environ.get("REFRESHER_LONG"))
FIELDS = (
    "title", "subtitle", "summary", "takeaway", "questions", "rights",
    "figure.alt", "figure.caption", "original.title", "original.publication", "original.rights",
)  # fmt: skip
PLAIN = "plain words"
EMOJI = "An emoji 😀, a flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿, a rare letter 𠮷"


def vectors() -> list[str]:
    """Every text of the lists."""
    lists = [json.loads(path.read_text(encoding="utf-8")) for path in VECTORS.glob("*.json")]
    return [EMOJI, *dict.fromkeys(text for one in lists for text in one)]


def front_matter(fields: dict[str, str], authors: str) -> str:
    """An article's front matter, with JSON for YAML."""
    data: dict[str, Any] = {"published": 2009, "authors": [authors], "topics": [authors]}
    for name, text in fields.items():
        key, _, nested = name.partition(".")
        if nested:
            data.setdefault(key, {})[nested] = text
        else:
            data[key] = [text] if key == "questions" else text
    data["figure"]["image"] = "../dot.svg"
    return "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()
    )


@cache
def count() -> int:
    """How many articles there are: in the short run each text is in one field of one of them."""
    return len(vectors()) if LONG else -(-len(vectors()) // len(FIELDS))


def accepted(folder: Path, texts: list[str]) -> dict[str, dict[str, str]]:
    """Writes the archive with every text that the check accepts where it stands; gives the
    fields and the body of each article by id.
    """
    number = count()
    bodies = [text for text in texts if not any(_is_error(one) for one in parse(text).problems)]
    articles = {
        f"a{index}": {
            field: texts[(index + number * place) % len(texts)]
            for place, field in enumerate(FIELDS)
        }
        | {"body": "\n\n".join(bodies[index::number]) or PLAIN, "name": texts[-1 - index]}
        for index in range(number)
    }
    articles["plain"] = dict.fromkeys([*FIELDS, "body", "name"], PLAIN)
    _write(folder, articles)
    while errors := rc.check(folder).errors:
        refused = {_place(one) for one in errors}
        assert ("plain", "body") not in refused
        for id_, field in refused:
            # Texts that are accepted one by one may be refused together.
            kept = articles[id_][field].split("\n\n") if field == "body" else []
            articles[id_][field] = "\n\n".join(kept[: len(kept) // 2]) or PLAIN
        _write(folder, articles)
    return articles


def _is_error(problem: Diagnostic) -> bool:
    return problem.severity == "error" and problem.code != "broken-link"


def _place(error: Diagnostic) -> tuple[str, str]:
    """The article and the field in which an error is."""
    kind, _, name = error.path.partition("/")
    about = error.field.removesuffix("[0]")
    return name.removesuffix(".md"), (about or "body") if kind == "articles" else "name"


def _write(folder: Path, articles: dict[str, dict[str, str]]) -> None:
    files = {}
    for id_, fields in articles.items():
        matter = front_matter({name: fields[name] for name in FIELDS}, id_)
        files[f"articles/{id_}"] = f"---\n{matter}\n---\n\n{fields['body']}\n"
        name = json.dumps(fields["name"], ensure_ascii=False)
        files[f"authors/{id_}"] = f"---\nname: {name}\n---\n"
        files[f"topics/{id_}"] = f"---\ntitle: {name}\nsummary: {name}\n---\n"
    write_archive(folder, files)
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    (folder / "dot.svg").write_text(drawing, encoding="utf-8")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, str]]]:
    """The archive, and what its articles say."""
    folder = tmp_path_factory.mktemp("vectors") / "content"
    return folder, accepted(folder, vectors())


@pytest.fixture(scope="module")
def library(content: tuple[Path, Any]) -> Library:
    """Its library."""
    return rc.open_library(content[0])


@pytest.fixture(scope="module")
def book(content: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Its book, as pages and as an EPUB."""
    more = 'html_theme = "refresher"\nhtml_baseurl = "https://quay.example/"\nepub_show_urls = "no"'
    book = Book.make(tmp_path_factory.mktemp("book"), content[0], more=more)
    book.build()
    book.build("epub")
    return book


def squeezed(text: str) -> str:
    """A text without what is set typographically: white space, quotation marks, dashes, and the
    references to them that docutils reads.
    """
    return re.sub(r"&#(?:34|39|45|46|92|96);|[\s'\"‘’“”‚„«»–—…\-.\\`]+", "", text)


def test_there_are_500_texts(content: tuple[Path, dict[str, dict[str, str]]]) -> None:
    """The lists are long enough, and nearly all of their texts are accepted as fields."""
    assert len(vectors()) >= 500
    places = [one[field] for one in content[1].values() for field in FIELDS]
    assert places.count(PLAIN) < len(places) * 0.1


def test_the_library_has_the_texts(
    content: tuple[Path, dict[str, dict[str, str]]], library: Library
) -> None:
    """A field is what was written; only its white space may differ."""
    for id_, fields in content[1].items():
        article = library.articles[id_]
        assert article.figure
        assert article.original
        for text, field in (
            (article.title, "title"),
            (article.takeaway, "takeaway"),
            (article.questions[0], "questions"),
            (article.figure.alt, "figure.alt"),
            (article.original.rights, "original.rights"),
        ):
            assert text.split() == fields[field].split()


def _addresses(tree: Any) -> Iterator[str]:
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] in ("href", "src", "action", "poster", "formaction", "data"):
                yield value.strip()


def assert_runs_nothing(tree: Any, allowed: set[str], name: str) -> None:
    """No element, attribute or address of a page can run or load anything of an author's."""
    tags = {str(one.tag).rpartition("}")[2] for one in tree.iter() if isinstance(one.tag, str)}
    assert tags <= allowed, (name, tags - allowed)
    for element in tree.iter():
        handlers = [one for one in element.attrib if one.rpartition("}")[2].startswith("on")]
        assert handlers == [], name
        assert "srcdoc" not in element.attrib, name
    for address in _addresses(tree):
        assert urlsplit(address).scheme in ("", "http", "https", "mailto", "tel"), (name, address)


def test_pages_run_nothing(
    content: tuple[Path, dict[str, dict[str, str]]], book: Book, library: Library
) -> None:
    """A page has the scripts of the theme and no others, whatever its article says; its heading
    and its linked data are the title.
    """
    plain: Any = html.fromstring(book.page("archive/articles/plain"))
    tags = {str(one.tag) for one in plain.iter() if isinstance(one.tag, str)}
    scripts = _scripts(plain)
    for id_ in content[1]:
        text = book.page(f"archive/articles/{id_}")
        page: Any = html.fromstring(text)
        assert_runs_nothing(page, tags | SAFE | MATHML, id_)
        assert _scripts(page) == scripts, id_
        refreshed = page.xpath("//meta[@http-equiv]")
        assert refreshed == []
        title = library.articles[id_].title
        (heading,) = page.xpath("//h1")
        assert squeezed(title) in squeezed(heading.text_content()), id_
        (data,) = page.xpath("//script[@type='application/ld+json']")
        headlines = [squeezed(str(one.get("headline"))) for one in json.loads(data.text)["@graph"]]
        assert squeezed(title) in headlines
        assert page.findtext(".//title", "").strip()


def _scripts(page: Any) -> list[Any]:
    return [one.get("src") or one.text for one in page.iter("script") if not one.get("type")]


def test_all_other_pages_run_nothing(book: Book) -> None:
    """Lists of titles and names, too, have no elements but the theme's."""
    for path in sorted(book.out().rglob("*.html")):
        page: Any = html.fromstring(path.read_text(encoding="utf-8"))
        for element in page.iter():
            assert not any(name.startswith("on") for name in element.attrib), path
        assert "alert(" not in "".join(
            str(one.text) for one in page.iter("script") if not one.get("type")
        )
        for address in _addresses(page):
            assert urlsplit(address).scheme in ("", "http", "https", "mailto", "tel"), path


def test_the_epub_is_well_formed(book: Book) -> None:
    """Each file of the EPUB is XML, without scripts and handlers."""
    (file,) = book.out("epub").glob("*.epub")
    read = 0
    with zipfile.ZipFile(file) as epub:
        for name in epub.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx", ".svg")):
                tree: Any = etree.fromstring(epub.read(name))
                names = {str(one.tag).rpartition("}")[2] for one in tree.iter()}
                assert not names & {"script", "iframe", "object", "embed", "form", "style"}, name
                for element in tree.iter():
                    assert not any(one.startswith("on") for one in element.attrib), name
                read += 1
    assert read > count()


def test_feeds_and_data_have_the_texts(book: Book, library: Library) -> None:
    """Atom is XML and the feeds' titles are the articles'; the data of each article is it."""
    titles = {article.title for article in library.articles}
    feeds = sorted(book.out().rglob("*.atom"))
    assert feeds
    for path in feeds:
        tree: Any = etree.fromstring(path.read_bytes())
        for element in tree.iter("{http://www.w3.org/2005/Atom}entry"):
            assert element.findtext("{http://www.w3.org/2005/Atom}title") in titles
    for path in sorted(book.out().rglob("*.json")):
        json.loads(path.read_text(encoding="utf-8"))
    for article in library.articles:
        path = book.out() / f"archive/api/articles/{article.id}.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        assert Entry.from_dict({k: v for k, v in data.items() if k not in ("$schema", "page")}) == (
            article
        )


def test_markdown_versions_hold_no_html(book: Book, library: Library) -> None:
    """A Markdown version's heading is the title, and nothing of a field is HTML or a link."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    for article in library.articles:
        text = (book.out() / f"archive/articles/{article.id}.md").read_text(encoding="utf-8")
        tokens = reader.parse(text)
        assert squeezed(tokens[1].content.replace("\\", "")) == squeezed(
            article.title.replace("\\", "")
        )
        inline = [child for token in tokens for child in token.children or ()]
        written = [one.content for one in [*tokens, *inline] if one.type.startswith("html_")]
        assert [one for one in written if not re.fullmatch(r"</?[a-z]+>\n?", one)] == []
        for one in inline:
            if one.type == "link_open":
                scheme = urlsplit(str(one.attrs["href"])).scheme
                assert scheme in ("", "http", "https", "mailto", "tel")
    for line in (book.out() / "llms.txt").read_text(encoding="utf-8").splitlines():
        assert "<script" not in line.replace("\\<", "").lower()


def test_citations_hold_one_entry(library: Library) -> None:
    """BibTeX has one entry with balanced braces, RIS one record of well-formed lines."""
    for article in library.articles:
        bibtex = article.cite("bibtex")
        depth = [0]
        for char in re.sub(r"\\.", "", bibtex):
            depth.append(depth[-1] + {"{": 1, "}": -1}.get(char, 0))
        assert depth[-1] == 0
        assert min(depth[1:]) >= 0
        assert len(re.findall(r"^@|\n@", bibtex)) == 1
        ris = article.cite("ris").split("\n")
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris)
        tags = [line[:2] for line in ris]
        assert (tags[0], tags[-1], tags.count("ER")) == ("TY", "ER", 1)
        json.loads(article.cite("csl-json"))


def test_exports_have_the_texts(library: Library, tmp_path: Path) -> None:
    """No cell of CSV begins a formula, and the texts are read back from CSV and SQLite."""
    to_csv(library, tmp_path / "csv")
    to_sqlite(library, tmp_path / "base.sqlite")
    titles = [article.title for article in library.articles]
    with (tmp_path / "csv/articles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if re.match(r"\s*[=+@\-＝＋－＠]", cell)] == []
    assert [
        re.sub(r"^'(?=['\s]*[=+@\-\t\r\n＝＋－＠])", "", row["title"]) for row in rows
    ] == titles
    with closing(sqlite3.connect(tmp_path / "base.sqlite")) as base:
        assert [
            row[0] for row in base.execute("SELECT title FROM articles ORDER BY rowid")
        ] == titles


def test_terminals_and_logs_are_given_nothing(
    content: tuple[Path, Any], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What commands print moves no cursor, and isn't a command for GitHub Actions."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    source = ["--library", str(content[0])]
    runner = CliRunner()
    calls = [["list", *source], ["list", "authors", *source], ["check", str(content[0])]]
    for article in library.articles:
        calls += [["show", article.id, *source], ["show", article.id, "--cite", "plain", *source]]
    for call in calls:
        output = runner.invoke(refresher, call).output
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", output)
        assert not re.search(r"^\s*::[a-z]|##\[", output, re.MULTILINE | re.IGNORECASE)
        output.encode()


def test_every_kind_is_covered(library: Library) -> None:
    """Names of authors and topics hold the texts as well as articles do."""
    assert len(library.authors) == len(library.topics) + 1 == count() + 2
    assert "article" in KINDS
