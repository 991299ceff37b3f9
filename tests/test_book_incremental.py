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

SEQUENCES = int(os.environ.get("REFRESHER_EDIT_SEQUENCES", "10"))
"""How many sequences of edits are tried; each builds the book several times."""

TITLES = ("Alpha", "Beta: the *second*", "Gamma & `delta`", "Épilogue")
NAMES = ("Ann Bee", "Øyvind Sea", "Zed")
TOPICS = ("work", "rest")
COLUMNS = ("mornings", "evenings")
ARTICLES = ("one", "two", "three", "four", "five")

LISTING = """
# Lists

```{refresher:articles}
:topic: work
:order-by: title
```

See {refresher:author}`ann` and {refresher:column}`mornings`.
"""

Edit = Callable[[Path], None]


def _write(path: Path, matter: str, body: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{matter}---\n{body}", encoding="utf-8")


def _article(folder: Path, name: str, title: str, column: str | None, topic: str) -> None:
    others = [path.stem for path in sorted((folder / "articles").glob("*.md"))]
    mention = f"See {{article}}`{others[0]}`.\n" if others and others[0] != name else ""
    matter = f"title: '{title}'\nsummary: On {name}.\npublished: 201{len(name)}\nauthors: [ann]\n"
    matter += f"column: {column}\n" if column else ""
    matter += f"topics: [{topic}]\n"
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


articles = st.sampled_from(ARTICLES)
titles = st.sampled_from(TITLES)
edits: st.SearchStrategy[Edit] = st.one_of(
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
        incremental = book.files()
        assert book.build(clean=True) == ""
        clean = book.files()
        assert sorted(incremental) == sorted(clean)
        assert [path for path in clean if incremental[path] != clean[path]] == []


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
    incremental = book.files()
    assert book.build(clean=True) == ""
    clean = book.files()
    assert sorted(incremental) == sorted(clean)
    assert [path for path in clean if incremental[path] != clean[path]] == []


def test_a_build_in_parallel_gives_the_same(tmp_path: Path, corpus: Path) -> None:
    """Two jobs give the same files as one, and no warnings, twice in a row."""
    book = Book.make(tmp_path / "book", corpus)
    assert book.build(jobs=2) == ""
    assert book.build(jobs=2) == ""
    parallel = book.files()
    shutil.rmtree(book.folder / "_build")
    assert book.build(jobs=1) == ""
    assert book.files() == parallel
