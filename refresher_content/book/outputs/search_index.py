"""The search index that the theme's script reads: small files, loaded as they are needed.

`words.json` holds every word, so that a misspelt one can be corrected; `postings-N.json` hold
the pages of a range of words, `pages-N.json` what results show of a range of pages;
`facets.json` holds the values that narrow a search. A query over ten thousand articles
so reads a handful of files, each a few kilobytes.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from docutils import nodes

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output, key_of
from refresher_content.book.text import display
from refresher_content.model import KINDS, Article, Entry
from refresher_content.model.words import CJK, WORD, compiled

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["Page", "documents", "files", "index_files", "words"]

_POSTINGS_PER_FILE = 8_000
"""How many postings a file holds: pairs of a page and a weight, about 50 kB."""

_PAGES_PER_FILE = 50
"""How many pages' titles and summaries a file holds, about 15 kB."""

_TITLE, _SUMMARY, _TEXT = 12, 4, 1
"""How much a word counts in the title, in the summary or takeaway, and in the text."""

_Facets = dict[str, dict[str, list[int]]]
"""For each facet its values, each with the numbers of its pages."""

_WORD = compiled(f"{CJK}|{WORD}")
_APART = {code: " " for code in range(128) if not chr(code).isalnum()}
"""Between the words of a text that needs no folding, which is most of English."""
_MARKS = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page or an entry that can be found."""

    path: str
    """Its address from the root."""
    title: str
    summary: str
    text: str
    meta: str = ""
    """A line of facts: who, when."""
    facets: tuple[tuple[str, str], ...] = field(default=())
    """The values by which it can be found."""


def words(text: str) -> list[str]:
    """The words of a text as the index has them: folded, without accents; each character of
    Chinese or Japanese is a word.
    """
    text = text.replace("’", "'").replace("'s", "")
    if text.isascii():
        return text.casefold().translate(_APART).split()
    folded = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall(_MARKS.sub("", folded))


def files(site: Site) -> Iterator[Output]:
    """The index of the archive's entries and of the project's other documents."""
    others = list(documents(site.app, site.build.descriptions))
    entries = site.build.entries
    listed = (entry for cls in KINDS.values() for entry in entries.of(cls).values())
    key = key_of(repr(others), *(entries.fingerprint(entry) for entry in listed))
    root = f"{site.build.folder}/search"
    yield Output(key, lambda: index_files(root, chain(_entries(site), others)))


def index_files(root: str, pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
    """The files of an index of these pages, below `root`."""
    index: dict[str, list[int]] = defaultdict(list)
    facets: _Facets = defaultdict(lambda: defaultdict(list))
    shown = []
    for number, page in enumerate(pages):
        for word, weight in _weights(page).items():
            index[word] += (number, weight)
        for name, value in page.facets:
            facets[name][value].append(number)
        shown.append([page.path, page.title, page.summary, page.meta])
    vocabulary = sorted(index)
    starts = []
    for number, (start, text) in enumerate(_postings(vocabulary, index)):
        starts.append(start)
        yield f"{root}/postings-{number}.json", text
    for number, start in enumerate(range(0, len(shown), _PAGES_PER_FILE)):
        yield f"{root}/pages-{number}.json", _json(shown[start : start + _PAGES_PER_FILE])
    yield f"{root}/facets.json", _json(_stepped(facets))
    head = {"pages": len(shown), "perFile": _PAGES_PER_FILE, "starts": starts, "words": vocabulary}
    yield f"{root}/words.json", _json(head)


def _weights(page: Page) -> dict[str, int]:
    # Articles are what people look for; the rest leads to them.
    times = 2 if page.facets else 1
    counts = Counter(words(page.text))
    weights = {word: _weight(count, times) for word, count in counts.items()}
    for text, weight in ((page.summary, _SUMMARY), (page.title, _TITLE)):
        for word in set(words(text)):
            weights[word] = weights.get(word, 0) + weight * times
    return weights


@cache
def _weight(count: int, times: int) -> int:
    """The weight of a word that stands in a text `count` times."""
    return round(times * _TEXT * (1 + math.log2(count)))


def _postings(vocabulary: list[str], index: dict[str, list[int]]) -> Iterator[tuple[int, str]]:
    """For each file the number of its first word, and for each of its words the pages that
    have it: the step from the page before, then the weight, in turn.
    """
    start, size = 0, 0
    lists: list[list[int]] = []
    for number, word in enumerate(vocabulary):
        if size >= _POSTINGS_PER_FILE:
            yield start, _json(lists)
            start, size, lists = number, 0, []
        flat = index.pop(word)
        flat[::2] = _steps(flat[::2])
        lists.append(flat)
        size += len(flat) // 2
    if lists:
        yield start, _json(lists)


def _stepped(facets: _Facets) -> dict[str, dict[str, list[int]]]:
    """For each facet its values, each with its pages as differences to the page before."""
    return {
        name: {value: _steps(numbers) for value, numbers in sorted(values.items())}
        for name, values in sorted(facets.items())
    }


def _steps(numbers: list[int]) -> list[int]:
    return [here - before for before, here in zip([0, *numbers], numbers, strict=False)]


def _entries(site: Site) -> Iterator[Page]:
    for cls in KINDS.values():
        if cls.folder:
            for entry in site.build.entries.of(cls).values():
                yield _article(site, entry) if isinstance(entry, Article) else _entry(site, entry)


def _path(site: Site, entry: Entry) -> str:
    docname, anchor = site.build.address(entry)
    return site.path(docname) + (f"#{anchor}" if anchor else "")


def _article(site: Site, article: Article) -> Page:
    authors = [author.name for author in article.authors]
    when = display(article.published, site.app.config.language)
    column = article.column
    asked = " ".join(article.questions)
    return Page(
        path=_path(site, article),
        title=article.title,
        summary=article.summary,
        text=f"{article.subtitle} {article.takeaway} {article.text} {asked} {' '.join(authors)}",
        meta=" · ".join([", ".join(authors), *([column.title] if column else []), when]),
        facets=(
            *(("author", author) for author in authors),
            *((("column", column.title),) if column else ()),
            *(("topic", topic.title) for topic in article.topics),
            ("year", str(article.year)),
        ),
    )


def _entry(site: Site, entry: Entry) -> Page:
    summary = str(getattr(entry, "summary", ""))
    names = " ".join(getattr(entry, "author_names", ()))
    text = f"{names} {entry.text}"
    return Page(path=_path(site, entry), title=entry.label, summary=summary, text=text, meta=names)


def documents(app: Sphinx, besides: Collection[str] = ()) -> Iterator[Page]:
    """The project's documents, but for those named."""
    env = app.env
    for docname in sorted(env.found_docs.difference(besides)):
        doctree = env.get_doctree(docname)
        paragraph: Any = next(iter(doctree.findall(nodes.paragraph)), None)
        first = " ".join(paragraph.astext().split()) if paragraph else ""
        yield Page(
            path=str(app.builder.get_target_uri(docname)),
            title=env.titles[docname].astext(),
            summary=first if len(first) < 200 else first[:197].rsplit(" ", 1)[0] + " …",
            text=doctree.astext(),
        )


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
