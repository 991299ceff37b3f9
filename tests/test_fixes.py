"""Repairs lose nothing, are shown before they are made, and touch nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.diagnostics import Edit, Span
from refresher_content.source import fixes

BASE = Path(__file__).with_name("bad_inputs") / "_base"

FOREIGN = """---
layout: post
Title: Asking
date: 2011-03-14 10:00:00 +0000
published: true
lastmod: 2012/1/9
tags: [work]
author: j-smith
excerpt: "What  is asked" # by whom
toc: false
lang: en
figure: {src: ../images/dot.svg, alt_text: A dot}
---

Text {article}`was-sound`.
"""
OURS = """---
title: Asking
published: 2011-03-14T10:00+00:00
updated: 2012-01-09
topics: [work]
authors: [j-smith]
summary: "What is asked" # by whom
language: en
figure: {image: ../images/dot.svg, alt: A dot}
---

Text {article}`sound`.
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A sound content folder."""
    return Path(shutil.copytree(BASE, tmp_path / "content"))


def run(*args: object) -> Result:
    """The command `refresher check`."""
    return CliRunner().invoke(refresher, ["check", *map(str, args)])


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_front_matter_of_other_tools_is_repaired(content: Path) -> None:
    """Keys of other tools become ours, dates lose their time, and lines without use go."""
    (content / "articles/asking.md").write_text(FOREIGN, encoding="utf-8")
    result = run(content, "--fix", "--write")
    assert result.exit_code == 0, result.output
    assert (content / "articles/asking.md").read_text(encoding="utf-8") == OURS
    assert result.stdout.endswith("7 files checked, no problems\n")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_and_a_mark_stay(content: Path, end: str) -> None:
    """Line ends of other systems and a byte order mark are there after a repair."""
    data = "\ufeff" + FOREIGN.replace("\n", end)
    (content / "articles/asking.md").write_bytes(data.encode())
    run(content, "--fix", "--write")
    expected = "\ufeff" + OURS.replace("\n", end)
    assert (content / "articles/asking.md").read_bytes() == expected.encode()


def test_nothing_is_written_without_being_asked_to(content: Path) -> None:
    """Without --write there is a diff, and the files stay as they are."""
    (content / "articles/asking.MARKDOWN").write_text(FOREIGN, encoding="utf-8")
    before = files(content)
    result = run(content, "--fix")
    assert files(content) == before
    assert result.exit_code == 1
    assert "rename to articles/asking.md\n" in result.stdout
    assert "-date: 2011-03-14 10:00:00 +0000\n-published: true\n" in result.stdout
    assert "+published: 2011-03-14T10:00+00:00\n" in result.stdout
    assert "nothing is written: run it with --write" in result.stderr


@pytest.mark.skipif(not shutil.which("git"), reason="git applies the diff")
@pytest.mark.parametrize("text", [FOREIGN, FOREIGN.rstrip("\n"), FOREIGN.replace("\n", "\r\n")])
def test_the_diff_is_what_is_written(content: Path, tmp_path: Path, text: str) -> None:
    """`git apply` makes the same files of the diff as --write."""
    (content / "articles/asking.markdown").write_bytes(text.encode())
    (content / "articles/sound.md").rename(content / "articles/sound.MD")
    copy = Path(shutil.copytree(content, tmp_path / "copy"))
    (tmp_path / "change.diff").write_bytes(run(content, "--fix").stdout_bytes)
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", str(tmp_path / "change.diff")],
        cwd=copy,
        check=True,
        env=os.environ | {"GIT_CEILING_DIRECTORIES": str(tmp_path)},
    )
    run(content, "--fix", "--write")
    assert files(copy) == files(content)


def test_a_name_that_is_taken_or_linked_stays(content: Path) -> None:
    """A file is not renamed to one that exists, and not if another one links to it."""
    sound = (content / "articles/sound.md").read_text(encoding="utf-8")
    text = sound.replace("aliases: [was-sound]\n", "").replace("position: 1\n", "")
    (content / "articles/one.md").write_text(text, encoding="utf-8")
    (content / "articles/one.markdown").write_text(text, encoding="utf-8")
    (content / "articles/two.markdown").write_text(text, encoding="utf-8")
    (content / "articles/three.md").write_text(f"{text}\n[two](two.markdown)\n", encoding="utf-8")
    (content / "articles/four.markdown").write_text(text, encoding="utf-8")
    renamed = {one.path: one.new_path for one in fixes.changes_of(content)}
    assert renamed == {"articles/four.markdown": "articles/four.md"}


def test_levels_of_headings_are_repaired(content: Path) -> None:
    """A heading of the title's level goes down, one that skips a level goes up; code stays."""
    path = content / "articles/sound.md"
    matter = path.read_text(encoding="utf-8").rpartition("---\n")[0]
    body = "\n# One\n\n#### Two\n\n```text\n# code\n```\n"
    path.write_text(f"{matter}---\n{body}", encoding="utf-8")
    fixes.write(content, fixes.changes_of(content))
    assert path.read_text(encoding="utf-8").endswith("\n## One\n\n## Two\n\n```text\n# code\n```\n")
    assert rc.check(content).diagnostics == ()


