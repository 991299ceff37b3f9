"""Compiling: same input, same bytes; only what changed is parsed; whole or not at all."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from generate import generate
from hypothesis import given, settings
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.compiler import processes
from refresher_content.compiler.compile import (
    compile_folder,
    compile_to_bytes,
    is_current,
    recorded_warnings,
)
from refresher_content.compiler.key_terms import key_terms
from refresher_content.library import Library
from refresher_content.source import files
from refresher_content.source.finding import find


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed from here on."""
    paths: list[str] = []
    real = files.read

    def noted(folder: Path, path: str, kinds: Mapping[str, type[rc.Entry]]) -> files.SourceFile:
        paths.append(path)
        return real(folder, path, kinds)

    monkeypatch.setattr("refresher_content.compiler.compile.read", noted)
    monkeypatch.setattr("refresher_content.compiler.processes.read", noted)
    return paths


def test_the_same_input_gives_the_same_bytes(corpus: Path, corpus_copy: Path) -> None:
    """Neither place nor time nor a second run makes a difference."""
    for file in corpus_copy.rglob("*.md"):
        os.utime(file, (0, 0))
    target = corpus_copy.parent / "a.sqlite"
    compile_folder(corpus_copy, target)
    first = target.read_bytes()
    compile_folder(corpus_copy, target)
    assert target.read_bytes() == first == _fresh(corpus_copy)


def _fresh(folder: Path) -> bytes:
    """The bytes of a library that has no earlier one to go by."""
    target = folder.parent / "fresh" / "a.sqlite"
    target.unlink(missing_ok=True)
    compile_folder(folder, target)
    return target.read_bytes()


