"""`refresher mv`: an entry moves, and everything that names it names it as it is called then."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import article, write_archive
from click.testing import CliRunner, Result

import refresher_content as rc
from refresher_content.cli.commands import refresher

DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n'


def run(*args: str | Path) -> Result:
    """Runs `refresher mv` in this process."""
    return CliRunner().invoke(refresher, ["mv", *map(str, args)])


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder in which one article is named in all ways that there are."""
    named = """
See {article}`echo`, {article}`her echo <echo>` and {refresher:article}`echo`.

[A link](echo.md#start), <a href="echo.md">HTML</a>, [by definition][e] and `{article}`echo``.

```text
[a link](echo.md) in {article}`echo`
```

```{articles}
:topic: tools, rope
:limit: 2
```

[e]: echo.md "Echo"
""".replace("`{article}`echo``", "``{article}`echo` ``")
    files = {
        "articles/echo": article(
            "## Start\n\n![Dot](../images/dot.svg) and [the naming](naming.md).",
            figure="{image: ../images/dot.svg, alt: A dot}",
            topics="[tools]",
        ),
        "articles/naming": article(named, topics="[rope, tools]"),
        "articles/french": article("Oui.", translation_of="echo", language="fr"),
        "topics/tools": "---\ntitle: Tools\nsummary: S.\n"
        "aliases:\n  - gear\n  - kit\n# Kept.\n---\n",
        "topics/rope": "---\ntitle: Rope\nsummary: S.\n---\n",
    }
    folder = write_archive(tmp_path / "content", files)
    (folder / "images").mkdir()
    (folder / "images/dot.svg").write_text(DOT, encoding="utf-8")
    assert rc.check(folder).diagnostics == ()
    return folder


def test_a_rename_keeps_the_alias_and_is_said_everywhere(content: Path) -> None:
    """Front matter, roles, links, definitions and HTML name the new id; code stays."""
    result = run("echo", "call", "--folder", content)
    assert result.exit_code == 0, result.output
    assert f"{content / 'articles/echo.md'} is {content / 'articles/call.md'} now" in result.stdout
    assert "2 other files changed" in result.stdout
    assert rc.check(content).diagnostics == ()
    library = rc.open_library(content)
    call = library.articles["call"]
    assert (call.aliases, call.known_as) == (("echo",), "echo")
    assert library.articles["echo"] == call
    assert library.articles["french"].translation_of == call
    text = (content / "articles/naming.md").read_text("utf-8")
    assert "{article}`call`, {article}`her echo <call>` and {refresher:article}`call`" in text
    assert '[A link](call.md#start), <a href="call.md">HTML</a>' in text
    assert "``{article}`echo` ``" in text
    assert "[a link](echo.md) in {article}`echo`\n```" in text
    assert '[e]: call.md "Echo"' in text


def test_a_move_into_a_folder_keeps_the_id_and_what_it_shows(content: Path) -> None:
    """Addresses in the moved file and those that lead to it are relative to the new folder."""
    result = run("articles/echo.md", "articles/2011/echo.md", "--folder", content)
    assert result.exit_code == 0, result.output
    assert rc.check(content).diagnostics == ()
    echo = rc.open_library(content).articles["echo"]
    assert echo.aliases == ()
    assert echo.figure is not None
    assert echo.figure.image == "../../images/dot.svg"
    assert "![Dot](../../images/dot.svg) and [the naming](../naming.md)" in echo.markdown
    naming = (content / "articles/naming.md").read_text("utf-8")
    assert "[A link](2011/echo.md#start)" in naming
    assert "{article}`echo`" in naming


def test_another_kind_keeps_its_aliases_and_comments(content: Path) -> None:
    """A topic's list of aliases grows, lists of articles by it are changed, comments stay."""
    assert run("topic:tools", "instruments", "--folder", content).exit_code == 0
    assert rc.check(content).diagnostics == ()
    text = (content / "topics/instruments.md").read_text("utf-8")
    assert "aliases: [tools, gear, kit]\n# Kept.\n---" in text
    assert "known_as" not in text
    assert ":topic: instruments, rope\n" in (content / "articles/naming.md").read_text("utf-8")
    library = rc.open_library(content)
    assert library.articles["naming"].topic_ids == ("rope", "instruments")


def test_a_move_there_and_back_again_leaves_no_clash(content: Path) -> None:
    """An id that was an alias is none any more when it is the id again."""
    assert run("echo", "call", "--folder", content).exit_code == 0
    assert run("call", "echo", "--folder", content).exit_code == 0
    assert rc.check(content).diagnostics == ()
    assert rc.open_library(content).articles["echo"].aliases == ("call",)


def test_a_dry_run_writes_nothing(content: Path) -> None:
    """It shows a diff that `git apply` takes."""
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    result = run("echo", "call", "--folder", content, "--dry-run")
    assert "rename from articles/echo.md\nrename to articles/call.md\n" in result.stdout
    assert "+See {article}`call`" in result.stdout
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ecko", "call", "there is no entry 'ecko'; did you mean 'echo'?"),
        ("echo", "naming", "the article 'naming' is in articles/naming.md already"),
        ("echo", "The Echo", "'The Echo' can't be an id"),
        ("echo", "topics/echo.md", "is no place for the article 'echo': expected articles/"),
        ("publication.md", "about", "can't be moved: an archive has one publication"),
    ],
)
def test_what_cant_be_is_one_line(content: Path, old: str, new: str, message: str) -> None:
    """A move that can't be made is a usage error, and nothing is changed."""
    before = sorted(content.rglob("*"))
    result = run(old, new, "--folder", content)
    assert result.exit_code == 2
    assert message in result.stderr
    assert sorted(content.rglob("*")) == before
