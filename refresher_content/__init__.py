"""The archive of a periodical as typed objects, and the archive that comes with it.

    >>> import refresher_content as rc
    >>> rc.articles.filter(topic="leadership").order_by("title").first().title
    'Getting a handle on prioritization'

Importing the package reads nothing: the library is opened when it is first used.
"""

from __future__ import annotations

# The module `typing` would be most of what the import costs; type checkers know the name.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from refresher_content.diagnostics import Diagnostic, Report
    from refresher_content.errors import (
        ContentError,
        DetachedEntryError,
        LibraryFileError,
        MissingExtraError,
        NotOneError,
        RefresherError,
        UnknownIdError,
    )
    from refresher_content.library.collection import Articles, Collection
    from refresher_content.library.fulltext import Hit
    from refresher_content.library.library import Library, bundled, open_library
    from refresher_content.library.related import Reason, Related
    from refresher_content.model.dates import PartialDate
    from refresher_content.model.entries import (
        Article,
        Author,
        Body,
        Column,
        Entry,
        Figure,
        Issue,
        Link,
        Organization,
        Original,
        Publication,
        Reference,
        Section,
        Topic,
    )

    __version__: str
    articles: Articles
    authors: Collection[Author]
    columns: Collection[Column]
    issues: Collection[Issue]
    links: Collection[Link]
    organizations: Collection[Organization]
    references: Collection[Reference]
    topics: Collection[Topic]
    publication: Publication

_CONTENTS = (
    "articles",
    "authors",
    "columns",
    "issues",
    "links",
    "organizations",
    "publication",
    "references",
    "topics",
)
_HOMES = {
    "library.collection": ("Articles", "Collection"),
    "model.dates": ("PartialDate",),
    "errors": (
        "ContentError",
        "DetachedEntryError",
        "LibraryFileError",
        "MissingExtraError",
        "NotOneError",
        "RefresherError",
        "UnknownIdError",
    ),
    "library.library": ("Library", "bundled", "open_library"),
    "model.entries": (
        "Article",
        "Author",
        "Body",
        "Column",
        "Entry",
        "Figure",
        "Issue",
        "Link",
        "Organization",
        "Original",
        "Publication",
        "Reference",
        "Section",
        "Topic",
    ),
    "library.related": ("Reason", "Related"),
    "library.fulltext": ("Hit",),
    "diagnostics": ("Diagnostic", "Report"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Article",
    "Articles",
    "Author",
    "Body",
    "Collection",
    "Column",
    "ContentError",
    "DetachedEntryError",
    "Diagnostic",
    "Entry",
    "Figure",
    "Hit",
    "Issue",
    "Library",
    "LibraryFileError",
    "Link",
    "MissingExtraError",
    "NotOneError",
    "Organization",
    "Original",
    "PartialDate",
    "Publication",
    "Reason",
    "Reference",
    "RefresherError",
    "Related",
    "Report",
    "Section",
    "Topic",
    "UnknownIdError",
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
    "search",
    "topics",
]


def __getattr__(name: str) -> Any:
    """Resolves a public name when it is first touched (PEP 562)."""
    if name in _HOME_OF:
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    elif name in _CONTENTS:
        from refresher_content.library.library import bundled

        value = getattr(bundled(), name)
    elif name == "__version__":
        from importlib.metadata import version

        value = version("refresher-content")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})


def search(query: str, limit: int = 10, **words: Any) -> list[Hit]:
    """The articles of the bundled library that a query finds, best first.

    See `refresher_content.fulltext.search` for what a query may say; `words` are the
    filter words of articles.
    """
    from refresher_content.library.library import bundled

    return bundled().search(query, limit, **words)


def check(folder: str | Path) -> Report:
    """Every fault of every file of a content folder, as a `Report`.

    Needs the extra `authoring`. Raises NotADirectoryError if there is no such folder.
    """
    from refresher_content.source.corpus import check

    return check(folder)
