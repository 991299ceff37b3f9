"""Similar articles of a book are cached, and never out of date."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from generate import generate
from hypothesis import given, settings
from hypothesis import strategies as st

from refresher_content.book.data.entries import Entries
from refresher_content.book.data.similar import similar_articles
from refresher_content.compiler.compile import compile_folder
from refresher_content.library import Library
from refresher_content.opening import open_library

COUNT = 12
TEXTS = ("Another sentence.", "See {topic}`topic-003` and {author}`author-001`.", "Of in to that.")
MATTER = (
    "topics: [topic-001, topic-002]",
    "published: 1999",
    "column: column-001",
)

Edit = Callable[[Path], None]


def _say(path: Path, text: str) -> None:
    """Adds a sentence to an article's text."""
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def _set(path: Path, matter: str) -> None:
    """Puts a line into an article's front matter, in the place of the one with the same key."""
    key = f"{matter.partition(':')[0]}:"
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(key)]
    path.write_text("\n".join([first, matter, *kept, ""]), encoding="utf-8")


def _rename(path: Path) -> None:
    """Gives an article another id, in all texts that mention it as well."""
    for other in path.parent.glob("*.md"):
        text = other.read_text(encoding="utf-8").replace(f"`{path.stem}`", "`another`")
        other.write_text(text, encoding="utf-8")
    path.rename(path.with_stem("another"))


edits = st.one_of(
    st.builds(lambda text: lambda path: _say(path, text), st.sampled_from(TEXTS)),
    st.builds(lambda matter: lambda path: _set(path, matter), st.sampled_from(MATTER)),
)


@settings(deadline=None, max_examples=20, database=None)
@given(
    st.lists(st.tuples(st.integers(0, COUNT - 1), edits), min_size=1, max_size=4),
    st.integers(0, COUNT - 1),
)
def test_what_is_cached_is_what_would_be_computed(
    sequence: list[tuple[int, Edit]], renamed: int
) -> None:
    """After each edit, and when an id changes, the answers from the cache are those of a build that
    has none, and those that each article gives by itself.
    """
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        generate(work / "content", COUNT)
        for number, edit in [*sequence, (renamed, _rename)]:
            edit(work / "content" / "articles" / f"a{number:06}.md")
            compile_folder(work / "content", work / "library.sqlite")
            entries = Entries(Library(work / "library.sqlite"))
            found = similar_articles(entries, work / "cache.json", jobs=1)
            without = similar_articles(entries, work / "none.json", jobs=1)
            (work / "none.json").unlink()
            assert _plain(found) == _plain(without)
            for article in entries.articles:
                similar = [entries.articles[rowid - 1].id for rowid, _ in found[article.id]]
                assert similar == [one.article.id for one in article.related(3)]


def _plain(found: object) -> object:
    """With lists for tuples, which a file doesn't distinguish."""
    if isinstance(found, dict):
        return {id_: _plain(one) for id_, one in found.items()}
    return [_plain(one) for one in found] if isinstance(found, list | tuple) else found


def test_a_cache_that_is_broken_counts_as_none(tmp_path: Path) -> None:
    """A file that isn't JSON is written again."""
    generate(tmp_path / "content", COUNT)
    cache = tmp_path / "cache.json"
    cache.write_text("{", encoding="utf-8")
    entries = Entries(open_library(tmp_path / "content"))
    assert len(similar_articles(entries, cache, jobs=1)) == COUNT
    assert cache.read_text(encoding="utf-8").startswith('{"a0')