LINKS = {
    "[it][sound]": "[it](sound.md)",
    "[Sound][]": "[Sound](sound.md)",
    "[it][was-sound]": "[it](sound.md)",
    "*[by *J.* Smith][J.  SMITH]*": "*[by *J.* Smith](../authors/j-smith.md)*",
    "![A dot][sound]": "![A dot][sound]",
    "[it][two things]": "[it][two things]",
    "[it][nothing]": "[it][nothing]",
    "[it][known]": "[it][known]",
    "`[it][sound]`": "`[it][sound]`",
}


def test_links_whose_definition_is_missing_are_repaired(content: Path) -> None:
    """They lead to the entry that they name by id, alias or title, if it is exactly one; pictures
    and code stay.
    """
    for name in ("two-a", "two-b"):
        matter = "title: Two things\nsummary: S.\npublished: 2009\nauthors: [j-smith]"
        (content / f"articles/{name}.md").write_text(f"---\n{matter}\n---\n\nText.\n")
    path = content / "articles/sound.md"
    matter = path.read_text(encoding="utf-8").rpartition("---\n")[0]
    end = "\n\n[known]: https://example.org/\n"
    path.write_text(f"{matter}---\n\n" + "\n\n".join(LINKS) + end, encoding="utf-8")
    fixes.write(content, fixes.changes_of(content))
    assert path.read_text(encoding="utf-8").endswith("\n\n" + "\n\n".join(LINKS.values()) + end)
    left = [one.message.partition(" refers")[0] for one in rc.check(content)]
    assert left == ["[A dot][sound]", "[it][two things]", "[it][nothing]"]


def test_a_definition_that_is_there_twice_is_deleted(content: Path) -> None:
    """Only if both are the same and it stands alone on its line."""
    path = content / "articles/sound.md"
    matter = path.read_text(encoding="utf-8").rpartition("---\n")[0]
    before = (
        "\n[a] [b] [c]\n\n[a]: x.md\n[A]:  x.md\n[b]: y.md\n\n> [b]: y.md\n\n[c]: x.md\n[c]: y.md\n"
    )
    path.write_text(f"{matter}---\n{before}", encoding="utf-8")
    fixes.write(content, fixes.changes_of(content))
    assert path.read_text(encoding="utf-8").endswith(before.replace("[A]:  x.md\n", ""))


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("tags: [Rope Work, Tides]", "write 'topics: [rope-work, tides]', ids of files in topics/"),
        ("rubric: Mornings", "write 'column: mornings', the id of a file in columns/"),
        ("author: Ada Quill, Bo", "write 'authors: [ada-quill, bo]', ids of files in authors/"),
        ("permalink: /:year/:title/", "write 'redirect_from' for 'permalink'"),
        ("draft: true", "a file whose name begins with '_' is left out"),
        ("date: 14 March 2011", "write 'published' for 'date', as 2009, 2009-03 or 2009-03-14"),
        ("image: x.png", "write 'figure' for 'image', with the keys image, alt, caption"),
        ("taxonomies: {tags: [a]}", "move its keys up to the left margin"),
        ("slug: Rope Work", "write 'id: rope-work', an id"),
    ],
)
def test_what_only_its_author_knows_is_not_changed(content: Path, line: str, hint: str) -> None:
    """Names for ids, drafts and addresses have a hint and no repair."""
    text = f"---\ntitle: A\nsummary: S.\n{line}\n"
    text += "" if "author" in line else "authors: [j-smith]\n"
    text += "" if "date" in line else "published: 2009\n"
    (content / "articles/asking.md").write_text(f"{text}---\n\nText.\n", encoding="utf-8")
    (problem,) = rc.check(content)
    assert (problem.code, problem.field) == ("unknown-key", line.partition(":")[0])
    assert hint in problem.hint
    assert problem.edits == ()
    assert run(content, "--fix").stdout == ""


