"""What a content folder may hold besides texts: nothing in it is followed, waited for or copied
unless it is safe.
"""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest
from archives import article, write_archive

import refresher_content as rc
from refresher_content.compiler.compile import compile_folder, is_current
from refresher_content.source.hidden import hidden_characters, mixed_word, skeleton
from refresher_content.source.ids import slug_problem, slugify
from refresher_content.source.limits import LimitError
from refresher_content.source.reports import FORMATS

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect/></svg>'


def reported(folder: Path) -> list[tuple[str, str]]:
    """The problems of a folder, each by its code and file."""
    return [(one.code, one.path) for one in rc.check(folder)]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A sound archive of one article."""
    return write_archive(tmp_path / "content", {"articles/one": article()})


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A folder outside of the content, with a file in it."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/key.md").write_text(article("The key."), encoding="utf-8")
    (tmp_path / "secret/key.txt").write_text("The key.", encoding="utf-8")
    return tmp_path / "secret"


def test_symbolic_links_are_problems(content: Path, secret: Path) -> None:
    """A link is reported whether it leads out or stays, and what it leads to is not read."""
    (content / "articles/key.md").symlink_to(secret / "key.md")
    (content / "articles/same.md").symlink_to("one.md")
    (content / "topics").symlink_to(secret)
    assert reported(content) == [
        ("symbolic-link", "articles/key.md"),
        ("symbolic-link", "articles/same.md"),
        ("symbolic-link", "topics"),
    ]


@pytest.mark.parametrize("place", ["key.txt", "../_hidden/key.txt"])
def test_links_to_what_is_linked_are_problems(content: Path, secret: Path, place: str) -> None:
    """A file that a text links to isn't a symbolic link, nor in a folder that is one."""
    (content / "articles/key.txt").symlink_to(secret / "key.txt")
    (content / "_hidden").symlink_to(secret)
    text = article(f"[A key]({place}).")
    (content / "articles/one.md").write_text(text, encoding="utf-8")
    codes = {one.code for one in rc.check(content) if one.path == "articles/one.md"}
    assert codes == {"symbolic-link"}


def test_pipes_sockets_and_devices_are_problems(content: Path) -> None:
    """Nothing waits for a pipe; whatever isn't a file is reported, whatever its name."""
    os.mkfifo(content / "articles/pipe.md")
    os.mkfifo(content / "stray")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(content / "articles")
    listening.bind("socket.md")
    os.chdir(here)
    try:
        assert reported(content) == [
            ("unreadable-file", "articles/pipe.md"),
            ("unreadable-file", "articles/socket.md"),
            ("unreadable-file", "stray"),
        ]
    finally:
        listening.close()


def test_a_folder_with_the_name_of_a_file_is_none(content: Path) -> None:
    """A folder that ends in .md is a folder, and its files are read."""
    shutil.move(content / "articles/one.md", content / "articles/other.md")
    (content / "articles/year.md").mkdir()
    shutil.move(content / "articles/other.md", content / "articles/year.md/two.md")
    assert rc.open_library(content).articles.ids == ("two",)


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\nb", "a\u202eb", "a\u200bb"])
def test_names_that_nobody_sees_are_problems(content: Path, name: str) -> None:
    """A control character in the name of a file or a folder is reported."""
    (content / f"articles/{name}").mkdir()
    shutil.copy(content / "articles/one.md", content / f"articles/{name}/two.md")
    assert reported(content) == [("control-character", f"articles/{name}/two.md")]


def test_a_name_that_is_no_text_is_a_problem(content: Path) -> None:
    """A file whose name isn't UTF-8 is reported, in every format."""
    raw = os.fsencode(content / "articles") + b"/\xff.md"
    shutil.copy(os.fsencode(content / "articles/one.md"), raw)
    report = rc.check(content)
    assert [one.code for one in report] == ["control-character"]
    for text in (report.as_text(), *(format_(report) for format_ in FORMATS.values())):
        text.encode()


