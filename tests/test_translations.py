"""The interface speaks the book's language, as far as there is a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from books import Book

import refresher_content.book as package
from refresher_content.book.translations import LOCALE, compiled

HERE = Path(package.__file__).parent
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "t": None, "translate": None}
SOURCES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def _messages() -> Iterator[str]:
    """The texts of Python modules, templates and theme."""
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    for path in sorted(HERE.rglob("*")):
        if path.suffix == ".py" and path.name != "stylesheet.py":
            method = "python"
        elif path.suffix in (".jinja", ".html"):
            method = "jinja2.ext:babel_extract"
        else:
            continue
        for _, message, _, _ in extract_from_file(method, path, KEYWORDS, options=options):
            yield message if isinstance(message, str) else message[0]


@pytest.mark.skipif(not SOURCES, reason="an installed package has its catalogues compiled")
@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_translation_is_complete(language: str) -> None:
    """Each message is translated, and no translation has lost its message."""
    source = LOCALE / language / "LC_MESSAGES/refresher.po"
    with source.open("rb") as file:
        catalogue = read_po(file)
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in catalogue
        if message.id
    }
    assert set(translated) == set(_messages())
    for message, string in translated.items():
        for form in [string] if isinstance(string, str) else list(string or ()):
            assert form, message
            assert re.findall(r"%(?:\(\w+\))?s", form) == re.findall(r"%(?:\(\w+\))?s", message)
    assert compiled(source).startswith(b"\xde\x12\x04\x95")


def test_translators_get_every_message() -> None:
    """The template of catalogues, which the package brings, has the messages and no others."""
    with (LOCALE / "refresher.pot").open("rb") as file:
        found = {one.id if isinstance(one.id, str) else one.id[0] for one in read_po(file)}
    assert found - {""} == set(_messages())


@pytest.mark.skipif(not SOURCES, reason="an installed package has its catalogues compiled")
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])
def test_a_compiled_catalogue_has_no_clock(source: Path) -> None:
    """No date of today gets into it, so that what depends on it stays the same."""
    this_year = datetime.now(UTC).date().isoformat()[:4]
    assert f"Date: {this_year}".encode() not in compiled(source)


def test_a_french_book_speaks_french(corpus: Path, tmp_path: Path) -> None:
    """With `language = "fr"` pages, dates and plurals are French; Arabic keeps its direction."""
    more = 'language = "fr"\nhtml_theme = "refresher"'
    book = Book.make(tmp_path / "book", corpus, more=more)
    assert book.build() == ""
    page = book.page("archive/articles/lead-line")
    for words in (
        '<html lang="fr"',
        'aria-label="Rubriques"',
        "Aller au contenu",
        "Questions pour réfléchir",
        "Articles proches",
        "14 mars 2011",
        "1\u00a0min",
        "1 sur 3",
        '<h1><span lang="en" dir="ltr">',
    ):
        assert words in page
    assert "3 articles" in book.page("index")
    # Sphinx's own, which needs another script that the theme doesn't load.
    assert "translations.js" not in page
    assert '<h1><span lang="ar" dir="rtl">' in book.page("archive/articles/madd")
    assert "Questions pour réfléchir" in page
