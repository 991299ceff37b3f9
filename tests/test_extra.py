"""What an archive says under `extra`: kept as JSON has it, asked about, and checked by a schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from archives import article, library_of, write_archive
from books import Book

import refresher_content as rc
from refresher_content.compiler.compile import compile_folder, is_current
from refresher_content.export.tables import to_csv
from refresher_content.library import Library

EXTRA = {
    "level": "easy",
    "minutes": 12,
    "rating": 4.5,
    "free": True,
    "seen": "2009-03-14",
    "nothing": None,
    "tags": ["a", "b"],
    "place": {"city": "Ålesund", "at": [1.5, {"deep": False}]},
}
WRITTEN = """
  level: easy
  minutes: 12
  rating: 4.5
  free: true
  seen: 2009-03-14
  nothing: null
  tags: [a, b]
  place:
    city: Ålesund
    at: [1.5, {deep: false}]"""
SCHEMA = {
    "type": "object",
    "properties": {"level": {"enum": ["easy", "hard"]}, "minutes": {"type": "integer"}},
    "additionalProperties": False,
}


def _articles() -> dict[str, str]:
    return {
        "one": article(extra=WRITTEN),
        "two": article(extra="{level: hard, minutes: 30, free: false, tags: [b]}"),
        "three": article(extra="{level: easy, minutes: 5, place: {city: Bergen}, tags: []}"),
        "four": article(),
    }


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of four articles, three of which have something under `extra`."""
    topic = "---\ntitle: T\nsummary: T.\nextra: {color: blue}\n---\n"
    return library_of(tmp_path_factory.mktemp("extra"), _articles(), **{"topics/t": topic})


def test_extra_is_kept_as_json(library: Library, tmp_path: Path) -> None:
    """Every kind keeps texts, numbers, booleans, lists and mappings, in Python, JSON and CSV."""
    one = library.articles["one"]
    assert one.extra == EXTRA
    assert library.articles["four"].extra == {}
    assert library.topics["t"].extra == {"color": "blue"}
    assert json.loads(json.dumps(one.to_dict()))["extra"] == EXTRA
    assert rc.Entry.from_dict(one.to_dict()) == one
    to_csv(library, tmp_path / "csv")
    assert "Ålesund" in (tmp_path / "csv/articles.csv").read_text(encoding="utf-8")
    assert (
        json.loads(library.articles.to_pandas("id", "extra").set_index("id").extra["one"]) == EXTRA
    )


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"extra__level": "easy"}, {"one", "three"}),
        ({"extra__level": ["easy", "hard"]}, {"one", "two", "three"}),
        ({"extra__level": None}, {"four"}),
        ({"extra__minutes__gte": 12}, {"one", "two"}),
        ({"extra__minutes": 12.0}, {"one"}),
        ({"extra__minutes": "12"}, set()),
        ({"extra__free": True}, {"one"}),
        ({"extra__free": 1}, set()),
        ({"extra__nothing": None}, {"one", "two", "three", "four"}),
        ({"extra__tags": "b"}, {"one", "two"}),
        ({"extra__tags__all": ["a", "b"]}, {"one"}),
        ({"extra__tags": None}, {"three", "four"}),
        ({"extra__place__city": "Bergen"}, {"three"}),
        ({"extra__place__city__icontains": "alesund"}, {"one"}),
        ({"extra__place__city__startswith": "B"}, {"three"}),
        ({"extra__seen__lt": "2010"}, {"one"}),
        ({"extra__place": "Bergen"}, set()),
        ({"extra__nowhere": "x"}, set()),
        ({"extra": {"level": "easy", "minutes__lt": 10}}, {"three"}),
    ],
)
def test_extra_is_asked_about(library: Library, asked: dict[str, Any], ids: set[str]) -> None:
    """Filters reach into the mapping, key by key, with the operators of other filters."""
    assert set(library.articles.filter(**asked).ids) == ids
    assert set(library.articles.exclude(**asked).ids) == set(library.articles.ids) - ids


def test_extra_counts_groups_and_orders(library: Library) -> None:
    """Values under `extra` are counted, grouped and ordered by; None comes first."""
    articles = library.articles
    assert articles.facets("extra__level") == {"easy": 2, "hard": 1}
    assert articles.facets("extra__tags") == {"b": 2, "a": 1}
    groups = articles.group_by("extra__free")
    assert {value: group.ids for value, group in groups.items()} == {
        False: ("two",),
        True: ("one",),
    }
    assert articles.order_by("extra__minutes").ids == ("four", "three", "one", "two")
    assert articles.order_by("-extra__minutes").ids[-1] == "four"


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"extr__level": 1}, TypeError, "did you mean 'extra__level'"),
        ({"extra": "easy"}, TypeError, "takes a mapping of keys to values, not 'easy'"),
        ({"extra__level": {}}, None, ""),
        ({"extra__level": object}, TypeError, "takes texts, numbers, booleans, not"),
        ({"extra__level__gt": None}, TypeError, "takes a number or a text, not None"),
        ({'extra__le"vel': 1}, ValueError, "key with quotation marks"),
    ],
)
def test_wrong_questions_are_refused(
    library: Library, asked: dict[str, Any], error: type[Exception] | None, message: str
) -> None:
    """Values that JSON has no single word for are refused."""
    if error is None:
        assert not library.articles.filter(**asked)
        return
    with pytest.raises(error, match=message):
        library.articles.filter(**asked)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("easy", "extra: expected keys with values, found the text 'easy'"),
        ("{free: yes}", "YAML reads yes in 'free' as a boolean"),
        ("{a: {b: [1, 0x1F]}}", "YAML reads 0x1F in 'a.b[1]' as a number"),
        ("{a: .inf}", "YAML reads .inf in 'a' as a number"),
        ("{a: 12:30}", "YAML reads 12:30 in 'a' as a number"),
        ("{a: 1e999}", "extra"),
    ],
)
def test_what_is_not_json_is_reported(tmp_path: Path, written: str, message: str) -> None:
    """Unquoted words that mean something else to YAML than to JSON are errors with a remedy."""
    folder = write_archive(tmp_path, {"articles/one": article(extra=written)})
    report = rc.check(folder)
    if message == "extra":
        assert report.ok
        return
    assert message in report.as_text()
    assert not report.ok


