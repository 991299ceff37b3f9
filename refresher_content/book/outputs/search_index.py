"""The search index that the theme's script reads: small files, loaded as they are needed.

The archive has one index, and the project's own documents have another.

`words.json` holds every word, so that a misspelt one can be corrected; `postings-N.json` hold
the pages of a range of words, `positions-N.json` where on its pages each of them is, for
phrases; `pages-N.json` hold what results show of a range of pages; `facets.json` the values
that narrow a search; `language.json` what makes words the same: folding, endings, synonyms. A
query over ten thousand articles so reads a handful of files, each a few kilobytes.
"""

from __future__ import annotations

import json
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from docutils import nodes

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output, key_of
from refresher_content.book.text import byline, display, language_name, translate
from refresher_content.library.language import script_rules
from refresher_content.library.matching import texts
from refresher_content.library.words import script_table, words
from refresher_content.model import Article, Entry, Reference

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["DOCUMENTS", "DOCUMENTS_PAGE", "Page", "document_files", "files", "index_files"]

DOCUMENTS = "_static/search"
"""Where the index of a project's documents is, from the root."""

DOCUMENTS_PAGE = "search-documents"
"""The name of the page that searches them, in a project that has an archive as well."""

_NUMBERS_PER_FILE = 16_000
"""How many numbers a file of postings or positions holds, about 50 kB."""

_PAGES_PER_FILE = 50
"""How many pages' titles and summaries a file holds, about 15 kB."""

_TITLE, _SUMMARY, _TEXT = 12, 4, 1
"""How much a word counts in the title, in the summary, and in the text."""

_ARTICLE = 5
"""How much more it counts in an article, so that one with a word in its text comes before what
only leads to articles and has it in its summary."""

_Facets = dict[str, dict[str, list[int]]]
"""For each facet its values, each with the numbers of its pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page or an entry that can be found."""

    path: str
    """Its address from the root."""
    title: str
    summary: str
    texts: tuple[str, ...]
    """What else it says; no phrase runs from one of these texts to the next."""
    meta: str = ""
    """A line of facts: who, when."""
    facets: tuple[tuple[str, str], ...] = field(default=())
    """The values by which it can be found."""
    marks: tuple[str, ...] = ()
    """Language and direction of title and summary, if they aren't the frame's."""


def files(site: Site) -> Iterator[Output]:
    """The index of the archive, its entries and the pages about it, and that of the project's
    other documents if it has any.
    """
    entries = site.build.entries
    kinds = entries.library.kinds.values()
    listed = (entry for cls in kinds for entry in entries.of(cls).values())
    key = key_of(*(entries.fingerprint(entry) for entry in listed))
    root = f"{site.build.folder}/search"
    languages = {article.language for article in entries.of(Article).values()}
    rows = entries.library.rows("SELECT word, other FROM synonym").fetchall()
    about = _documents(site.app, site.build.own_pages)
    yield Output(
        key_of(key, repr(about)),
        lambda: index_files(root, chain(_entries(site), about), languages, rows),
    )
    if documents := _documents(site.app, filter(site.build.is_document, site.app.env.found_docs)):
        language = site.app.config.language or "en"
        yield Output(key_of(repr(documents)), lambda: index_files(DOCUMENTS, documents, [language]))


def document_files(app: Sphinx) -> Iterator[tuple[str, str]]:
    """The files of the index of a project that has no archive."""
    pages = _documents(app, app.env.found_docs)
    return index_files(DOCUMENTS, pages, [app.config.language or "en"])


def index_files(
    root: str,
    pages: Iterable[Page],
    languages: Iterable[str],
    synonyms: Iterable[tuple[str, str]] = (),
) -> Iterator[tuple[str, str]]:
    """The files of an index of these pages, below `root`: pages in these languages, and what
    the library also looks for if it is asked for a word.
    """
    postings: dict[str, list[int]] = defaultdict(list)
    positions: dict[str, array[int]] = defaultdict(lambda: array("I"))
    facets: _Facets = defaultdict(lambda: defaultdict(list))
    shown = []
    for number, page in enumerate(pages):
        texts = [words(text) for text in (page.title, page.summary, *page.texts)]
        found = _positions(texts)
        for word, weight in _weights(texts, _ARTICLE if page.facets else 1).items():
            postings[word] += (number, weight)
            positions[word].extend([len(found[word]), *_steps(found[word])])
        for name, value in page.facets:
            facets[name][value].append(number)
        shown.append([page.path, page.title, page.summary, page.meta, *page.marks])
    # As the script compares texts: by the units of UTF-16.
    vocabulary = sorted(postings, key=lambda word: word.encode("utf-16-be"))
    instead: dict[str, list[str]] = defaultdict(list)
    for word, other in synonyms:
        instead[word].append(other)
    rules = {"languages": script_rules(languages), "synonyms": instead}
    yield f"{root}/language.json", _json(script_table(set().union(*vocabulary)) | rules)
    for flat in postings.values():
        flat[::2] = _steps(flat[::2])
    starts: dict[str, list[int]] = {}
    lists: Mapping[str, Mapping[str, Sequence[int]]]
    lists = {"postings": postings, "positions": positions}
    for name, found_in in lists.items():
        starts[name] = []
        for number, (start, text) in enumerate(_ranges(vocabulary, found_in)):
            starts[name].append(start)
            yield f"{root}/{name}-{number}.json", text
    for number, start in enumerate(range(0, len(shown), _PAGES_PER_FILE)):
        yield f"{root}/pages-{number}.json", _json(shown[start : start + _PAGES_PER_FILE])
    yield f"{root}/facets.json", _json(_stepped(facets))
    head = {"pages": len(shown), "perFile": _PAGES_PER_FILE, "starts": starts, "words": vocabulary}
    yield f"{root}/words.json", _json(head)