def test_a_large_file_is_a_problem(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is not read; the limit is a setting."""
    monkeypatch.setenv("REFRESHER_MAX_FILE_SIZE", "2000")
    (content / "articles/one.md").write_text(article("word " * 1000), encoding="utf-8")
    (problem,) = rc.check(content)
    assert (problem.code, problem.path) == ("too-large", "articles/one.md")
    assert "at most 2000 bytes" in problem.message
    assert "REFRESHER_MAX_FILE_SIZE" in problem.hint
    monkeypatch.setenv("REFRESHER_MAX_FILE_SIZE", "")
    assert rc.check(content).ok


def test_a_limit_must_be_a_number(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that isn't a number is reported by its name."""
    monkeypatch.setenv("REFRESHER_MAX_FILE_SIZE", "-1")
    with pytest.raises(LimitError, match="REFRESHER_MAX_FILE_SIZE: expected a number, found '-1'"):
        rc.check(content)


def test_trusted_authors_may_do_more(
    content: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One setting allows files of any type, drawings with scripts, and symbolic links."""
    (content / "articles/key.md").symlink_to(secret / "key.md")
    (content / "run.js").write_text("1", encoding="utf-8")
    (content / "run.svg").write_text(DRAWING.replace("rect", "script"), encoding="utf-8")
    text = article("[Run](../run.js), ![a drawing](../run.svg)")
    (content / "articles/one.md").write_text(text, encoding="utf-8")
    assert {code for code, _ in reported(content)} == {"symbolic-link", "unsafe-file"}
    monkeypatch.setenv("REFRESHER_TRUSTED", "1")
    assert rc.check(content).ok
    assert rc.open_library(content).articles.ids == ("key", "one")
    monkeypatch.setenv("REFRESHER_TRUSTED", "0")
    with pytest.raises(rc.ContentError):
        rc.open_library(content)


def test_a_drawing_that_changes_is_looked_at_again(content: Path, tmp_path: Path) -> None:
    """A drawing that was safe when it was compiled is refused when it no longer is."""
    drawing, target = content / "dot.svg", tmp_path / "library.sqlite"
    drawing.write_text(DRAWING, encoding="utf-8")
    (content / "articles/one.md").write_text(article("![a dot](../dot.svg)"), encoding="utf-8")
    compile_folder(content, target)
    assert is_current(content, target)
    drawing.write_text(DRAWING.replace("rect", "script"), encoding="utf-8")
    assert not is_current(content, target)
    with pytest.raises(rc.ContentError, match="<script>"):
        compile_folder(content, target)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://x.example/>){download}`/c`", "https://x.example/%3E)%7Bdownload%7D%60/c%60"),
        ('https://x.example/"onload="a', "https://x.example/%22onload=%22a"),
        ("https://x.example/100%", "https://x.example/100%25"),
        ("https://x.example/a%20b?c=d&e#f", "https://x.example/a%20b?c=d&e#f"),
        ("https://de.example/wiki/Köln_(Stadt)", "https://de.example/wiki/Köln_(Stadt)"),
        ("http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/"),
        ("https://münchen.example", "https://münchen.example"),
    ],
)
def test_addresses_are_encoded(content: Path, written: str, kept: str) -> None:
    """An address in a front matter has no mark that could end it in an output."""
    text = f"---\ntitle: L\nurl: '{written}'\n---\n"
    (content / "links").mkdir()
    (content / "links/site.md").write_text(text, encoding="utf-8")
    assert rc.open_library(content).links["site"].url == kept


@pytest.mark.parametrize("id_", ["con", "nul", "aux", "prn", "com1", "lpt9", "com0"])
def test_names_of_devices_are_no_ids(id_: str) -> None:
    """An id that Windows takes for a device is refused, and never proposed."""
    problem = slug_problem(id_)
    assert problem is not None
    assert slug_problem(problem[1]) is None
    assert slug_problem(slugify(id_.upper())) is None
    assert slug_problem(f"{id_}-man") is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("plain", []),
        ("a\u202eb\u202c", [1, 3]),
        ("a\u2066b\u2069", [1, 3]),
        ("שלום\u2066 a\u2069", []),
        ("שלום\u2066 a", [4]),
        ("שלום\u200f!", []),
        ("a\u200eb", [1]),
        ("a\u200bb", [1]),
        ("ภาษา\u200bไทย", []),
        ("می\u200cخواهم", []),
        ("क्\u200dष", []),
        ("👩\u200d🚀 👍🏽\u200d", []),
        ("\u200d", [0]),
        ("a\ufeffb", [1]),
        ("a\U000e0041", [1]),
        ("🏴\U000e0067\U000e0062\U000e007f", []),
        ("Auf\u00adlage", []),
        ("a\u3164b", [1]),
    ],
)
def test_hidden_characters_are_those_no_script_needs(text: str, places: list[int]) -> None:
    """Controls and letters of no width are found where they hide something, and only there."""
    assert list(hidden_characters(text)) == places


def test_ids_that_look_alike_have_one_skeleton() -> None:
    """Letters of other scripts, and digits, are those that they look like."""
    assert skeleton("ра-ураl") == skeleton("pa-ypal") == skeleton("pa-ypa1")
    assert skeleton("modern") != skeleton("modem")
    assert mixed_word("война-and-peace") == ""
    assert mixed_word("paypаl") == "paypаl"
    assert mixed_word("β-blocker") == ""
    assert mixed_word("日本go") == ""
