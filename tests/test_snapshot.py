"""An open library is a snapshot; entries and collections behave as values."""

from __future__ import annotations

import inspect
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

import refresher_content as rc
from refresher_content import opening
from refresher_content.compiler.compile import compile_folder
from refresher_content.library import Library, schema


def _in_a_thread(library: rc.Library) -> list[str]:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.extend(library.articles.ids))
    thread.start()
    thread.join()
    return found


@pytest.mark.parametrize("gone", [False, True])
def test_a_library_is_a_snapshot_in_every_thread(corpus_copy: Path, gone: bool) -> None:
    """After its file was replaced or deleted, threads that never asked before get the answers
    of the library as it was opened.
    """
    target = corpus_copy.parent / "library.sqlite"
    compile_folder(corpus_copy, target)
    library = Library(target)
    before = list(library.articles.ids)
    (corpus_copy / "articles/rope.md").unlink()
    compile_folder(corpus_copy, target)
    if gone:
        target.unlink()
    assert _in_a_thread(library) == before
    assert list(library.articles.ids) == before


def test_a_closed_library_says_so(library: rc.Library) -> None:
    """`with` closes a library; what was read stays, what is asked for later raises an error."""
    assert library.source is not None
    with Library(library.source) as opened:
        article = opened.articles[0]
        title = article.title
    assert article.title == title
    with pytest.raises(rc.LibraryFileError, match="the library is closed"):
        _ = opened.articles[0]
    assert repr(opened) == "<Library: closed>"