def _positions(texts: Iterable[Sequence[str]]) -> dict[str, list[int]]:
    """Where each word of a page is, in words from its start; between two of its texts is one
    position without a word.
    """
    found: dict[str, list[int]] = defaultdict(list)
    start = 0
    for text in texts:
        for position, word in enumerate(text, start):
            found[word].append(position)
        start += len(text) + 1
    return found


def _weights(texts: Sequence[Sequence[str]], times: int) -> dict[str, int]:
    """How much each word of a page counts, `times` as much as on others. Articles are what
    people look for; the rest leads to them.
    """
    title, summary, *others = texts
    counts = Counter(chain.from_iterable(others))
    weights = {word: _weight(count, times) for word, count in counts.items()}
    for text, weight in ((summary, _SUMMARY), (title, _TITLE)):
        for word in set(text):
            weights[word] = weights.get(word, 0) + weight * times
    return weights


@cache
def _weight(count: int, times: int) -> int:
    """The weight of a word that stands in a text `count` times."""
    return round(times * _TEXT * (1 + math.log2(count)))


def _ranges(
    vocabulary: Sequence[str], lists: Mapping[str, Sequence[int]]
) -> Iterator[tuple[int, str]]:
    """For each file the number of its first word, and the lists of its words.

    Postings are for each page the step from the page before and the weight, in turn; positions
    for each page their number and the steps from one to the next.
    """
    start, size = 0, 0
    chunk: list[list[int]] = []
    for number, word in enumerate(vocabulary):
        if size >= _NUMBERS_PER_FILE:
            yield start, _json(chunk)
            start, size, chunk = number, 0, []
        chunk.append(list(lists[word]))
        size += len(chunk[-1])
    if chunk:
        yield start, _json(chunk)


def _stepped(facets: _Facets) -> dict[str, dict[str, list[int]]]:
    """For each facet its values, each with its pages as differences to the page before."""
    return {
        name: {value: _steps(numbers) for value, numbers in sorted(values.items())}
        for name, values in sorted(facets.items())
    }


def _steps(numbers: list[int]) -> list[int]:
    return [here - before for before, here in zip([0, *numbers], numbers, strict=False)]


def _entries(site: Site) -> Iterator[Page]:
    for cls in site.build.library.kinds.values():
        if cls.folder:
            for entry in site.build.entries.of(cls).values():
                yield _article(site, entry) if isinstance(entry, Article) else _entry(site, entry)


def _path(site: Site, entry: Entry) -> str:
    docname, anchor = site.build.address(entry)
    return site.path(docname) + (f"#{anchor}" if anchor else "")


def _article(site: Site, article: Article) -> Page:
    authors = [author.name for author in article.authors]
    # Of a digest they wrote the original.
    after = f"{translate('After')} " if article.original else ""
    when = display(article.published, site.app.config.language)
    column = article.column
    caption = article.figure.caption if article.figure else ""
    languages = site.build.entries.languages
    references = [site.build.entries.of(Reference)[id_] for id_ in article.reference_ids]
    return Page(
        path=_path(site, article),
        title=article.title,
        summary=article.summary,
        texts=(
            *(article.subtitle, article.takeaway, article.text, caption),
            *(*article.keywords, *article.questions, *authors),
            *(topic.title for topic in article.topics),
            *(text for one in references for text in (one.title, *one.authors, one.container)),
        ),
        meta=" · ".join([byline(site.credit(article)), *([column.title] if column else []), when]),
        marks=site.marks(article),
        facets=(
            *(("author", f"{after}{author}") for author in authors),
            *(("column", one.title) for one in (column, *article.series) if one),
            *(("topic", topic.title) for topic in article.topics),
            ("year", str(article.year)),
            *((("language", language_name(article.language)),) if languages else ()),
        ),
    )


def _entry(site: Site, entry: Entry) -> Page:
    summary = str(getattr(entry, "summary", ""))
    names = tuple(getattr(entry, "author_names", ()))
    own = type(entry) in site.build.entries.own_kinds
    return Page(
        path=_path(site, entry),
        title=entry.label,
        summary=summary,
        texts=(*names, entry.text, *(texts(entry) if own else ())),
        meta=" · ".join([_labels().get(entry.kind, entry.kind.capitalize()), *names]),
        marks=site.marks(entry),
    )


def _labels() -> dict[str, str]:
    """What results call the kinds of entries besides articles."""
    return {
        "author": str(translate("Author")),
        "column": str(translate("Column")),
        "issue": str(translate("Issue")),
        "link": str(translate("Link")),
        "organization": str(translate("Organisation")),
        "reference": str(translate("Reading")),
        "topic": str(translate("Topic")),
    }


def _documents(app: Sphinx, docnames: Iterable[str]) -> list[Page]:
    """These of the project's documents."""
    return [_document(app, docname) for docname in sorted(docnames)]


def _document(app: Sphinx, docname: str) -> Page:
    doctree = app.env.get_doctree(docname)
    paragraph: Any = next(iter(doctree.findall(nodes.paragraph)), None)
    first = " ".join(paragraph.astext().split()) if paragraph else ""
    return Page(
        path=str(app.builder.get_target_uri(docname)),
        title=app.env.titles[docname].astext(),
        summary=first if len(first) < 200 else first[:197].rsplit(" ", 1)[0] + " …",
        texts=(doctree.astext(),),
    )


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
