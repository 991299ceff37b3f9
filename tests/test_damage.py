"""A damaged or foreign file gives `LibraryFileError` or the right answer, and never another.

`nox -s crashes` tries two thousand damages, this suite two hundred.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from archives import article, write_archive
from crash_figures import note

import refresher_content as rc
from refresher_content.compiler.compile import compile_folder, compile_to_bytes, is_current
from refresher_content.errors import LibraryFileError
from refresher_content.library import Library, schema
from refresher_content.library.seal import SIZE, checksum, sealed
from refresher_content.model import KINDS, Article

DAMAGES = 2_000 if os.environ.get("REFRESHER_LONG") else 200
PAGE = 4096


@pytest.fixture(scope="module")
def whole(corpus: Path) -> bytes:
    """The small archive's file."""
    return compile_to_bytes(corpus)


def questions() -> list[Callable[[Library], Any]]:
    """One of each kind of question that a library answers."""
    found: list[Callable[[Library], Any]] = [
        lambda library: [one.to_dict() for one in library.articles],
        lambda library: [one.text for one in library.articles],
        lambda library: library.articles["rope"].to_dict(),
        lambda library: library.articles["rope"].html,
        lambda library: library.articles["rope"].sections,
        lambda library: library.articles["lead-line"].body,
        lambda library: library.articles.get("nowhere"),
        lambda library: library.authors["ada-quill"].articles.ids,
        lambda library: library.authors["osk-lindqvist"].to_dict(),
        lambda library: library.articles.filter(topic="tides").ids,
        lambda library: library.articles.facets("year"),
        lambda library: library.articles.order_by("-title").ids,
        lambda library: len(library.articles),
        lambda library: [(hit.article.id, hit.snippet) for hit in library.search("rope tide")],
        lambda library: [one.article.id for one in library.articles["rope"].related()],
        lambda library: library.articles["rope"].cite("ris"),
        lambda library: library.articles["first-watch"].next,
        lambda library: library.publication.to_dict(),
    ]
    return [*found, *(partial(Library.known_ids, kind=kind) for kind in KINDS)]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The data after one damage: a flipped bit, a cut, a zeroed page, two swapped pages."""
    changed = bytearray(data)
    pages = len(data) // PAGE
    match chance.randrange(5):
        case 0 | 1:
            place = chance.randrange(len(data))
            changed[place] ^= 1 << chance.randrange(8)
        case 2:
            del changed[chance.randrange(len(data)) :]
        case 3:
            page = chance.randrange(pages) * PAGE
            changed[page : page + PAGE] = bytes(PAGE)
        case _:
            one, other = (number * PAGE for number in chance.sample(range(pages), 2))
            first, second = data[one : one + PAGE], data[other : other + PAGE]
            changed[one : one + PAGE], changed[other : other + PAGE] = second, first
    return bytes(changed)


def answer(source: bytes | Path, question: Callable[[Library], Any]) -> Any:
    """The answer of a library that is opened for it, or the error."""
    try:
        with Library(source) as library:
            return question(library)
    except LibraryFileError:
        return LibraryFileError


def test_no_damage_gives_a_wrong_answer(whole: bytes, tmp_path: Path) -> None:
    """After any damage each question has its right answer, or is refused."""
    chance = random.Random(13)
    asked = questions()
    right = [answer(whole, question) for question in asked]
    assert LibraryFileError not in right
    file, refused, harmful = tmp_path / "library.sqlite", 0, 0
    for number in range(DAMAGES):
        data = damaged(whole, chance)
        file.write_bytes(data)
        before = refused
        for question, expected in zip(asked, right, strict=True):
            found = answer(file if number % 4 else data, question)
            assert found == expected or found is LibraryFileError, number
            refused += found is LibraryFileError
        harmful += refused > before
    assert refused > DAMAGES * len(asked) / 2
    note("damage", "compiled file", DAMAGES, harmful)


def test_a_look_up_reads_one_row(whole: bytes) -> None:
    """An entry is found, with its body, in a file of which another page is damaged."""
    changed = bytearray(whole)
    changed[-SIZE - 100] ^= 1
    library = Library(bytes(changed))
    assert library.articles["rope"].text.startswith("Rope")
    with pytest.raises(LibraryFileError, match=r"damaged .*compile the content again"):
        len(library.articles)


def test_damage_after_opening_is_found(whole: bytes, tmp_path: Path) -> None:
    """The checksum is of the file that was opened, also if another has its name by now."""
    file = tmp_path / "library.sqlite"
    file.write_bytes(whole)
    library = Library(file)
    file.rename(tmp_path / "other")
    file.write_bytes(b"SQLite format 3\x00")
    assert len(library.articles) == 9


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\x00", b"no library", bytes(100_000)])
def test_what_is_no_library_is_refused(data: bytes, tmp_path: Path) -> None:
    """Nothing else passes for a library, as a file or as bytes."""
    file = tmp_path / "library.sqlite"
    file.write_bytes(data)
    for source in (file, data):
        with pytest.raises(LibraryFileError):
            Library(source).articles.ids  # noqa: B018


def test_compiling_over_a_damaged_file_starts_from_nothing(
    corpus: Path, whole: bytes, tmp_path: Path
) -> None:
    """Whatever stands there, the result is that of a first compilation."""
    file, chance = tmp_path / "library.sqlite", random.Random(1)
    compile_folder(corpus, file)
    right = file.read_bytes()
    for _ in range(20):
        file.write_bytes(damaged(right, chance))
        assert not is_current(corpus, file)
        compile_folder(corpus, file)
        assert file.read_bytes() == right


HOSTILE = {
    "a view": "ALTER TABLE topic RENAME TO t; CREATE VIEW topic AS SELECT * FROM t",
    "another view": "CREATE VIEW more AS SELECT 1",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON topic BEGIN DELETE FROM article; END",
    "another table": "CREATE TABLE more (a)",
    "an expression": "DROP INDEX article_number;"
    " CREATE INDEX article_number ON article (title || 1)",
    "a missing table": "DROP TABLE keyterm",
    "a missing index": "DROP INDEX facet_rowid",
}


def changed_by(data: bytes, sql: str) -> bytes:
    """A file that somebody changed and sealed again."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        base.executescript(sql)
        return sealed(base.serialize())