def test_a_layout_of_other_fields_is_refused(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was compiled for other fields is not read as if it had these, and compiling
    over it starts again.
    """
    target = tmp_path / "library.sqlite"
    compile_folder(corpus, target)
    monkeypatch.setattr(schema, "layout", lambda: "another")
    with pytest.raises(rc.LibraryFileError, match="other fields: compile the content again"):
        Library(target)
    compile_folder(corpus, target)
    assert "rope" in Library(target).articles


def test_a_file_without_a_layout_is_refused(corpus: Path, tmp_path: Path) -> None:
    """A file that lost its layout is refused like one of other fields, and compiled again."""
    target = tmp_path / "library.sqlite"
    compile_folder(corpus, target)
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute("DROP TABLE layout")
    with pytest.raises(rc.LibraryFileError, match="compile the content again"):
        Library(target)
    compile_folder(corpus, target)
    assert "rope" in Library(target).articles


def test_the_layout_depends_on_every_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field more, or of another type, is another layout."""
    before = schema.layout.__wrapped__()
    changed = dict(rc.Article.__dataclass_fields__)
    changed["kicker"] = changed.pop("subtitle")
    monkeypatch.setattr(rc.Article, "__dataclass_fields__", changed)
    assert schema.layout.__wrapped__() != before


def test_the_cache_keeps_a_bounded_number_of_libraries(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of more folders than the cache keeps, those opened longest ago are compiled again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(opening, "CACHED_LIBRARIES", 2)
    for number in range(4):
        folder = shutil.copytree(corpus_copy, tmp_path / f"copy-{number}")
        rc.open_library(folder)
        assert rc.open_library(folder).source is not None
    assert len(list(opening.cache_folder().glob("*.sqlite"))) == 2


def test_a_package_in_a_zip_file_reads_its_library(corpus: Path, tmp_path: Path) -> None:
    """With the package in a zip file on `sys.path`, the bundled library answers."""
    compiled = tmp_path / "library.sqlite"
    compile_folder(corpus, compiled)
    package = Path(inspect.getfile(rc)).parent
    with zipfile.ZipFile(tmp_path / "app.pyz", "w") as app:
        app.write(compiled, "refresher_content/library.sqlite")
        for path in package.rglob("*.py"):
            app.write(path, Path("refresher_content", path.relative_to(package)).as_posix())
    code = (
        "import pickle, refresher_content as rc\n"
        "print(pickle.loads(pickle.dumps(rc.articles[0])).title)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "app.pyz")}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert done.stdout == f"{Library(compiled).articles[0].title}\n", done.stderr


def test_a_package_without_its_data_says_what_is_missing(tmp_path: Path) -> None:
    """Where the package's data was left out, the error names the file and the remedy."""
    package = Path(inspect.getfile(rc)).parent
    for path in package.rglob("*.py"):
        target = tmp_path / "refresher_content" / path.relative_to(package)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import refresher_content as rc; rc.articles"],
        capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert "LibraryFileError: library.sqlite is missing" in done.stderr
    assert "--collect-data refresher_content" in done.stderr


def test_an_open_slice_has_its_own_facets(library: rc.Library) -> None:
    """Facets and groups of `[n:]` are those of the slice's own entries."""
    for start in range(len(library.articles)):
        some = library.articles.order_by("-title")[start:]
        expected: dict[str, int] = {}
        for article in some:
            for topic in article.topic_ids:
                expected[topic] = expected.get(topic, 0) + 1
        assert some.facets("topic") == expected
        groups = {topic: sorted(group.ids) for topic, group in some.group_by("topic").items()}
        assert groups == {
            topic: sorted(one.id for one in some if topic in one.topic_ids) for topic in expected
        }


def test_going_through_a_collection_asks_a_bounded_number_of_questions(
    library: rc.Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`reversed` and `index` ask as often for nine articles as for one."""
    questions: list[str] = []
    rows = Library.rows

    def noted(self: Library, sql: str, params: object = ()) -> object:
        questions.append(sql)
        return rows(self, sql, params)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "rows", noted)
    articles = library.articles.order_by("title")
    assert [one.id for one in reversed(articles)] == list(reversed(articles.ids))
    last = articles.ids[-1]
    assert articles.index(last) == len(articles.ids) - 1
    assert articles.index(articles[last]) == len(articles.ids) - 1
    assert len(questions) <= 15  # whatever the number of articles
    with pytest.raises(ValueError, match="is not in"):
        articles.index("nope")
    with pytest.raises(ValueError, match="is not in"):
        articles.index(last, 0, 2)


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (lambda lib: lib.entry("articel", "x"), rc.UnknownIdError, "did you mean 'article'"),
        (lambda lib: lib.collection(3), TypeError, "the class of a kind, such as Article"),
        (lambda lib: lib.collection("articel"), rc.UnknownIdError, "did you mean 'article'"),
        (lambda lib: lib.search(None), TypeError, "expected a query as text, found None"),
        (lambda lib: lib.search("x", "3"), TypeError, "expected the limit as an integer"),
        (lambda lib: lib.articles[0].cite(None), ValueError, "no citation style None"),
        (lambda lib: lib.articles.order_by(3), TypeError, "expected the names of fields"),
        (lambda lib: lib.articles.order_by(["title"]), TypeError, "found list"),
        (lambda lib: lib.articles.filter(lib.topics[0]), TypeError, "; write topic='"),
        (lambda lib: Library(Path(lib.source).parent), rc.LibraryFileError, "open_library"),
    ],
)
def test_a_mistake_gets_a_clear_answer(
    mistake: object, error: type[Exception], message: str, library: rc.Library
) -> None:
    """What can't be meant is refused with what was expected."""
    with pytest.raises(error, match=message):
        mistake(library)  # type: ignore[operator]


def test_a_misspelt_beginning_of_a_long_id_is_understood() -> None:
    """The suggestion compares as many parts of an id as were written."""
    with pytest.raises(rc.UnknownIdError, match="did you mean 'career-advice-in-only-30-seconds'"):
        _ = rc.articles["carer-advice"]


def test_a_filter_takes_any_iterable(library: rc.Library) -> None:
    """Sets and generators of values are as good as lists."""
    topics = [topic.id for topic in library.topics[:2]]
    expected = library.articles.filter(topic=topics)
    assert library.articles.filter(topic=set(topics)) == expected
    assert library.articles.filter(topic=(one for one in topics)) == expected


def test_representations_are_one_short_line(library: rc.Library) -> None:
    """Entries and empty collections name themselves in a line."""
    article = library.articles["rope"]
    assert repr(article) == f"<Article 'rope': {article.title!r}>"
    assert repr(library.articles[:0]) == "<0 articles>"
    assert repr(library.collection(rc.Publication)).startswith("<1 publication: ")
    assert len(repr(article.related(1))) < 250
