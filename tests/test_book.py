"""The book: its pages, its links from other projects, its warnings, its formats."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from books import INDEX, Book
from lxml import etree

from refresher_content.library import Library


@pytest.fixture(scope="module")
def book(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The small archive's book, built once."""
    book = Book.make(tmp_path_factory.mktemp("book"), corpus)
    assert book.build() == ""
    return book


def test_every_entry_has_its_place(book: Book, library: Library) -> None:
    """Each entry that a role can name has a page, or a block with its id on one."""
    for kind in ("articles", "authors", "columns", "topics", "issues", "references", "links"):
        for entry in getattr(library, kind):
            page, _, anchor = entry.path.partition("#")
            html = book.page(f"archive/{page}")
            assert not anchor or f'id="{anchor}"' in html


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "archive/articles/index",
        "archive/years/2011",
        "archive/reading",
        "archive/links",
        "archive/colophon",
        "archive/columns/index",
        "archive/authors/index",
        "archive/topics/index",
        "archive/years/index",
        "archive/issues/index",
        "archive/organizations/tide-office",
    ],
)
def test_the_page_is_there(book: Book, name: str) -> None:
    """The book has each of its pages."""
    assert "<h1>" in book.page(name)


def test_an_article_shows_what_it_has(book: Book) -> None:
    """An article's page has byline, takeaway, figure, questions, reading, related, citation."""
    html = book.page("archive/articles/lead-line")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
    for words in (
        "By Ada Quill",
        "Trust the rope you have knotted yourself.",
        "How do you know how deep",
        "The Lead and the Line",
        "1 of 3",
        "Ada Quill, “The lead line”",
        "Spring 2011",
        "All rights reserved",
        "March 14, 2011",
        "updated April 2011",
    ):
        assert words in text
    assert 'alt="A line with three knots and a weight."' in html


def test_a_digest_names_its_original(book: Book) -> None:
    """A digest's byline names title, publication and date of the original, and its rights."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", book.page("archive/articles/mud")))
    assert "After The Watch" in text
    assert "“On mud”" in text
    assert "The Old Quarterly, 1911" in text
    assert "Original: Its heirs; not included." in text


def test_titles_stay_text(book: Book) -> None:
    """What looks like Markdown or HTML in a title or a summary is shown as it stands."""
    html = book.page("archive/articles/mud")
    assert "<h1>Mud, `mud` &amp; &lt;mud&gt;" in html
    listed = book.page("archive/topics/tides")
    assert "always the same" not in listed
    assert "*always* the same, 100 % mud_" in listed


def test_files_of_a_nested_article_are_found(book: Book) -> None:
    """A picture is shown wherever its article's file stands."""
    assert 'src="../_files/images/wave.svg"' in book.page("archive/articles/first-watch")


def test_another_project_links_by_intersphinx(book: Book, tmp_path: Path) -> None:
    """Another project reaches entries through the inventory: by role and by MyST's own link."""
    guest = tmp_path / "guest"
    guest.mkdir()
    inventory = book.out() / "objects.inv"
    conf = (
        'extensions = ["myst_parser", "sphinx.ext.intersphinx", "refresher_content.book.domain"]\n'
        f"intersphinx_mapping = {{'harbour': ('https://harbour.example/', {str(inventory)!r})}}\n"
        'html_theme = "basic"\n'
    )
    (guest / "conf.py").write_text(conf, encoding="utf-8")
    (guest / "index.md").write_text(
        "# Guest\n\n{refresher:article}`lead-line`\n\n"
        "{external+harbour:refresher:reference}`marlin-1907`\n\n"
        "[the tides](inv:harbour:refresher:topic#tides)\n",
        encoding="utf-8",
    )
    other = Book(guest, guest)
    assert other.build() == ""
    html = other.page("index")
    assert 'href="https://harbour.example/archive/articles/lead-line.html"' in html
    assert "archive/reading.html#reference-marlin-1907" in html
    assert "archive/topics/tides.html" in html


def test_an_unknown_id_in_a_role_is_reported_with_code_and_place(
    corpus: Path, tmp_path: Path
) -> None:
    """A role in the project's own page that names nothing is a warning with a suggestion."""
    book = Book.make(tmp_path, corpus, index=INDEX + "\nSee {refresher:article}`lead-lin`.\n")
    warnings = book.build()
    assert "index.md:" in warnings
    assert "no article 'lead-lin'; did you mean 'lead-line'?" in warnings
    assert "[refresher.unknown-reference]" in warnings