def _with_schema(folder: Path, schema: str, extra: str = "{level: easy}") -> Path:
    publication = (
        "---\ntitle: T\nsummary: T.\nlanguage: en\nrights: None.\n"
        "extra_schema: extra.schema.json\n---\n"
    )
    files = {"publication": publication, "articles/one": article(extra=extra)}
    write_archive(folder, files)
    (folder / "extra.schema.json").write_text(schema, encoding="utf-8")
    return folder


def test_a_schema_of_the_archive_checks_extra(tmp_path: Path) -> None:
    """Each value that doesn't meet the schema is an error at its place."""
    folder = _with_schema(tmp_path, json.dumps(SCHEMA), "{level: eesy, minutes: soon, x: 1}")
    problems = {one.field: one for one in rc.check(folder).errors}
    assert "'eesy' is not one of ['easy', 'hard']" in problems["extra.level"].message
    assert problems["extra.level"].span.line == 6
    assert "'soon' is not of type 'integer'" in problems["extra.minutes"].message
    assert "('x' was unexpected)" in problems["extra"].message
    assert rc.check(_with_schema(tmp_path, json.dumps(SCHEMA))).ok


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("{", "extra.schema.json can't be read as JSON"),
        ('{"type": "objekt"}', "extra.schema.json is not a JSON Schema"),
        ('{"$ref": "https://example.org/other.json"}', "refers to what it doesn't hold"),
        ('{"$ref": "#"}', "refers to itself without end"),
        ('{"not": ' * 5_000 + "{}" + "}" * 5_000, "extra.schema.json can't be read as JSON"),
    ],
)
def test_a_broken_schema_is_reported(tmp_path: Path, schema: str, message: str) -> None:
    """What is wrong with the schema is reported where the publication names it; nothing is
    fetched.
    """
    (problem,) = rc.check(_with_schema(tmp_path, schema)).errors
    assert message in problem.message
    assert (problem.path, problem.field) == ("publication.md", "extra_schema")
    (tmp_path / "extra.schema.json").unlink()
    assert "no file 'extra.schema.json'" in rc.check(tmp_path).as_text()


def test_a_changed_schema_is_noticed(tmp_path: Path) -> None:
    """A library is no longer current when its entries don't meet the schema as it is now."""
    folder = _with_schema(tmp_path / "content", json.dumps(SCHEMA))
    target = tmp_path / "library.sqlite"
    compile_folder(folder, target)
    assert is_current(folder, target)
    _with_schema(folder, json.dumps(SCHEMA | {"required": ["minutes"]}))
    assert not is_current(folder, target)
    with pytest.raises(rc.ContentError, match="'minutes' is a required property"):
        compile_folder(folder, target)


def test_checking_by_a_schema_names_its_extra(tmp_path: Path) -> None:
    """Without jsonschema, the error says what to install."""
    folder = _with_schema(tmp_path, json.dumps(SCHEMA))
    code = (
        "import sys; sys.modules['jsonschema'] = None\n"
        "import refresher_content as rc\n"
        f"try:\n    rc.check({str(folder)!r})\n"
        "except rc.MissingExtraError as error:\n    print(error)\n"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "pip install 'refresher-content[schema]'" in result.stdout, result.stderr


def test_templates_have_extra(tmp_path: Path) -> None:
    """A page's template shows what its article says under `extra`, and so do its fragments."""
    content = write_archive(tmp_path / "content", {"articles/one": article(extra=WRITTEN)})
    book = Book.make(tmp_path / "book", content)
    templates = book.folder / "_templates/refresher"
    templates.mkdir(parents=True)
    (templates / "article.md.jinja").write_text(
        "# {{ article.title }}\n\nLevel: {{ article.extra.level }}\n\n"
        '{{ fragment("article-foot", *article.questions)|verbatim }}\n\n{{ body }}\n'
    )
    (templates / "article-foot.html.jinja").write_text("<p>{{ facts.extra.place.city }}</p>")
    book.build()
    page = book.page("archive/articles/one")
    assert "<p>Level: easy</p>" in page
    assert "<p>Ålesund</p>" in page
