"""Collections answer as lists would, and read only what is asked for."""

from __future__ import annotations

import multiprocessing
import pickle
import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from archives import article, library_of
from hypothesis import given
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.compiler.compile import compile_folder
from refresher_content.library import Library, schema
from refresher_content.library.database import connect, sort_key
from refresher_content.model import KINDS, Article

HERE = Path(__file__).parent


@given(st.sampled_from(sorted(KINDS)))
def test_an_entry_is_found_by_id_place_and_alias(library: Library, kind: str) -> None:
    """Each way to an entry leads to the same one."""
    collection = library.collection(KINDS[kind])
    for place, entry in enumerate(collection):
        assert collection[entry.id] == collection[place] == library.entry(kind, entry.id) == entry
        assert all(collection[alias] == entry for alias in entry.aliases)
        assert entry in collection


def test_membership_is_by_id_alias_or_entry(library: Library) -> None:
    """`in` takes what look-up takes, and refuses the rest."""
    articles = library.articles
    assert "echo" in articles
    assert "the-lead" in articles
    assert "the-lead" not in articles.filter(year=2009)
    assert library.authors[0] not in articles
    assert articles.get("nope") is None
    assert articles.get("nope", 3) == 3


def test_membership_of_an_entry_is_by_equality(library: Library) -> None:
    """An entry that differs in a field from the one of its id is not in the collection."""
    echo = library.articles["echo"]
    other = replace(echo, title="Another")
    assert echo in library.articles
    assert other not in library.articles
    assert echo not in library.articles.filter(year=2009)
    assert library.articles.index(echo) == library.articles.ids.index("echo")
    with pytest.raises(ValueError, match="is not in <9 articles"):
        library.articles.index(other)


@pytest.mark.parametrize(
    ("id_", "meant"), [("Echo", "echo"), ("ECHO", "echo"), ("The-Lead", "the-lead")]
)
def test_ids_are_looked_up_as_they_are_written(library: Library, id_: str, meant: str) -> None:
    """An id or alias in capitals finds nothing; the error suggests the one that was meant."""
    assert library.articles.get(id_) is None
    assert id_ not in library.articles
    for attempt in (
        lambda: library.articles[id_],
        lambda: library.articles.filter(mentions=f"article:{id_}"),
    ):
        with pytest.raises(rc.UnknownIdError, match=f"no article '{id_}'; did you mean '{meant}'"):
            attempt()


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda lib: lib.articles["ecco"], rc.UnknownIdError, "no article 'ecco'; did you mean"),
        (lambda lib: lib.articles[99], IndexError, r"index 99 out of range \(9 articles\)"),
        (lambda lib: lib.articles.filter(topic="tide"), rc.UnknownIdError, "'tides'"),
        (lambda lib: lib.articles.filter(topics="tides"), TypeError, "did you mean 'topic'"),
        (lambda lib: lib.authors.filter(topic="tides"), TypeError, "authors have no filter"),
        (lambda lib: lib.articles.filter(topic=lib.authors[0]), TypeError, "does not take <Author"),
        (lambda lib: lib.articles.filter(mentions="article:ecco"), rc.UnknownIdError, "'echo'"),
        (lambda lib: lib.articles.filter(mentions="artcle:echo"), rc.UnknownIdError, "'article'"),
        (lambda lib: lib.articles.filter(mentions="echo"), rc.UnknownIdError, "'article:echo'"),
        (lambda lib: lib.articles.filter(mentions="fog"), rc.UnknownIdError, "'topic:fog'"),
        (lambda lib: lib.articles.filter(mentions="nope"), rc.UnknownIdError, "no entry 'nope'"),
        (
            lambda lib: lib.articles.filter(year="20x1"),
            ValueError,
            "'20x1' is not a year: expected",
        ),
        (lambda lib: lib.articles.filter(year=["2011", "٢٠١١"]), ValueError, "four digits"),
        (lambda lib: lib.articles.filter(year=20111), ValueError, "20111 is not a year"),
        (lambda lib: lib.articles.filter(year=True), TypeError, "takes a number .* not True"),
        (lambda lib: lib.articles.filter(year=2011.0), TypeError, "not 2011.0"),
        (lambda lib: lib.issues.filter(year=None), TypeError, "not None"),
        (lambda lib: lib.articles.filter(language=1.5), TypeError, "texts, not 1.5"),
        (lambda lib: lib.articles.filter(topic=1), TypeError, "'topic' takes texts, not 1"),
        (lambda lib: lib.topics.filter(origin="editor"), ValueError, "did you mean 'editors'"),
        (lambda lib: lib.references.filter(type="x"), ValueError, "takes 'book' or 'article', not"),
        (
            lambda lib: lib.articles.filter("echo"),
            TypeError,
            "expected a function that takes an entry, found 'echo'",
        ),
        (lambda lib: lib.articles[1.5], TypeError, "indices must be ids or integers, not float"),
        (lambda lib: lib.articles[1.5:3], TypeError, "slice indices"),
        (lambda lib: lib.articles.order_by("titel"), ValueError, "did you mean 'title'"),
        (lambda lib: lib.articles.order_by("topics"), ValueError, "can't be ordered"),
        (lambda lib: lib.articles.facets("colour"), TypeError, "no filter 'colour'"),
        (lambda lib: lib.articles.one(), rc.NotOneError, "expected one article, found 9"),
        (lambda lib: lib.articles[:0].one(), rc.NotOneError, "found none"),
        (lambda lib: lib.body_of(rc.articles[0]), rc.UnknownIdError, "no article"),
        (lambda lib: lib.articles[0].cite("vancouver"), ValueError, "style 'vancouver'"),
        (lambda lib: lib.articles[0].cite("bibtx"), ValueError, "did you mean 'bibtex'"),
    ],
)
def test_a_mistake_is_reported_with_a_remedy(
    library: Library, attempt: Callable[[Library], Any], error: type[Exception], message: str
) -> None:
    """Each wrong call raises the error that a caller would expect, and names what was meant."""
    with pytest.raises(error, match=message):
        attempt(library)