def test_two_processes_make_what_one_makes(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that another process reads give the same bytes and the same problems."""
    monkeypatch.setattr("refresher_content.compiler.processes.PARALLEL_THRESHOLD", 1)
    monkeypatch.setattr("refresher_content.compiler.processes.CHUNK_SIZE", 2)
    target = corpus_copy.parent / "a.sqlite"
    compile_folder(corpus_copy, target, jobs=2)
    assert target.read_bytes() == _fresh(corpus_copy)
    _edit(corpus_copy, "articles/rope.md", "---\n\n", "unknown: key\n---\n\n")
    _edit(corpus_copy, "articles/echo.md", "---\n\n", "---\n\n{topic}`nowhere`\n\n")
    _edit(corpus_copy, "articles/mud.md", "---\n\n", "---\n\n![mud](none.png)\n\n")
    _edit(corpus_copy, "articles/shio.md", "authors: [", "authors: [nobody, ")
    messages = []
    for jobs in (1, 2):
        with pytest.raises(rc.ContentError) as caught:
            compile_folder(corpus_copy, corpus_copy.parent / f"{jobs}.sqlite", jobs=jobs)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert len(messages[0].split("error[")) == 5


def test_without_other_processes_one_does_everything(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are other threads, or a process dies, nothing is missing."""
    monkeypatch.setattr("refresher_content.compiler.processes.PARALLEL_THRESHOLD", 1)
    compile_folder(corpus, tmp_path / "one.sqlite", jobs=1)
    expected = (tmp_path / "one.sqlite").read_bytes()
    with ThreadPoolExecutor(1) as thread:
        thread.submit(compile_folder, corpus, tmp_path / "two.sqlite", jobs=2).result()
    assert (tmp_path / "two.sqlite").read_bytes() == expected
    monkeypatch.setattr("refresher_content.compiler.processes._read_chunk", _die)
    monkeypatch.setattr("refresher_content.compiler.processes.CHUNK_SIZE", 2)
    monkeypatch.setattr("refresher_content.compiler.processes.key_terms", _die_elsewhere)
    compile_folder(corpus, tmp_path / "three.sqlite", jobs=2)
    assert (tmp_path / "three.sqlite").read_bytes() == expected


_PARENT = os.getpid()
_READ_CHUNK, _KEY_TERMS = processes._read_chunk, key_terms


def _die(folder: Path, kinds: Mapping[str, type[rc.Entry]], paths: list[str]) -> object:
    return _READ_CHUNK(folder, kinds, paths) if os.getpid() == _PARENT else os._exit(1)


def _die_elsewhere(texts: list[str]) -> object:
    return _KEY_TERMS(texts) if os.getpid() == _PARENT else os._exit(1)


def test_an_unguarded_script_compiles_many_files(corpus: Path, tmp_path: Path) -> None:
    """A script without a guard for its main part opens a large folder, and runs once."""
    script = tmp_path / "script.py"
    script.write_text(
        "import refresher_content.compiler.processes as processes\n"
        "processes.PARALLEL_THRESHOLD = 1\n"
        "import refresher_content as rc\n"
        f"print(len(rc.open_library({str(corpus)!r}).articles))\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("9\n", "")


def _edit(folder: Path, path: str, old: str, new: str) -> None:
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_only_changed_files_are_parsed(corpus_copy: Path, parsed: list[str]) -> None:
    """By SHA-256: another time is not a change; an edit is, whatever its time."""
    target = corpus_copy.parent / "a.sqlite"
    compile_folder(corpus_copy, target)
    assert sorted(parsed) == sorted(set(parsed))
    assert len(parsed) == len(find(corpus_copy)[0])
    parsed.clear()
    for file in corpus_copy.rglob("*.md"):
        file.touch()
    compile_folder(corpus_copy, target)
    assert parsed == []
    file = corpus_copy / "articles/rope.md"
    time = file.stat().st_mtime_ns
    _edit(corpus_copy, "articles/rope.md", "waits", "keeps")
    os.utime(file, ns=(time, time))
    compile_folder(corpus_copy, target)
    assert parsed == ["articles/rope.md"]
    assert target.read_bytes() == _fresh(corpus_copy)


def test_a_library_is_current_until_a_file_changes(corpus_copy: Path) -> None:
    """A library is current as long as every file is as it was: it is not when a text has changed,
    a file was added or removed, a picture is missing, or the library itself is.
    """
    target = corpus_copy.parent / "a.sqlite"
    assert not is_current(corpus_copy, target)
    compile_folder(corpus_copy, target)
    assert is_current(corpus_copy, target)
    for path, change in (
        ("images/wave.svg", None),
        ("articles/mud.md", None),
        ("articles/rope.md", "---\ntitle: Rope\n---\n"),
        ("topics/new.md", "---\ntitle: New\nsummary: New.\n---\n"),
        ("unknown/folder.md", "---\ntitle: New\n---\n"),
    ):
        file = corpus_copy / path
        before = file.read_bytes() if file.exists() else None
        if change is None:
            file.unlink()
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(change, encoding="utf-8")
        assert not is_current(corpus_copy, target), path
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
    assert not is_current(corpus_copy / "none", target)


def test_a_folder_whose_picture_is_gone_does_not_open(corpus_copy: Path) -> None:
    """The compiled library in the cache doesn't hide that a picture was deleted."""
    assert len(rc.open_library(corpus_copy).articles) == 9
    (corpus_copy / "images/wave.svg").unlink()
    with pytest.raises(rc.ContentError, match=r"no image 'images/wave\.svg'"):
        rc.open_library(corpus_copy)


def test_a_retitled_entry_is_renamed_where_it_is_mentioned(
    corpus_copy: Path, parsed: list[str]
) -> None:
    """Bodies that show another entry's title follow it; the bytes are those of a fresh run."""
    target = corpus_copy.parent / "a.sqlite"
    compile_folder(corpus_copy, target)
    _edit(corpus_copy, "topics/night.md", "title: ", "title: Late ")
    compile_folder(corpus_copy, target)
    assert "Late" in Library(target).articles["echo"].text
    assert target.read_bytes() == _fresh(corpus_copy)


def test_a_mention_follows_its_entry_to_another_page(corpus_copy: Path) -> None:
    """A link's address changes when another pushes it to the list's next page."""
    for number in range(60):
        link = f"---\ntitle: L{number:02}\nurl: https://example.org/{number}\n---\n"
        (corpus_copy / f"links/l{number:02}.md").write_text(link, encoding="utf-8")
    mentions = " ".join(f"{{link}}`l{number:02}`" for number in range(60))
    _edit(corpus_copy, "articles/rope.md", "---\n\n", f"---\n\n{mentions}\n\n")
    target = corpus_copy.parent / "a.sqlite"
    compile_folder(corpus_copy, target)
    first = Library(target).articles["rope"].html
    (corpus_copy / "links/first.md").write_text(link.replace("L59", "Aa"), encoding="utf-8")
    compile_folder(corpus_copy, target)
    assert Library(target).articles["rope"].html != first
    assert "links/2.html#link-l59" in first
    assert target.read_bytes() == _fresh(corpus_copy)


def test_the_publications_defaults_reach_every_article(corpus_copy: Path) -> None:
    """A change of the publication's language or rights is a change of all who inherit it."""
    target = corpus_copy.parent / "a.sqlite"
    compile_folder(corpus_copy, target)
    _edit(corpus_copy, "publication.md", "language: en", "language: nl")
    compile_folder(corpus_copy, target)
    assert Library(target).articles["rope"].language == "nl"
    assert target.read_bytes() == _fresh(corpus_copy)


@pytest.mark.parametrize("earlier", [b"", b"not a library", b"SQLite format 3\x00 broken"])
def test_whatever_stood_there_is_replaced(corpus: Path, tmp_path: Path, earlier: bytes) -> None:
    """A target that isn't a library is not read, and not an obstacle."""
    target = tmp_path / "deep" / "a.sqlite"
    target.parent.mkdir()
    target.write_bytes(earlier)
    compile_folder(corpus, target)
    assert len(Library(target).articles) == 9


def test_a_problem_leaves_the_last_library(corpus_copy: Path) -> None:
    """With problems nothing is written, and the error reports them all."""
    target = corpus_copy.parent / "out" / "a.sqlite"
    compile_folder(corpus_copy, target)
    before = target.read_bytes()
    _edit(corpus_copy, "articles/rope.md", "authors: [osk-lindqvist]", "authors: [nobody]")
    _edit(corpus_copy, "articles/echo.md", "published: 2011-06-21", "published: 2011-06-31")
    with pytest.raises(rc.ContentError) as caught:
        compile_folder(corpus_copy, target)
    assert {one.path for one in caught.value.report} == {"articles/rope.md", "articles/echo.md"}
    assert "there is no day 31 in 2011-06, which has 30 days" in str(caught.value)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["a.sqlite"]


def test_an_interrupted_compilation_leaves_nothing(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stopped half-way leaves neither a library nor its half."""

    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("refresher_content.compiler.rows._file_row", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compile_folder(corpus, tmp_path / "a.sqlite")
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_history_ends_in_the_same_bytes(chance: random.Random) -> None:
    """After each of many edits the library is the one that a first compilation makes."""
    with tempfile.TemporaryDirectory() as name:
        folder, target = Path(name, "content"), Path(name, "a.sqlite")
        generate(folder, 40, seed=chance.randrange(10))
        for _ in range(6):
            compile_folder(folder, target)
            for _ in range(chance.choice([1, 1, 3])):
                _edit_somewhere(folder, chance)
        compile_folder(folder, target)
        assert target.read_bytes() == _fresh(folder)


def _edit_somewhere(folder: Path, chance: random.Random) -> None:
    """Changes words, a title, a date, or the number of the articles."""
    file = chance.choice(sorted(folder.glob("articles/*.md")))
    text = file.read_text(encoding="utf-8")
    words = text.rpartition("---\n")[2].split()
    match chance.randrange(5):
        case 0:
            text = f"{text}\n{' '.join(chance.sample(words, 5))} again.\n"
        case 1:
            text = text.replace(f" {chance.choice(words)} ", " changed ")
        case 2:
            text = text.replace('title: "', 'title: "Of ')
        case 3:
            text = text.replace("published: 20", "published: 19")
        case _:
            file = file.with_stem(f"{file.stem}-{chance.randrange(10**6)}")
    file.write_text(text, encoding="utf-8")


def test_a_library_in_memory_holds_the_same(corpus: Path, library: Library) -> None:
    """The bytes that are made in memory are a library of equal entries."""
    assert Library(compile_to_bytes(corpus)).articles == library.articles


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    """There is nothing to compile where there is no folder."""
    with pytest.raises(NotADirectoryError, match="there is no folder"):
        compile_folder(tmp_path / "none", tmp_path / "a.sqlite")
    with pytest.raises(NotADirectoryError):
        rc.check(tmp_path / "none")


def test_the_file_has_the_users_permissions(corpus: Path, tmp_path: Path) -> None:
    """The library is as readable as any new file of its maker."""
    other = tmp_path / "other"
    other.touch()
    compile_folder(corpus, tmp_path / "a.sqlite")
    assert (tmp_path / "a.sqlite").stat().st_mode == other.stat().st_mode


def test_a_removed_file_is_forgotten(corpus_copy: Path) -> None:
    """A recompiled library holds what the folder holds, and no more."""
    target = corpus_copy.parent / "a.sqlite"
    compile_folder(corpus_copy, target)
    (corpus_copy / "articles/mud.md").unlink()
    shutil.copy(corpus_copy / "articles/rope.md", corpus_copy / "articles/rope-two.md")
    compile_folder(corpus_copy, target)
    ids = Library(target).articles.ids
    assert "mud" not in ids
    assert "rope-two" in ids
    assert target.read_bytes() == _fresh(corpus_copy)


def test_warnings_are_recorded_and_found_again(corpus_copy: Path, tmp_path: Path) -> None:
    """A library has the warnings about its content, also if only another file has changed; an
    alias that goes to another entry, or goes, is noticed in files that have not changed.
    """
    path = corpus_copy / "topics/aliased.md"
    path.write_text("---\ntitle: A\nsummary: S.\naliases: [was-a]\n---\n", encoding="utf-8")
    user = corpus_copy / "articles/user.md"
    matter = "title: U\nsummary: S.\npublished: 2009\nauthors: [ada-quill]\ntopics: [was-a]\n"
    user.write_text(f"---\n{matter}---\n\n{{topic}}`was-a`\n", encoding="utf-8")
    target = tmp_path / "library.sqlite"

    def compiled() -> tuple[list[str], rc.Article]:
        compile_folder(corpus_copy, target)
        compile_folder(corpus_copy, tmp_path / "clean.sqlite")
        assert target.read_bytes() == (tmp_path / "clean.sqlite").read_bytes()
        (tmp_path / "clean.sqlite").unlink()
        library = rc.open_library(target)
        return [one.message for one in recorded_warnings(library)], library.articles["user"]

    messages = ["'was-a' is an earlier id of the topic 'aliased'"] * 2
    found, article = compiled()
    assert found == messages
    assert is_current(corpus_copy, target)
    assert (article.topic_ids, "topics/aliased.html" in article.html) == (("aliased",), True)
    path.write_text(path.read_text(encoding="utf-8") + "\nText.\n", encoding="utf-8")
    assert compiled()[0] == messages
    path.rename(path.with_name("renamed.md"))
    found, article = compiled()
    assert found == [message.replace("aliased", "renamed") for message in messages]
    assert (article.topic_ids, "topics/renamed.html" in article.html) == (("renamed",), True)
    path.with_name("renamed.md").rename(path.with_name("was-a.md"))
    path = path.with_name("was-a.md")
    path.write_text("---\ntitle: A\nsummary: S.\n---\n", encoding="utf-8")
    assert compiled()[0] == []
    path.unlink()
    with pytest.raises(rc.ContentError):
        compiled()