@pytest.mark.parametrize(
    "lines",
    [
        "date: 2009\npubdate: 2010",
        "date: 2009\npublished: false",
        "published: 2009\ndate: 2010",
    ],
)
def test_of_two_keys_for_one_none_is_chosen(content: Path, lines: str) -> None:
    """Where two keys mean the same one of ours, only the author can choose."""
    text = f"---\ntitle: A\nsummary: S.\nauthors: [j-smith]\n{lines}\n---\n\nText.\n"
    (content / "articles/asking.md").write_text(text, encoding="utf-8")
    hints = [one.hint for one in rc.check(content) if one.field.endswith("date")]
    assert all(hint.startswith("write one key 'published' for ") for hint in hints)
    assert list(fixes.changes_of(content)) == []


def test_write_goes_with_fix(content: Path) -> None:
    """The options are refused where they would have no effect."""
    assert run(content, "--write").exit_code == 2
    assert run(content, "--fix", "--format", "json").exit_code == 2
    assert run(content / "nowhere", "--fix").exit_code == 2


_parts = st.lists(st.sampled_from(["a", "bc", "é", "\n", "\r\n", "\r"]), max_size=12)


@given(_parts, st.data())
def test_an_edit_changes_its_place_alone(parts: list[str], data: st.DataObject) -> None:
    """Whatever the line ends, the text before and after an edit stays, and one character more
    than a line has is its end.
    """
    text = "".join(parts)
    lines = re.split(r"(\r\n|\r|\n)", text)
    number = data.draw(st.integers(0, len(lines) // 2))
    line, end = lines[2 * number], (lines[2 * number + 1 : 2 * number + 2] or [""])[0]
    column = data.draw(st.integers(0, len(line)))
    width = data.draw(st.integers(0, len(line) - column + 1))
    edit = Edit(Span(number + 1, column + 1, width), "X")
    whole = column + width > len(line)
    after = "" if whole else line[column + width :] + end
    expected = "".join(lines[: 2 * number]) + line[:column] + "X" + after
    assert fixes.apply(text, [edit]) == expected + "".join(lines[2 * number + 2 :])


_KEYS = ["title", "Title", "date", "published", "tags", "topics", "author", "layout", "draft"]
_KEYS += ["slug", "permalink", "figure", "image", "weight", "lang", "updated", "extra", "status"]
_VALUES = [
    "A",
    "2011-03-14 10:00",
    "2009/3/4",
    "true",
    "false",
    "null",
    "",
    "[work]",
    "[A, b]",
    "3",
]
_VALUES += [
    "j-smith",
    '"two  spaces"',
    "'x' # y",
    "x #1",
    "{src: a.png, alt: x}",
    "|\n  a\n  b",
    "/a/",
]
_VALUES += [
    "[{a: b}]",
    "{tags: [a]}",
    "&a b",
    "en-UK",
    "\n  - a\n  - b",
    "{image: x.png, Alt: '#'}",
]
_matters = st.dictionaries(st.sampled_from(_KEYS), st.sampled_from(_VALUES), max_size=9)


@given(_matters)
def test_any_front_matter_is_checked_and_repaired(matter: dict[str, str]) -> None:
    """Whatever keys and values a file has, they give a report; repairs are made at once, and
    bring no problem of another kind but what was behind the repaired one.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(BASE, Path(name, "content")))
        lines = "".join(f"{key}: {value}\n" for key, value in matter.items())
        path = folder / "articles/asking.md"
        path.write_text(f"---\n{lines}---\n\nText.\n", encoding="utf-8")
        before = rc.check(folder)
        fixes.write(folder, list(fixes.changes_of(folder)))
        after = rc.check(folder)
        assert not {one.code for one in after} & {"yaml-syntax", "duplicate-key"} - {
            one.code for one in before
        }
        assert list(fixes.changes_of(folder)) == []