def test_a_filter_takes_entries_and_lists(library: Library) -> None:
    """A word takes an id, an alias, an entry, a year, or several of them."""
    articles = library.articles
    tides = library.topics["tides"]
    assert articles.filter(topic=tides) == articles.filter(topic="tides")
    either = articles.filter(topic=[tides, "night"])
    assert set(either.ids) == {*articles.filter(topic=tides).ids, *tides_or("night", articles)}
    assert articles.filter(year="2011") == articles.filter(year=2011)
    assert articles.filter(mentions=articles["echo"]).ids == ("lead-line",)
    assert articles.filter(mentions="article:echo").ids == ("lead-line",)
    assert articles.filter(mentions=["article:the-lead"]) == articles["lead-line"].backlinks
    assert len(library.topics.filter(origin=["source", "editors"])) == len(library.topics)
    assert set(articles.filter(column=None)) == {one for one in articles if one.column is None}
    assert articles.filter(language="fr").one().id == "maree"


def tides_or(topic: str, articles: rc.Articles) -> tuple[str, ...]:
    """The ids of the articles on a topic."""
    return articles.filter(topic=topic).ids


def test_groups_and_counts_agree(library: Library) -> None:
    """`group_by` has the groups that `facets` counts, most first."""
    for word in ("author", "topic", "year", "column", "issue", "language", "reference"):
        counts = library.articles.facets(word)
        groups = library.articles.group_by(word)
        assert {value: len(group) for value, group in groups.items()} == counts
        assert list(counts.values()) == sorted(counts.values(), reverse=True)
    assert library.articles[:3].facets("year") == {2011: 3}
    assert set(library.articles.group_by("year")) == {2009, 2010, 2011}


def test_collections_are_values(library: Library) -> None:
    """Equal selections are equal, hash alike and survive pickling."""
    found = library.articles.filter(lambda one: "o" in one.id, year=2011).order_by("title")
    copy = pickle.loads(pickle.dumps(found))
    assert copy == found
    assert hash(copy) == hash(found)
    assert found != list(found)
    assert found != library.articles
    assert repr(found).startswith(f"<{len(found)} articles: ")
    assert repr(library) == "<Library 'The Harbour Quarterly': 9 articles>"


def test_only_what_is_looked_at_is_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of filters asks nothing of the file; the first entry costs one row."""
    asked: list[str] = []
    read: list[str] = []
    ask, read_entry = Library.rows, schema.read_entry

    def rows(self: Library, sql: str, params: Any = ()) -> sqlite3.Cursor:
        asked.append(sql)
        return ask(self, sql, params)

    def noted(cls: type[Any], row: Any) -> Any:
        read.append(cls.kind)
        return read_entry(cls, row)

    monkeypatch.setattr(Library, "rows", rows)
    monkeypatch.setattr("refresher_content.library.schema.read_entry", noted)
    chain = library.articles.filter(year=2011, language="en").order_by("title")[1:3].reverse()
    assert asked == []
    assert chain.first() is not None
    assert (len(asked), read) == (1, ["article"])


def test_predicates_are_asked_once(library: Library) -> None:
    """A collection keeps what its predicates answered."""
    asked: list[str] = []

    def noted(article: Article) -> bool:
        asked.append(article.id)
        return True

    found = library.articles.filter(noted)
    assert asked == []
    assert len(found) == len(list(found)) == 9
    assert len(asked) == 9


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ÉLAN", "elan"),
        ("e\N{COMBINING ACUTE ACCENT}lan", "elan"),
        ("Straße", "strasse"),
        ("ﬁx", "fix"),
        ("“Why ask?” — 2nd edition", "why ask  2nd edition"),
        (" …so", "so"),
        ("潮", "潮"),
    ],
)
def test_what_looks_alike_sorts_together(text: str, key: str) -> None:
    """Case, accents, ligatures and punctuation make no difference to a text's place in a list."""
    assert sort_key(text) == key


