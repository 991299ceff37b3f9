"""Whatever a file holds, the check ends, in time that grows with its size.

`nox -s crashes` fills each file up to the largest size that is read, and lets its check have ten
seconds of a processor and a gibibyte.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from archives import article, write_archive

import refresher_content as rc

LONG = bool(os.environ.get("REFRESHER_LONG"))
COUNT = 30_000 if LONG else 3_000
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
    "brackets": ("[" * COUNT, ""),
    "labels": ("[a][b" * COUNT, ""),
    "pictures": ("![a" * COUNT, ""),
    "sections": ("a <![CDATA[" * COUNT, ""),
    "notes": ("[^" * COUNT, ""),
    "marks": ("{{" * COUNT + "{%" * COUNT, ""),
    "comments": ("<!-- a " * COUNT, ""),
    "attributes": ("<div " + "onx=b " * COUNT + ">", ""),
    "paragraphs": ("<p>" * COUNT, ""),
    "summaries": ("<details><summary>" * COUNT, ""),
    "flags": ("\U0001f3f4\U000e0067\U000e007f" * COUNT, ""),
    "references": ("&#x202e;" * COUNT, ""),
    "one line": ("[a](b.pdf) <b>c</b> " * COUNT, ""),
    "formulas": ("{math}`a^{" + "b^{" * 800 + "}" * 801 + "`", ""),
    "long formula": ("{math}`" + "a+" * COUNT + "b`", ""),
    "emphasis": ("*" * COUNT + "a" + "*" * COUNT, ""),
    "nested emphasis": ("**a " * COUNT + "b** " * COUNT, ""),
    "path": ("", "redirect_from:\n- /" + "a/" * COUNT + "\n"),
    "aliases": ("", "a: &a [x]\n" + "".join(f"k{n}: *a\n" for n in range(COUNT))),
    "footnotes": ("".join(f"[^{n}] " for n in range(COUNT)) + "\n\n[^1]: a", ""),
    "columns": ("|a" * COUNT + "\n" + "|-" * COUNT + "\n" + "|b" * COUNT, ""),
    "cells": ("|a|b|\n|-|-|\n" + "|c|d|\n" * COUNT, ""),
    "definitions twice": ("[a]: http://e.example/\n" * COUNT + "\n[a]", ""),
    "topics": ("", "topics:\n" + "".join(f"- t{n}\n" for n in range(COUNT))),
    "other ids": ("", "aliases:\n" + "".join(f"- t{n}\n" for n in range(COUNT))),
    "addresses": ("", "redirect_from:\n" + "".join(f"- /t{n}.html\n" for n in range(COUNT))),
    "mappings of YAML": ("", "x: " + "{a: " * COUNT + "}" * COUNT + "\n"),
    "mappings of YAML, closed": ("", "extra: " + "{a: " * 600 + "}" * 600 + "\n"),
    "lists of YAML, closed": ("", "extra: {a: " + "[" * 600 + "]" * 600 + "}\n"),
    "line ends of YAML": ("", "".join(f"k{n}: 'a\u2028b'\n" for n in range(COUNT))),
    "lists of YAML": ("", "x: " + "[" * COUNT + "\n"),
}


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))


@pytest.mark.parametrize("name", MANY)
def test_a_file_with_many_things_is_read_or_refused(tmp_path: Path, name: str) -> None:
    """The report of a file names a bounded number of problems, and stays below a megabyte; a file
    without an error is compiled.
    """
    body, more = MANY[name]
    text = article(body or "Text.").replace("---\n", f"---\n{more}", 1)
    content = write_archive(tmp_path / "content", {"articles/one": text})
    if LONG:
        command = [sys.executable, "-m", "refresher_content", "check", str(content)]
        done = subprocess.run(command, preexec_fn=_limited, capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr[-2000:]
    report = rc.check(content)
    assert len(report) <= 501
    assert len(report.as_text()) < 1_000_000
    if report.ok:
        assert rc.open_library(content).articles.ids == ("one",)


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
