"""Bodies in any language: titles that the package adds, and titles in another language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from archives import article, library_of, write_archive
from lxml import html

from refresher_content.compiler.compile import compile_folder
from refresher_content.source.dialect import admonitions

TITLES = {
    "de": ("Warnung", None, None),
    "de-AT": ("Warnung", None, None),
    "ar": ("تحذير", None, None),
    "pt-BR": ("Aviso", None, None),
    "zh": ("警告", None, None),
    "nn": ("Advarsel", None, None),
    "en-GB": ("Warning", None, None),
    "sw": ("Warning", "en", "ltr"),
    "ku-Arab": ("Warning", "en", "ltr"),
}


@pytest.mark.parametrize("language", TITLES)
def test_an_admonition_has_a_title_in_its_texts_language(tmp_path: Path, language: str) -> None:
    """In English, and marked so, where the language isn't known; its own title stays."""
    body = "```{warning}\nA.\n```\n\n```{warning} Mine\nB.\n```"
    library = library_of(tmp_path, {"a": article(body, language=language)})
    tree: Any = html.fromstring(library.articles["a"].html)
    titles = tree.xpath("//*[@class='admonition-title']")
    assert [(one.text, one.get("lang"), one.get("dir")) for one in titles] == [
        TITLES[language],
        ("Mine", None, None),
    ]
    assert library.articles["a"].text.startswith(TITLES[language][0])


def test_the_table_of_titles_is_whole() -> None:
    """Each language has a title for each admonition, and languages stand in order."""
    table = admonitions._table()
    assert list(table) == sorted(table)
    for titles in table.values():
        assert len(titles) == len(admonitions.ADMONITIONS)
        assert all(one and one == one.strip() for one in titles)


LINKS = {
    "en": article(
        "[](he.md), [words](he.md), [](en2.md) and {column}`c`.\n\n```{articles}\n:column: c\n```",
        title="En",
    ),
    "en2": article(title="En two"),
    "he": article("{article}`en`, {column}`c`.", title="ספר", language="he", column="c"),
}
COLUMN = "---\ntitle: Notes\nsummary: S.\n---\n"


def _links(text: str) -> list[tuple[str | None, str | None, str | None]]:
    tree: Any = html.fromstring(f"<div>{text}</div>")
    return [(one.text, one.get("lang"), one.get("dir")) for one in tree.xpath("//a")]


def test_a_title_in_another_language_is_marked(tmp_path: Path) -> None:
    """A link that shows a title has the title's language, if it isn't the text's; one with words
    of its own has none. Items of lists are marked, too.
    """
    library = library_of(tmp_path, LINKS, **{"columns/c": COLUMN})
    assert _links(library.articles["en"].html) == [
        ("ספר", "he", "rtl"),
        ("words", None, None),
        ("En two", None, None),
        ("Notes", None, None),
        ("ספר", "he", "rtl"),
    ]
    assert _links(library.articles["he"].html) == [("En", "en", "ltr"), ("Notes", "en", "ltr")]


def test_a_mark_changes_with_the_language(tmp_path: Path) -> None:
    """After an article's language was changed, a recompilation equals a compilation."""
    files = {f"articles/{id_}": text for id_, text in LINKS.items()} | {"columns/c": COLUMN}
    content = write_archive(tmp_path / "content", files)
    compile_folder(content, tmp_path / "again.sqlite")
    changed = article("{article}`en`.", title="ספר", language="yi", column="c")
    write_archive(content, {"articles/he": changed})
    for name in ("again", "new"):
        compile_folder(content, tmp_path / f"{name}.sqlite")
    assert (tmp_path / "again.sqlite").read_bytes() == (tmp_path / "new.sqlite").read_bytes()
