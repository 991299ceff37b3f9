"""An incremental build's output is the same, file for file, as a clean one's."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from books import INDEX, Book
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sphinx.builders.html import StandaloneHTMLBuilder

SEQUENCES = int(os.environ.get("REFRESHER_EDIT_SEQUENCES", "6"))
"""How many sequences of edits are tried; each builds the book several times."""

TITLES = ("Alpha", "Beta: the *second*", "Gamma & `delta`", "Épilogue")
NAMES = ("Ann Bee", "Øyvind Sea", "Zed")
TOPICS = ("work", "rest")
COLUMNS = ("mornings", "evenings")
ARTICLES = ("one", "two", "three", "four", "five")

REFERENCE = "type: book\ntitle: {title}\nauthors: ['{author}']\npublished: 1999\n"
SETTINGS = (
    'html_link_suffix = ""',
    'html_file_suffix = ".htm"',
    'html_baseurl = ""',
    'html_title = "Another title"',
    'language = "fr"',
    "html_theme_options = {}",
)

LISTING = """
# Lists

```{refresher:articles}
:topic: work
:order-by: title
```

See {refresher:author}`ann` and {refresher:column}`mornings`.
"""

Edit = Callable[[Path], None]


def _assert_as_clean(book: Book) -> None:
    """The book's files are those of a clean build, which has no warnings."""
    incremental = book.files()
    assert book.build(clean=True) == ""
    clean = book.files()
    # Sphinx leaves the stemmer of a former language where it has copied it.
    left = {name for name in incremental.keys() - clean.keys() if name.endswith("-stemmer.js")}
    assert sorted(incremental.keys() - left) == sorted(clean)
    assert [path for path in clean if incremental[path] != clean[path]] == []