def test_titles_sort_as_people_look_them_up(tmp_path: Path) -> None:
    """Titles and names are in the order of their letters, whatever their case and accents."""
    titles = {"one": "Zoo", "two": "élan", "three": "“Deck”", "four": "Eel", "five": "apse"}
    library = library_of(tmp_path, {id_: article(title=title) for id_, title in titles.items()})
    found = library.articles.order_by("title")
    assert [one.title for one in found] == ["apse", "“Deck”", "Eel", "élan", "Zoo"]
    assert library.articles.order_by("-title").ids == found.ids[::-1]
    assert library.articles.order_by("id").ids == ("five", "four", "one", "three", "two")


# Opening


def test_a_folder_opens_as_its_compiled_file_does(corpus: Path, library: Library) -> None:
    """A folder and its compiled file hold equal entries."""
    opened = rc.open_library(corpus)
    for cls in KINDS.values():
        assert opened.collection(cls) == library.collection(cls)
    assert opened.source is not None
    assert rc.open_library(opened.source).articles == opened.articles
    assert rc.open_library(str(corpus)).publication == opened.publication


def test_a_file_may_have_any_name(library: Library, tmp_path: Path) -> None:
    """What means something in an address means nothing in a file's name."""
    assert library.source is not None
    file = tmp_path / "50%20 #1 ünd mehr?mode=rw.sqlite"
    file.write_bytes(library.source.read_bytes())
    opened = Library(file)
    assert opened.source == file
    assert opened.articles.ids == library.articles.ids
    assert pickle.loads(pickle.dumps(opened)).articles.ids == library.articles.ids


def test_a_folder_opens_without_a_cache(
    corpus_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the cache can't be written, the library is kept in memory, and pickles all the same."""
    (tmp_path / "cache").write_text("a file, not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    library = rc.open_library(corpus_copy)
    assert library.source is None
    assert len(library.articles) == 9
    assert pickle.loads(pickle.dumps(library.articles[0])) == library.articles[0]


def test_a_library_in_memory_pickles(library: Library) -> None:
    """A library made of bytes takes them along."""
    assert library.source is not None
    other = Library(library.source.read_bytes())
    assert pickle.loads(pickle.dumps(other)).articles == library.articles


def test_a_missing_place_is_reported(tmp_path: Path) -> None:
    """Nothing is opened where there is nothing."""
    with pytest.raises(FileNotFoundError):
        rc.open_library(tmp_path / "nothing.sqlite")


def _spoilt(file: Path, library: Library, change: str) -> Path:
    assert library.source is not None
    file.write_bytes(library.source.read_bytes())
    with sqlite3.connect(file) as connection:
        connection.execute(change)
    connection.close()
    return file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("PRAGMA user_version = 99", "has the format 99, newer than .*: upgrade"),
        ("PRAGMA user_version = 0", "has the format 0, older than .*: compile the content again"),
        ("PRAGMA application_id = 7", "is not a compiled library, but some other SQLite file"),
    ],
)
def test_a_file_of_another_format_is_refused(
    library: Library, tmp_path: Path, change: str, message: str
) -> None:
    """A newer, an older and a foreign SQLite file each say what they are."""
    with pytest.raises(rc.LibraryFileError, match=message):
        rc.open_library(_spoilt(tmp_path / "other.sqlite", library, change))


@pytest.mark.parametrize("data", [b"", b"text", b"SQLite format 3\x00" + b"\xff" * 200])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, data: bytes) -> None:
    """What isn't an SQLite file, or is a broken one, is reported."""
    file = tmp_path / "broken.sqlite"
    file.write_bytes(data)
    with pytest.raises(rc.LibraryFileError, match="is not a compiled library"):
        rc.open_library(file)


def test_a_library_is_read_only(library: Library) -> None:
    """No statement changes a compiled file."""
    assert library.source is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connect(library.source).execute("DELETE FROM article")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        Library(library.source.read_bytes()).rows("DELETE FROM article")


def _titles(library: Library) -> tuple[str, ...]:
    found = library.articles.filter(topic="tides").order_by("title")
    return tuple(article.title + str(len(article.text)) for article in found)


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_threads_and_processes_share_a_library(library: Library) -> None:
    """Eight threads and two processes at once get the same answers as one alone."""
    expected = _titles(library)
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(_titles, [library] * 64)) == {expected}
    for method in ("spawn", "fork"):
        context = multiprocessing.get_context(method)
        with ProcessPoolExecutor(2, mp_context=context) as processes:
            assert set(processes.map(_titles, [library] * 4)) == {expected}


def test_a_reader_keeps_its_library_while_another_is_compiled(corpus_copy: Path) -> None:
    """A compilation replaces the file; who has it open goes on reading the old one whole."""
    target = corpus_copy.parent / "library.sqlite"
    compile_folder(corpus_copy, target)
    old = Library(target)
    (corpus_copy / "articles/rope.md").unlink()
    compile_folder(corpus_copy, target)
    assert "rope" in old.articles
    assert "rope" not in Library(target).articles