def test_an_unknown_word_in_a_listing_is_reported(corpus: Path, tmp_path: Path) -> None:
    """A listing that names an unknown topic lists nothing and says where and why."""
    listing = "\n```{refresher:articles}\n:topic: tide\n```\n"
    book = Book.make(tmp_path, corpus, index=INDEX + listing)
    warnings = book.build()
    assert "index.md:" in warnings
    assert "no topic 'tide'; did you mean 'tides'?" in warnings
    assert "refresher-entries" not in book.page("index").split("Topics")[-1]


def test_a_bad_value_in_a_listing_is_reported(corpus: Path, tmp_path: Path) -> None:
    """A listing by what can't be a year lists nothing and says where and why, in each build."""
    listing = "\n```{refresher:articles}\n:year: 2011, 20x1\n```\n"
    book = Book.make(tmp_path, corpus, index=INDEX + listing)
    warnings = book.build()
    assert "index.md:" in warnings
    assert (
        "'20x1' is not a year: expected four digits, as in 2009 [refresher.bad-value]" in warnings
    )
    assert "refresher-entries" not in book.page("index").split("Topics")[-1]
    assert book.build() == ""


def test_an_unknown_option_of_a_listing_is_reported(corpus: Path, tmp_path: Path) -> None:
    """A slip in a filter word does not list everything."""
    listing = "\n```{refresher:articles}\n:topc: tides\n```\n"
    book = Book.make(tmp_path, corpus, index=INDEX + listing)
    warnings = book.build()
    assert "index.md:" in warnings
    assert "no option 'topc'; did you mean 'topic'? [refresher.unknown-key]" in warnings
    assert "refresher-entries" not in book.page("index").split("Topics")[-1]


def test_problems_in_the_content_stop_the_build(corpus_copy: Path, tmp_path: Path) -> None:
    """A problem is a warning with the content file's place; the last good book stays."""
    book = Book.make(tmp_path / "book", corpus_copy)
    assert book.build() == ""
    before = book.files()
    echo = corpus_copy / "articles/echo.md"
    text = echo.read_text(encoding="utf-8")
    echo.write_text(text.replace("{column}`soundings`", "{column}`sounding`"), encoding="utf-8")
    with pytest.raises(SystemExit, match="the content has 1 error; the book was not built"):
        book.build()
    assert book.files() == before


def test_warnings_in_the_content_are_those_of_the_build(corpus_copy: Path, tmp_path: Path) -> None:
    """Each build with a warning reports it with its place, and the book is built; an incremental
    one equals a clean one.
    """
    path = corpus_copy / "topics/aliased.md"
    path.write_text("---\ntitle: A\nsummary: S.\naliases: [was-a]\n---\n", encoding="utf-8")
    user = corpus_copy / "articles/user.md"
    matter = "title: U\nsummary: S.\npublished: 2009\nauthors: [ada-quill]\ntopics: [was-a]\n"
    user.write_text(f"---\n{matter}---\n\n{{topic}}`was-a`\n", encoding="utf-8")
    book = Book.make(tmp_path / "book", corpus_copy)
    expected = f"{user}:6:10: WARNING: topics[0]: 'was-a' is an earlier id of the topic 'aliased'"
    for _ in range(2):
        assert expected in re.sub(r"\x1b\[[\d;]*m", "", book.build())
    assert 'href="../topics/aliased.html' in book.page("archive/articles/user")
    path.rename(path.with_name("renamed.md"))
    book.build()
    after = book.files()
    assert 'href="../topics/renamed.html' in book.page("archive/articles/user")
    assert book.build(clean=True).count("[refresher.alias-used]") == 2
    assert book.files() == after


def test_stale_pages_vanish(corpus_copy: Path, tmp_path: Path) -> None:
    """The pages and pictures of an entry that is gone are gone from the output."""
    book = Book.make(tmp_path / "book", corpus_copy)
    book.build()
    assert (book.out() / "archive/articles/rope.html").exists()
    (corpus_copy / "articles/rope.md").unlink()
    for name in ("lead-line", "echo"):
        path = corpus_copy / f"articles/{name}.md"
        text = path.read_text(encoding="utf-8").replace("![A wave](../images/wave.svg)", "")
        path.write_text(re.sub(r"figure:\n(  .*\n)+", "", text), encoding="utf-8")
    assert book.build() == ""
    names = set(book.files())
    assert "archive/articles/rope.html" not in names
    assert "_sources/archive/articles/rope.md.txt" not in names
    assert "archive/_files/images/line.svg" not in names
    assert "archive/_files/images/wave.svg" in names


