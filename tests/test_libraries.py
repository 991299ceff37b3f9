"""Libraries in wheels, several as one, and what has changed between two of them."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import pytest
from archives import article, library_of
from click.testing import CliRunner

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.compiler.compile import compile_folder
from refresher_content.library import Library


@pytest.fixture
def installed(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of an installed distribution that holds the small archive."""
    package = tmp_path / "site/harbour_archive"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    compile_folder(corpus, package / "library.sqlite")
    about = tmp_path / "site/harbour_archive-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-archive\nVersion: 1.0\n")
    points = "[refresher_content.libraries]\nharbour = harbour_archive\n"
    (about / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    return "harbour-archive"


def test_a_library_is_opened_by_the_name_of_its_package(installed: str, library: Library) -> None:
    """The names of a distribution and of its entry point open the library that it holds."""
    for name in (installed, "harbour"):
        opened = rc.open_library(name)
        assert opened.articles == library.articles
        assert pickle.loads(pickle.dumps(opened)).articles.ids == library.articles.ids
    result = CliRunner().invoke(refresher, ["list", "--library", "harbour", "--json"])
    assert [one["id"] for one in json.loads(result.output)] == list(library.articles.ids)


def test_a_misspelt_package_is_suggested(installed: str) -> None:
    """A name that is almost that of an installed library is an error that names it."""
    with pytest.raises(FileNotFoundError, match="'harbor'; did you mean 'harbour'"):
        rc.open_library("harbor")
    with pytest.raises(FileNotFoundError):
        rc.open_library("something-else")


# Two as one


def test_a_joined_library_has_the_entries_of_both(library: Library) -> None:
    """Each kind has the entries of both, in the default order; the publication is the first's."""
    both = library | rc.open_library(Path(rc.__file__).parent / "content")
    assert both.publication == library.publication
    assert set(both.articles.ids) == {*library.articles.ids, *rc.articles.ids}
    for one in (*library.articles, *rc.articles):
        assert both.articles[one.id].text == one.text
        assert both.articles[one.id].topics == one.topics
        assert both.articles[one.id].mentions == one.mentions
    published = [one.published for one in both.articles]
    assert published == sorted(published, reverse=True)
    found = both.search("rope fear", 20)
    assert {hit.article.id for hit in found} & set(library.articles.ids)
    assert {hit.article.id for hit in found} & set(rc.articles.ids)
    assert both.articles["rope"].related()
    copy = pickle.loads(pickle.dumps(both))
    assert copy.articles == both.articles


def test_the_first_library_counts(tmp_path: Path) -> None:
    """Of two entries of one id the first library's is kept, and so is the meaning of an alias;
    numbers in a shared column are counted through both.
    """
    column = {"columns/deep": "---\ntitle: C\nsummary: C.\n---\n"}
    here = {
        "one": article(title="First", column="deep", published=2001),
        "three": article(column="deep", published=2003, aliases="[former]"),
    }
    there = {
        "one": article(title="Second"),
        "two": article(column="deep", published=2002, aliases="[former, three]"),
    }
    first = library_of(tmp_path / "first", here, **column)
    second = library_of(tmp_path / "second", there, **column)
    both = first | second
    assert both.articles["one"].title == "First"
    assert both.articles["former"].id == both.articles["three"].id == "three"
    assert both.articles["two"].aliases == ()
    assert both.columns["deep"].articles.ids == ("one", "two", "three")
    assert both.articles["two"].next == both.articles["three"]
    assert (second | first).articles["one"].title == "Second"
    assert len((first | first).articles) == 2


def test_only_libraries_are_joined(library: Library) -> None:
    """Anything else is refused."""
    with pytest.raises(TypeError, match="unsupported operand"):
        library | library.articles  # type: ignore[operator]


# What has changed


def _two(tmp_path: Path, corpus: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        shutil.copytree(corpus, folder)
    return old, new


def test_changes_are_of_four_sorts(tmp_path: Path, corpus: Path) -> None:
    """Entries are added, changed with the keys that differ, renamed with an alias, or removed."""
    old, new = _two(tmp_path, corpus)
    articles = new / "articles"
    (articles / "new-one.md").write_text(article("Text.", authors="[ada-quill]"))
    CliRunner().invoke(refresher, ["mv", "echo", "second-echo", "--folder", str(new)])
    rope = articles / "rope.md"
    rope.write_text(rope.read_text().replace("summary: ", "summary: Again, ", 1) + "\nMore.\n")
    next(iter(sorted((new / "links").glob("*.md")))).unlink()
    found = rc.open_library(new).changes_since(rc.open_library(old))
    changes = {(one.kind, one.id): one for one in found}
    assert changes["article", "new-one"].change == "added"
    renamed = changes["article", "second-echo"]
    assert (renamed.change, renamed.old_id) == ("renamed", "echo")
    assert changes["article", "rope"].change == "changed"
    assert set(changes["article", "rope"].fields) == {"summary", "text", "word_count"}
    assert [one.kind for one in changes.values() if one.change == "removed"] == ["link"]
    assert rc.open_library(old).changes_since(rc.open_library(old)) == ()


def test_the_command_fails_if_something_is_lost(tmp_path: Path, corpus: Path) -> None:
    """`refresher diff` ends with 1 if an entry is gone without an alias, else with 0."""
    old, new = _two(tmp_path, corpus)
    run = CliRunner().invoke
    assert run(refresher, ["diff", str(old), str(new)]).exit_code == 0
    (new / "articles/new-one.md").write_text(article("Text.", authors="[ada-quill]"))
    result = run(refresher, ["diff", str(old), str(new)])
    assert (result.exit_code, result.output) == (0, "added\tarticle\tnew-one\t\n")
    result = run(refresher, ["diff", str(new), str(old), "--json"])
    assert result.exit_code == 1
    assert json.loads(result.output) == [
        {"change": "removed", "kind": "article", "id": "new-one", "old_id": "", "fields": []}
    ]