def _write(path: Path, matter: str, body: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{matter}---\n{body}", encoding="utf-8")


def _article(folder: Path, name: str, title: str, column: str | None, topic: str) -> None:
    others = [path.stem for path in sorted((folder / "articles").glob("*.md"))]
    mention = f"See {{article}}`{others[0]}`.\n" if others and others[0] != name else ""
    matter = f"title: '{title}'\nsummary: On {name}.\npublished: 201{len(name)}\nauthors: [ann]\n"
    matter += f"column: {column}\n" if column else ""
    matter += f"topics: [{topic}]\n"
    matter += "references: [knots]\n" if name == "two" else ""
    image = "![A dot](../images/dot.svg)\n" if name in ("one", "four") else ""
    _write(folder / f"articles/{name}.md", matter, f"\nThe text of {name}.\n\n{mention}\n{image}")


def _start(folder: Path) -> None:
    _write(
        folder / "publication.md",
        "title: Small\nsummary: A small one.\nlanguage: en\nrights: Ours.\n",
    )
    _write(folder / "authors/ann.md", "name: Ann\nsummary: Ann writes.\n")
    for topic in TOPICS:
        _write(folder / f"topics/{topic}.md", f"title: {topic}\nsummary: On {topic}.\n")
    for column in COLUMNS:
        _write(folder / f"columns/{column}.md", f"title: {column}\nsummary: In the {column}.\n")
    _write(folder / "references/knots.md", REFERENCE.format(title="Knots", author="Fox, Ann"))
    (folder / "files").mkdir()
    (folder / "files/chart.pdf").write_bytes(b"%PDF-1.4")
    (folder / "images").mkdir()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><circle r="1"/></svg>'
    (folder / "images/dot.svg").write_text(svg, encoding="utf-8")
    for name in ARTICLES[:3]:
        _article(folder, name, name, "mornings", "work")


def _replace(folder: Path, pattern: str, key: str, value: str) -> None:
    for path in sorted(folder.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        new = re.sub(
            rf"^{key}: .*$", lambda _: f"{key}: {value}", text, count=1, flags=re.MULTILINE
        )
        path.write_text(new, encoding="utf-8")


def _removable(folder: Path, name: str) -> bool:
    texts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("articles/*.md"))
    return (folder / f"articles/{name}.md").exists() and f"`{name}`" not in texts


def _remove(folder: Path, name: str) -> None:
    if _removable(folder, name):
        (folder / f"articles/{name}.md").unlink()


def _rename(folder: Path, name: str) -> None:
    if _removable(folder, name):
        (folder / f"articles/{name}.md").rename(folder / f"articles/{name}-renamed.md")


def _write_entry(path: str, matter: str) -> Edit:
    return lambda folder: _write(folder / path, matter)


def _remove_file(path: str) -> Edit:
    """Removes an entry that nothing refers to."""

    def edit(folder: Path) -> None:
        name = Path(path).stem
        texts = "".join(one.read_text(encoding="utf-8") for one in folder.rglob("*.md"))
        if not re.search(rf"(issue: |topics: \[|organization: ){name}\b", texts):
            (folder / path).unlink(missing_ok=True)

    return edit


def _add_to_text(line: str) -> Edit:
    """Adds a line to an article, or takes it away."""

    def edit(folder: Path) -> None:
        path = min(folder.glob("articles/*.md"))
        text = path.read_text(encoding="utf-8")
        new = text.replace(f"{line}\n", "") if line in text else f"{text}\n{line}\n"
        path.write_text(new, encoding="utf-8")

    return edit


def _set_in_conf(line: str) -> Edit:
    """Appends a setting to conf.py, or takes it away."""

    def edit(folder: Path) -> None:
        path = folder.parent / "book" / "conf.py"
        text = path.read_text(encoding="utf-8")
        new = text.replace(f"{line}\n", "") if line in text else f"{text}{line}\n"
        path.write_text(new, encoding="utf-8")

    return edit


def _edit_template(name: str, text: str) -> Edit:
    """Writes a template that is used in this book, or takes it away."""

    def edit(folder: Path) -> None:
        path = folder.parent / "book" / "_templates" / "refresher" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")

    return edit


def _redraw(radius: int) -> Edit:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><circle r="%s"/></svg>'

    def edit(folder: Path) -> None:
        (folder / "images/dot.svg").write_text(svg % radius, encoding="utf-8")

    return edit


CHAIN = 6
"""How many edits follow each other in one project; even, as an entry is added, then removed."""

ISSUE = "title: Spring\npublished: 2011-03\n"
single_edits: list[Edit] = [
    _write_entry("references/splices.md", REFERENCE.format(title="Splices", author="Ox, Bo")),
    _remove_file("references/splices.md"),
    _write_entry("links/harbour.md", "title: Harbour\nurl: https://harbour.example/\n"),
    _remove_file("links/harbour.md"),
    _write_entry("issues/spring.md", ISSUE),
    _remove_file("issues/spring.md"),
    _write_entry("organizations/yard.md", "name: Yard\nsummary: A yard.\n"),
    _remove_file("organizations/yard.md"),
    _write_entry("topics/idle.md", "title: Idle\nsummary: On idling.\naliases: [lazy]\n"),
    _remove_file("topics/idle.md"),
    _add_to_text("[chart](../files/chart.pdf)"),
    _add_to_text("{reference}`knots`"),
    _redraw(1),
    _redraw(2),
    _edit_template("article-head.html.jinja", "<p>{{ facts.words }}</p>"),
    _edit_template("article-head.html.jinja", "<p>Another.</p>"),
    _edit_template("year.md.jinja", '# {{ year }}\n\n{{ fragment("entries")|verbatim }}\n'),
    _edit_template("year.md.jinja", "---\nauthor: Ann\n---\n# {{ year }}\n"),
    *map(_set_in_conf, SETTINGS),
    _write_entry("references/knots.md", REFERENCE.format(title="Bends", author="Ox, Bo")),
]
articles = st.sampled_from(ARTICLES)
titles = st.sampled_from(TITLES)
edits: st.SearchStrategy[Edit] = st.one_of(
    st.sampled_from(single_edits),
    st.builds(
        lambda name, title, column, topic: (
            lambda folder: _article(folder, name, title, column, topic)
        ),
        articles,
        titles,
        st.sampled_from((*COLUMNS, None)),
        st.sampled_from(TOPICS),
    ),
    st.builds(lambda name: lambda folder: _remove(folder, name), articles),
    st.builds(lambda name: lambda folder: _rename(folder, name), articles),
    st.builds(
        lambda name, title: (
            lambda folder: _replace(folder, f"articles/{name}*.md", "title", f"'{title}'")
        ),
        articles,
        titles,
    ),
    st.builds(
        lambda name, column: (
            lambda folder: _replace(folder, f"articles/{name}*.md", "column", column)
        ),
        articles,
        st.sampled_from(COLUMNS),
    ),
    st.builds(
        lambda name: lambda folder: _replace(folder, "authors/ann.md", "name", name),
        st.sampled_from(NAMES),
    ),
    st.builds(
        lambda title: lambda folder: _replace(folder, "publication.md", "title", f"'{title}'"),
        titles,
    ),
    st.builds(
        lambda topic, title: (
            lambda folder: _replace(folder, f"topics/{topic}.md", "title", f"'{title}'")
        ),
        st.sampled_from(TOPICS),
        titles,
    ),
    st.builds(
        lambda column, title: (
            lambda folder: _replace(folder, f"columns/{column}.md", "title", f"'{title}'")
        ),
        st.sampled_from(COLUMNS),
        titles,
    ),
    st.builds(
        lambda name, topic: (
            lambda folder: _replace(folder, f"articles/{name}*.md", "topics", f"[{topic}]")
        ),
        articles,
        st.sampled_from(TOPICS),
    ),
)


@pytest.mark.parametrize("theme", ["basic", "refresher"])
@settings(
    max_examples=SEQUENCES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(st.lists(st.lists(edits, min_size=1, max_size=3), min_size=1, max_size=3))
def test_incremental_equals_clean(theme: str, sequence: list[list[Edit]]) -> None:
    """After any sequence of edits the output equals that of a clean build, without warnings."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = folder / "content"
        _start(content)
        index = INDEX + "\n```{toctree}\nlists\n```\n"
        more = f'html_theme = "{theme}"\nhtml_baseurl = "https://small.example/"'
        book = Book.make(folder / "book", content, index=index, more=more)
        (book.folder / "lists.md").write_text(LISTING, encoding="utf-8")
        assert book.build() == ""
        for step in sequence:
            for edit in step:
                edit(content)
            assert book.build() == ""
        _assert_as_clean(book)


@pytest.mark.parametrize("first", range(0, len(single_edits), CHAIN))
def test_each_edit_in_turn(tmp_path: Path, first: int) -> None:
    """After each edit of a chain the output equals that of a clean build."""
    content = tmp_path / "content"
    _start(content)
    more = 'html_theme = "refresher"\nhtml_baseurl = "https://small.example/"'
    book = Book.make(tmp_path / "book", content, more=more)
    assert book.build() == ""
    for edit in single_edits[first : first + CHAIN]:
        edit(content)
        assert book.build() == ""
        _assert_as_clean(book)


def test_another_name_for_the_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    """Pages and files of the former folder are gone, from the project and from the output."""
    content = tmp_path / "content"
    _start(content)
    _add_to_text("[chart](../files/chart.pdf)")(content)
    book = Book.make(tmp_path / "book", content, more='html_theme = "refresher"')
    assert book.build() == ""
    _set_in_conf('refresher_folder = "stories"')(content)
    index = book.folder / "index.md"
    index.write_text(INDEX.replace("archive/", "stories/"), encoding="utf-8")
    assert book.build() == ""
    assert not (book.folder / "archive").exists()
    incremental = book.files()
    shutil.rmtree(book.folder / "_build")
    assert book.build() == ""
    assert book.files() == incremental


def test_the_last_article_can_go(tmp_path: Path) -> None:
    """An archive without an article is a book without warnings, and so it is after an edit."""
    content = tmp_path / "content"
    _start(content)
    for name in ARTICLES[1:3]:
        (content / f"articles/{name}.md").unlink()
    book = Book.make(tmp_path / "book", content, more='html_theme = "refresher"')
    assert book.build() == ""
    _remove(content, "one")
    assert book.build() == ""
    assert "archive/years/index.html" not in book.files()
    _assert_as_clean(book)


def test_an_interrupted_build_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a build is interrupted while it writes pages, the next one equals a clean one."""
    content = tmp_path / "content"
    _start(content)
    book = Book.make(tmp_path / "book", content, more='html_theme = "refresher"')
    assert book.build() == ""
    _write(content / "issues/spring.md", ISSUE)
    _replace(content, "articles/one.md", "title", "Other")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(StandaloneHTMLBuilder, "write_doc", interrupt)
        with pytest.raises(KeyboardInterrupt):
            book.build()
    assert book.build() == ""
    _assert_as_clean(book)


def test_the_stock_theme_builds_incrementally_too(tmp_path: Path) -> None:
    """With sphinx-book-theme, too, an incremental build equals a clean one."""
    content = tmp_path / "content"
    _start(content)
    more = 'html_theme = "sphinx_book_theme"'
    book = Book.make(tmp_path / "book", content, more=more)
    assert book.build() == ""
    _article(content, "four", "Four", "evenings", "rest")
    _replace(content, "columns/mornings.md", "title", "Dawns")
    _remove(content, "three")
    assert book.build() == ""
    _assert_as_clean(book)


def test_a_build_in_parallel_gives_the_same(tmp_path: Path, corpus: Path) -> None:
    """Two jobs give the same files as one, and no warnings, twice in a row."""
    book = Book.make(tmp_path / "book", corpus)
    assert book.build(jobs=2) == ""
    assert book.build(jobs=2) == ""
    parallel = book.files()
    shutil.rmtree(book.folder / "_build")
    assert book.build(jobs=1) == ""
    assert book.files() == parallel
