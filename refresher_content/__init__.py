"""The archive of a periodical as typed objects, and the archive that comes with it.

    >>> import refresher_content as rc
    >>> rc.articles.filter(topic="leadership").order_by("title").first().title
    'A batting coach for executives?'

Importing the package reads nothing: the library is opened when it is first used.
"""

from __future__ import annotations

# The module `typing` would be most of what the import costs; type checkers know the name.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any, Unpack

    from refresher_content.diagnostics import Diagnostic, Report
    from refresher_content.errors import (
        ContentError,
        DetachedEntryError,
        KindError,
        LibraryFileError,
        MissingExtraError,
        NotOneError,
        RefresherError,
        UnknownIdError,
    )
    from refresher_content.library import Library
    from refresher_content.library.comparison import Change
    from refresher_content.model import (
        Article,
        Articles,
        Author,
        Body,
        Collection,
        Column,
        Contributor,
        Edition,
        Entry,
        Figure,
        Issue,
        Link,
        Organization,
        Original,
        PartialDate,
        Publication,
        Reference,
        Section,
        Topic,
    )
    from refresher_content.model.chunks import Chunk
    from refresher_content.model.entry import GathersArticles, refers_to
    from refresher_content.model.kind_collections import (
        Authors,
        Columns,
        Issues,
        Links,
        Organizations,
        References,
        Topics,
    )
    from refresher_content.model.results import Hit, Hits, Reason, Related
    from refresher_content.model.text_formats import Slug, Url
    from refresher_content.model.typed_filters import ArticleFilters
    from refresher_content.opening import bundled, open_library

    __version__: str
    articles: Articles
    authors: Authors
    columns: Columns
    issues: Issues
    links: Links
    organizations: Organizations
    references: References
    topics: Topics
    publication: Publication

__all__ = [
    "Article",
    "Articles",
    "Author",
    "Authors",
    "Body",
    "Change",
    "Chunk",
    "Collection",
    "Column",
    "Columns",
    "ContentError",
    "Contributor",
    "DetachedEntryError",
    "Diagnostic",
    "Edition",
    "Entry",
    "Figure",
    "GathersArticles",
    "Hit",
    "Hits",
    "Issue",
    "Issues",
    "KindError",
    "Library",
    "LibraryFileError",
    "Link",
    "Links",
    "MissingExtraError",
    "NotOneError",
    "Organization",
    "Organizations",
    "Original",
    "PartialDate",
    "Publication",
    "Reason",
    "Reference",
    "References",
    "RefresherError",
    "Related",
    "Report",
    "Section",
    "Slug",
    "Topic",
    "Topics",
    "UnknownIdError",
    "Url",
    "articles",
    "authors",
    "bundled",
    "check",
    "columns",
    "issues",
    "links",
    "open_library",
    "organizations",
    "publication",
    "references",
    "refers_to",
    "search",
    "topics",
]

_HOMES = {
    "Diagnostic": "diagnostics",
    "Report": "diagnostics",
    "Chunk": "model.chunks",
    "Hit": "model.results",
    "Hits": "model.results",
    "Reason": "model.results",
    "Related": "model.results",
    "Authors": "model.kind_collections",
    "Columns": "model.kind_collections",
    "Issues": "model.kind_collections",
    "Links": "model.kind_collections",
    "Organizations": "model.kind_collections",
    "References": "model.kind_collections",
    "Topics": "model.kind_collections",
    "GathersArticles": "model.entry",
    "Slug": "model.text_formats",
    "Url": "model.text_formats",
    "refers_to": "model.entry",
    "Library": "opening",
    "Change": "library.comparison",
    "bundled": "opening",
    "open_library": "opening",
}
"""The modules of public names; errors are in `errors`, and all others in `model`."""


def _resolve(name: str) -> Any:
    """The value of a public name, whose module is loaded when the name is first used."""
    from importlib import import_module

    if name == "__version__":
        return import_module("importlib.metadata").version("refresher-content")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name.islower() and name not in _HOMES:
        return getattr(import_module(f"{__name__}.opening").bundled(), name)
    home = _HOMES.get(name, "errors" if name.endswith("Error") else "model")
    return getattr(import_module(f"{__name__}.{home}"), name)


if not TYPE_CHECKING:
    # Hidden from type checkers, for which every name would exist.
    def __getattr__(name: str) -> Any:
        value = globals()[name] = _resolve(name)
        return value


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__", *(name for name in globals() if name[:2] == "__")})


def search(
    query: str,
    limit: int = 10,
    *,
    offset: int = 0,
    fields: Iterable[str] | None = None,
    **filters: Unpack[ArticleFilters],
) -> Hits:
    """The articles of the bundled library that a query finds, best first.

    Articles with all of its words come before those with some. Words match whatever their
    case, accents and English endings; text in double quotes matches as a phrase. The first
    `offset` hits are left out. `fields` are those in which the words must be: `title`,
    `subtitle`, `takeaway`, `summary`, `questions`, `figure` (its caption), `text`; all if None.
    `filters` are those of `Articles.filter`. An empty query finds nothing. Raises what
    `Articles.filter` raises, TypeError if the query is not a text, and ValueError for an
    unknown field.

    >>> search("fear", limit=1)[0].article.title
    'At times like these, exchange fear for inspiration'
    """
    library: Library = _resolve("bundled")()
    return library.search(query, limit, offset=offset, fields=fields, **filters)


def check(folder: str | Path, *, kinds: Iterable[type[Entry]] = ()) -> Report:
    """Every problem of every file of a content folder, as a `Report`. `kinds` are the classes of
    its own kinds.

    Needs the extra `authoring`. Raises NotADirectoryError if there is no such folder, and
    `KindError` for a class that can't be a kind.
    """
    from refresher_content.library.own_kinds import with_own
    from refresher_content.source.corpus import check

    return check(folder, with_own(kinds))
