"""Whatever a file holds, the check ends, in time that grows with its size."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import article, write_archive

import refresher_content as rc

COUNT = 3_000
MANY = {
    "keys": ("", "".join(f"key{number}: 1\n" for number in range(COUNT))),
    "questions": ("", "questions:\n" + "".join(f"- Is {n} so?\n" for n in range(COUNT))),
    "definitions": ("\n".join(f"[a{n}]" for n in range(COUNT)), ""),
    "headings": ("\n\n".join(["## The same"] * COUNT), ""),
    "links": ("\n".join(f"[a](no-{n}.md)" for n in range(COUNT)), ""),
    "files": ("\n".join(f"[a](no-{n}.pdf)" for n in range(COUNT)), ""),
    "roles": ("\n".join(f"{{no{n}}}`x`" for n in range(COUNT)), ""),
    "mentions": ("\n".join(f"{{article}}`no{n}`" for n in range(COUNT)), ""),
    "anchors": ("\n".join(f"[a](#no{n})" for n in range(COUNT)), ""),
    "quotations": (">" * 600 + " a", ""),
    "lists": ("\n".join(" " * (2 * n) + "- a" for n in range(600)), ""),
    "elements": ("<div>\n" * 600, ""),
    "directives": ("\n".join(":" * (700 - n) + "{note}" for n in range(600)), ""),
    "brackets": ("[" * 20_000, ""),
}


@pytest.mark.parametrize("name", MANY)
def test_a_file_with_many_things_is_read_or_refused(tmp_path: Path, name: str) -> None:
    """The report of a file names a bounded number of problems, and stays below a megabyte."""
    body, more = MANY[name]
    text = article(body or "Text.").replace("---\n", f"---\n{more}", 1)
    report = rc.check(write_archive(tmp_path / "content", {"articles/one": text}))
    assert len(report) <= 501
    assert len(report.as_text()) < 1_000_000


def test_a_file_with_too_many_problems_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Problems above the maximum are one error, even if all that are listed are warnings."""
    monkeypatch.setenv("REFRESHER_MAX_PROBLEMS", "3")
    body = "\n\n".join(f"[^{number}]: unused" for number in range(5))
    text = article(f"Text.\n\n{body}")
    report = rc.check(write_archive(tmp_path / "content", {"articles/one": text}))
    codes = [one.code for one in report]
    assert codes.count("unused-footnote") == 3
    assert [one.code for one in report.errors] == ["too-many-problems"]


def test_deep_folders_are_read(tmp_path: Path) -> None:
    """A file in very many folders is found, or one of its folders is a problem."""
    content = write_archive(tmp_path / "content", {})
    folder = content / "articles" / "/".join(["a"] * 900)
    folder.mkdir(parents=True)
    (folder / "deep.md").write_text(article(), encoding="utf-8")
    assert rc.open_library(content).articles.ids == ("deep",)
