"""Content in any language within a frame in another: marked exactly, typeset by its own rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from archives import article, write_archive
from books import Book
from lxml import etree, html

MORE = """
html_theme = "refresher"
language = epub_language = "fr"
version = "1"
copyright = "2020"
epub_show_urls = "no"
"""
LANGUAGES = {"en": "ltr", "he": "rtl", "de": "ltr"}
BODY = """First {word} with "{word}" quoted.

## Heading {word}

- {word} [](one.md)

### Below {word}

More {word}.
"""


def _article(word: str, **matter: str) -> str:
    keys = {
        "title": f"'Title {word} \"{word}\"'",
        "subtitle": f"Sub {word}.",
        "summary": f"Sum {word}.",
        "takeaway": f"'Take \"{word}\".'",
        "questions": f"['Why \"{word}\"?']",
        "topics": "[t]",
        "column": "c",
    }
    return article(BODY.format(word=word), **keys | matter)


FILES = {
    "publication": "---\ntitle: Paper\nsummary: S.\nlanguage: en\nrights: All enword.\n---\n",
    "authors/ann": "---\nname: Ann\nsummary: She enword.\nrole: A enword\n---\n\nBio enword.\n",
    "topics/t": "---\ntitle: Topic enword\nsummary: Of enword.\n---\n\nAbout enword.\n",
    "columns/c": "---\ntitle: Column enword\nsummary: Of enword.\n---\n\nAbout enword.\n",
    "issues/i": "---\ntitle: Issue enword\nsummary: An enword.\npublished: 2009\n---\n\nAt enword.",
    "articles/one": _article("enword", issue="i"),
    "articles/two": _article("heword", language="he", translation_of="one", issue="i"),
    "articles/three": _article("deword", language="de", published="2010"),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A French frame around an English archive with articles in Hebrew and German."""
    folder = tmp_path_factory.mktemp("marks")
    book = Book.make(folder / "book", write_archive(folder / "content", FILES), more=MORE)
    assert book.build() == ""
    assert book.build("epub") == ""
    return book


def _texts(root: Any) -> Iterator[tuple[str, str, str, Any]]:
    """Each text in an element with its language, its direction and the element around it."""
    for text in root.xpath(".//text()[normalize-space()]"):
        around = text.getparent() if text.is_text else text.getparent().getparent()
        own = [one for one in around.iterancestors() if one.get("lang")]
        own = [around, *own] if around.get("lang") else own
        yield str(text), own[0].get("lang"), own[0].get("dir") or "ltr", around


def _main(book: Book, path: str) -> Any:
    tree: Any = html.fromstring((book.out() / path).read_bytes())
    return tree.xpath("//main")[0]


def _pages(book: Book) -> list[str]:
    return [one for one in book.files() if one.endswith(".html") and one.startswith("archive/")]


def test_content_is_marked_and_nothing_else(book: Book) -> None:
    """On every page each text has its own language and direction: that of the article, of the
    archive, or of the frame.
    """
    pages = [*_pages(book), "index.html"]
    assert len(pages) > 15
    wrong = []
    found = set()
    for path in pages:
        for text, language, direction, around in _texts(_main(book, path)):
            words = set(re.findall(r"\b(en|he|de)word", text))
            if (
                text in ("Deutsch", "English", "עברית")
                or around.tag == "script"
                or around.get("class") == "headerlink"
            ):
                continue
            expected = words.pop() if words else "fr"
            found.add(expected)
            if (language, direction) != (expected, LANGUAGES.get(expected, "ltr")) or words:
                wrong.append(f"{path}: {language} {direction}: {text!r}")
    assert wrong == []
    assert found == {"fr", *LANGUAGES}


@pytest.mark.parametrize(
    ("name", "quoted"), [("one", "“enword”"), ("two", "”heword“"), ("three", "„deword“")]
)
def test_quotation_marks_are_those_of_the_text(book: Book, name: str, quoted: str) -> None:
    """Title, takeaway, text and questions of an article have those of its language, not of the
    frame's, wherever they stand.
    """
    word = quoted[1:-1]
    for path in _pages(book):
        texts = [text for text, *_ in _texts(_main(book, path)) if f'"{word}"' in text]
        # A plain citation has none.
        assert [one for one in texts if "Paper" not in one] == []
    shown = " ".join(text for text, *_ in _texts(_main(book, f"archive/articles/{name}.html")))
    assert len(re.findall(re.escape(quoted), shown)) >= 4


def test_an_ebook_marks_the_same(book: Book) -> None:
    """In a chapter, which is in its article's language, the frame's words are marked."""
    chapter = (book.out("epub") / "archive/articles/two.xhtml").read_bytes()
    tree: Any = etree.fromstring(chapter)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    for text, language, direction, around in _texts(tree):
        if "heword" in text or "Questions" in text:
            expected = ("he", "rtl") if "heword" in text else ("fr", "ltr")
            assert (language, direction) == expected
            assert (
                next(one for one in (around, *around.iterancestors()) if one.get(lang)).get(lang)
                == language
            )


def test_one_language_needs_no_marks(tmp_path: Path) -> None:
    """Where frame and archive have the same language, nothing in the text is marked."""
    files = {
        name: text for name, text in FILES.items() if name not in ("articles/two", "articles/three")
    }
    content = write_archive(tmp_path / "content", files)
    book = Book.make(tmp_path / "book", content, more='html_theme = "refresher"\nlanguage = "en"')
    assert book.build() == ""
    for path in _pages(book):
        assert _main(book, path).xpath(".//@lang | .//@dir") == []


def test_search_results_know_their_language(book: Book) -> None:
    """A result in another language than the frame's has language and direction, for the script
    that shows it.
    """
    found = json.loads((book.out() / "archive/search/pages-0.json").read_text("utf-8"))
    marks = {title: rest[1:] for _, title, _, *rest in found}
    assert marks["Topic enword"] == ["en", "ltr"]
    assert [one for title, one in marks.items() if "heword" in title] == [["he", "rtl"]]
    assert marks["Ann"] == []


def test_a_feed_marks_the_frame(book: Book) -> None:
    """In an item, which is in its article's language, the line of credit is the frame's."""
    feed = json.loads((book.out() / "archive/feed.json").read_text("utf-8"))
    (content,) = (one["content_html"] for one in feed["items"] if one["language"] == "he")
    assert content.startswith('<p lang="fr" dir="ltr">Par ')
