"""`refresher import`: what tools add to Markdown, and facts of articles, come in or are listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.importers.additions import with_abbreviations, with_boxes
from refresher_content.model import Article
from refresher_content.source.rewriting import Text

HEAD = "---\ntitle: One\ndate: 2020-01-01\n---\n\n"


def imported(folder: Path, format_: str, files: dict[str, str]) -> tuple[Article, str]:
    """The article `one` of a source of some files, and what the command printed."""
    source = folder / "source"
    for path, text in files.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(text.encode())
    args = ["import", format_, str(source), str(folder / "content")]
    result = CliRunner().invoke(refresher, args)
    assert result.exit_code == 0, result.output
    assert rc.check(folder / "content").ok
    return rc.open_library(folder / "content").articles["one"], result.stdout


@pytest.mark.parametrize(
    ("markdown", "ours"),
    [
        ("> [!NOTE]\n> A *note*.\n", ":::{note}\nA *note*.\n:::\n"),
        ("> [!warning] Mind the gap\n> A\n>\n> B", ":::{warning} Mind the gap\nA\n\nB\n:::"),
        ("> [!TIP]- More\n> Text", ":::{details} More\nText\n:::"),
        ("> [!quirk]\n> Text", ":::{note} Quirk\nText\n:::"),
        ("> A quotation [!NOTE]\n", "> A quotation [!NOTE]\n"),
        ("```\n> [!NOTE]\n> Code\n```", "```\n> [!NOTE]\n> Code\n```"),
    ],
)
def test_a_box_in_a_block_quote_is_a_box(markdown: str, ours: str) -> None:
    """The kind, the title and the text are the same; quotations and code stay."""
    assert with_boxes(Text.of(markdown)).text == ours


def test_abbreviations_stand_where_their_words_do() -> None:
    """Words in code, addresses and other words are not the abbreviation; one without use is
    reported.
    """
    said: list[tuple[int, str]] = []
    markdown = (
        "HTML and `HTML`, [a page](HTML.md), XHTML.\n\n"
        "*[HTML]: Hyper Text\n*[CSS]: Style\n\n```\n*[HTML]: code\n```\n"
    )
    text = with_abbreviations(Text.of(markdown), lambda line, message: said.append((line, message)))
    first, *_ = text.text.split("\n")
    assert first == "{abbr}`HTML (Hyper Text)` and `HTML`, [a page](HTML.md), XHTML."
    assert "*[CSS]" not in text.text
    assert "```\n*[HTML]: code\n```" in text.text
    assert said == [(4, "the abbreviation is left out: CSS (Style)")]


def test_kramdowns_comments_stay_hidden(tmp_path: Path) -> None:
    """A comment is listed and nowhere shown, nor is the mark of a list of contents; what it
    leaves as it is stays.
    """
    body = (
        "* toc\n{:toc}\n\nShown.\n\n{::comment}\nsecret\n\nwords\n{:/comment}\n\n"
        "{::nomarkdown}<b>bold</b>{:/}\n"
    )
    found, said = imported(tmp_path, "jekyll", {"_posts/2020-01-01-one.md": HEAD + body})
    assert found.text == "Shown.\n\nbold"
    assert "one.md:6: a list of contents is left out" in said
    assert "one.md:11: a comment is left out" in said


def test_notes_of_obsidian_become_links(tmp_path: Path) -> None:
    """Links between notes lead to entries, by name or title; comments stay hidden; what isn't
    there is listed and stays as it is written.
    """
    body = "See [[two|the other]], [[Two]] and [[none]]. ==Mark== %%hidden%%\n\n!!! tip\n    Box\n"
    two = "---\ntitle: Two\ndate: 2020-01-02\n---\n\nText.\n"
    found, said = imported(tmp_path, "markdown", {"one.md": HEAD + body, "notes/two.md": two})
    assert "[the other](two.md), [Two](two.md) and \\[\\[none\\]\\]" in found.markdown
    assert "<mark>Mark</mark>" in found.html
    assert ":::{tip}\nBox\n:::" in found.markdown
    assert "hidden" not in found.markdown
    assert "one.md:6: left as text: [[none]]" in said
    assert "one.md:6: a comment is left out" in said


def test_facts_of_an_article_come_in(tmp_path: Path) -> None:
    """Contributors by role, the DOI, the licence and the discussion; what can't be right is
    listed, whatever line ends and marks the file has.
    """
    head = (
        "\ufeff---\ntitle: One\ndate: 2020-01-01 09:30 +0100\nauthor: Ann\neditors: [Bo Reed, Cy]\n"
        "translator: Ann\ndoi: 10.1000/182\nlicense: CC-BY-4.0\nguid: tag:a.example,2020:1\n"
        "discussion: https://forum.example/1\n---\n\nText.\n"
    )
    found, said = imported(tmp_path, "markdown", {"one.md": head.replace("\n", "\r\n")})
    people = [(one.role, one.author_id) for one in found.contributors]
    assert people == [("editor", "bo-reed"), ("editor", "cy"), ("translator", "ann")]
    assert (found.doi, found.license, found.identifier, found.comments) == (
        "10.1000/182",
        "CC-BY-4.0",
        "tag:a.example,2020:1",
        "https://forum.example/1",
    )
    assert str(found.published) == "2020-01-01T09:30+01:00"
    assert "one.md" not in said
    wrong = head.replace("10.1000/182", "none").replace("CC-BY-4.0", "Mine alone")
    found, said = imported(tmp_path / "wrong", "markdown", {"one.md": wrong})
    assert (found.doi, found.rights) == ("", "Mine alone")
    assert "one.md:7: doi is left out" in said