@pytest.mark.parametrize("sql", HOSTILE.values(), ids=HOSTILE)
def test_foreign_tables_are_refused(whole: bytes, sql: str) -> None:
    """A file with views, triggers, or other tables and indexes than ours is not opened."""
    with pytest.raises(LibraryFileError, match=r"is not a compiled library: it (has|lacks)"):
        Library(changed_by(whole, sql))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "x'00ff'"), ("title", "12"), ("authors", "'[1'"), ("published", "'soon'"),
        ("figure", "'[1]'"), ("position", "'first'"), ("text", "x'ff'"), ("sections", "'{'"),
    ],
)  # fmt: skip
def test_wrong_types_are_refused(whole: bytes, column: str, value: str) -> None:
    """A cell of another type than its column is reported, also in a file that was sealed again."""
    sql = f"UPDATE article SET {column} = {value} WHERE id = 'rope'"
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(whole)
        base.execute(sql.replace("UPDATE", "UPDATE OR IGNORE"))
        names = ", ".join(("rowid", *schema.columns(Article), *schema.BODY_COLUMNS))
        (row,) = base.execute(f"SELECT {names} FROM article WHERE id = 'rope'")
        split = len(row) - len(schema.BODY_COLUMNS)
        base.execute(
            "UPDATE article SET fields_crc = ?, body_crc = ? WHERE id = 'rope'",
            (checksum(row[:split]), checksum((row[0], *row[split:]))),
        )
        base.commit()
        data = sealed(base.serialize())
    library = Library(data)
    if column == "title" and value == "12":
        # A column of texts makes a text of a number.
        assert library.articles["rope"].title == "12"
        return
    with pytest.raises(LibraryFileError):
        library.articles["rope"].body  # noqa: B018


def test_a_damaged_file_is_one_line_on_the_command_line(whole: bytes, tmp_path: Path) -> None:
    """A user reads what is wrong with the file, and no traceback."""
    file = tmp_path / "library.sqlite"
    file.write_bytes(whole[:-1])
    command = [sys.executable, "-c", "from refresher_content.cli import main; main()", "list"]
    done = subprocess.run(
        [*command, "--library", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"refresher: {file} is damaged")
    assert done.stderr.count("\n") == 1


def test_a_user_cache_that_is_damaged_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder opens although what its last opening left in the cache is damaged."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    content = write_archive(tmp_path / "content", {"articles/one": article()})
    assert rc.open_library(content).articles.ids == ("one",)
    (cached,) = _files(tmp_path / "cache")
    cached.write_bytes(damaged(cached.read_bytes(), random.Random(5)))
    assert rc.open_library(content).articles.ids == ("one",)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