def test_a_folder_of_someones_own_is_not_overwritten(corpus: Path, tmp_path: Path) -> None:
    """A folder that holds other files is refused, and they stay."""
    book = Book.make(tmp_path, corpus)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/mine.md").write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="not generated pages"):
        book.build()
    assert (tmp_path / "archive/mine.md").exists()


def test_a_template_of_the_project_takes_the_place_of_ours(corpus: Path, tmp_path: Path) -> None:
    """A file of the same name in the project's templates folder makes the page."""
    book = Book.make(tmp_path, corpus)
    folder = tmp_path / "_templates/refresher"
    folder.mkdir(parents=True)
    (folder / "year.md.jinja").write_text("# The year {{ year }}\n", encoding="utf-8")
    book.build()
    assert "<h1>The year 2011" in book.page("archive/years/2011")


def test_the_epub_lists_every_page_in_reading_order(corpus: Path, tmp_path: Path) -> None:
    """The EPUB's contents name every page: the column's articles in order, then the rest."""
    book = Book.make(tmp_path, corpus, more='version = "1"\ncopyright = "2011, all"\n')
    assert book.build("epub") == ""
    (epub,) = book.out("epub").glob("*.epub")
    with zipfile.ZipFile(epub) as archive:
        nav = etree.fromstring(archive.read("nav.xhtml"))
        names = set(archive.namelist())
    contents = next(nav.iter("{http://www.w3.org/1999/xhtml}nav"))
    links = [str(one.get("href")) for one in contents.iter("{http://www.w3.org/1999/xhtml}a")]
    pages = [link.partition("#")[0] for link in links]
    order = list(dict.fromkeys(pages))
    expected = {name for name in names if name.startswith("archive/") and name.endswith(".xhtml")}
    assert expected <= set(order)
    soundings = [f"archive/articles/{name}.xhtml" for name in ("lead-line", "echo", "mud")]
    start = order.index(soundings[0])
    assert order[start : start + 3] == soundings


@pytest.mark.parametrize("builder", ["dirhtml", "gettext", "text"])
def test_other_builders_work(corpus: Path, tmp_path: Path, builder: str) -> None:
    """The book also builds with Sphinx's other builders, without warnings."""
    book = Book.make(tmp_path, corpus)
    assert book.build(builder) == ""
    assert book.build(builder) == ""


def test_pages_are_in_search_and_inventory(book: Book) -> None:
    """Author, column, topic and year pages are documents that search and inventory know."""
    index = (book.out() / "searchindex.js").read_text(encoding="utf-8")
    for name in ("authors/ada-quill", "columns/soundings", "topics/tides", "years/2011"):
        assert f'"archive/{name}"' in index
    from sphinx.util.inventory import InventoryFile

    inventory = InventoryFile.loads((book.out() / "objects.inv").read_bytes(), uri="")
    assert ("refresher:article", "lead-line") in inventory
    assert ("refresher:author", "the-watch") in inventory
    assert ("std:doc", "archive/years/2011") in inventory


def test_generated_text_is_the_same_everywhere(corpus: Path, tmp_path: Path) -> None:
    """Two projects in different folders get the same generated pages, without their paths."""
    texts = []
    for name in ("one", "two"):
        book = Book.make(tmp_path / name, corpus)
        book.build()
        files = sorted((book.folder / "archive").rglob("*.md"))
        texts.append({file.name: file.read_text(encoding="utf-8") for file in files})
    assert texts[0] == texts[1]
    assert str(tmp_path) not in "".join(texts[0].values())


def test_pictures_of_nearly_one_name_keep_apart(corpus_copy: Path, tmp_path: Path) -> None:
    """A hyphen at the end of a folder's name is none at the beginning of a file's."""
    shapes = {"images/a-/b.svg": "circle", "images/a/-b.svg": "ellipse"}
    for name, shape in shapes.items():
        (corpus_copy / name).parent.mkdir()
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><{shape}/></svg>'
        (corpus_copy / name).write_text(svg, encoding="utf-8")
    with (corpus_copy / "articles/echo.md").open("a", encoding="utf-8") as file:
        file.write("".join(f"\n![A {shape}](../{name})\n" for name, shape in shapes.items()))
    book = Book.make(tmp_path / "book", corpus_copy)
    assert book.build() == ""
    page = book.page("archive/articles/echo")
    for shape in shapes.values():
        (address,) = re.findall(rf'<img[^>]*alt="A {shape}"[^>]*>', page)
        (name,) = re.findall(r'src="\.\./([^"]+)"', address)
        assert f"<{shape}".encode() in book.files()[f"archive/{name}"]
