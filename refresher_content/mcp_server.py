"""A library for programs that speak the Model Context Protocol: search, get, list, related.

Needs the extra `mcp`. The tools only read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from refresher_content.errors import MissingExtraError, RefresherError
from refresher_content.model import Entry
from refresher_content.model.site_paths import page_address

try:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations
except ImportError as error:
    raise MissingExtraError("mcp", "a server of the Model Context Protocol") from error

if TYPE_CHECKING:
    from refresher_content.library import Library

__all__ = ["server"]

P = ParamSpec("P")
R = TypeVar("R")

MAX_RESULTS = 50
"""The maximum number of entries in one answer."""

Form = Literal["markdown", "text", "html"]


def server(library: Library, base: str = "") -> MCPServer[Any]:
    """A server whose tools read a library; `base` is the address of the archive's pages, for the
    addresses in its answers. Its `run()` answers on standard input and output.
    """
    publication = library.publication
    made: MCPServer[Any] = MCPServer(
        "refresher-content",
        title=publication.edition.title or publication.title,
        instructions=publication.edition.summary or publication.summary,
    )
    tools = _Tools(library, base)
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for tool in (tools.search, tools.get, tools.list, tools.related):
        made.tool(annotations=reading)(tool)
    return made


def _reporting(tool: Callable[P, R]) -> Callable[P, R]:
    """A tool whose caller learns what was wrong with the call."""

    @wraps(tool)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return tool(*args, **kwargs)
        except (RefresherError, TypeError, ValueError) as error:
            raise ToolError(str(error)) from error

    return call


class _Tools:
    """What the server offers. The docstrings are what its callers read."""

    def __init__(self, library: Library, base: str) -> None:
        self._library = library
        self._base = base

    @_reporting
    def search(
        self,
        query: str,
        limit: int = 10,
        offset: int = 0,
        filters: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Finds articles by their words, best first. Text in double quotes is found as it stands;
        -word excludes. Filters narrow the search, such as {"topic": "strategy", "year": 2009}.
        """
        hits = self._library.search(query, min(limit, MAX_RESULTS), offset=offset, **filters or {})
        found = [hit.to_dict() | {"address": hit.article.url(self._base)} for hit in hits]
        return {"total": hits.total, "hits": found}

    @_reporting
    def get(self, id: str, kind: str = "article", form: Form = "markdown") -> dict[str, Any]:  # noqa: A002 - the name callers know
        """An entry with all that is known of it and its text, by its id or an earlier id. Kinds
        are article, author, column, issue, link, organization, publication, reference, topic.
        """
        entry = self._library.entry(kind, id)
        data = {**entry.to_dict(), "text": getattr(entry, form)}
        del data["body"]
        return data | {"address": page_address(entry.path, self._base)}

    @_reporting
    def list(
        self,
        kind: str = "article",
        filters: dict[str, Any] | None = None,
        matching: str | None = None,
        order_by: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> dict[str, Any]:
        """Entries of a kind that filters admit, such as {"topic": "strategy"},
        {"published__gte": "2009-02"} or {"title__icontains": "career"}. Words that entries
        must match bring the best first. An order is the name of a value, with - before it for
        descending.
        """
        if limit < 0 or offset < 0:
            raise ValueError("expected a limit and an offset that are not negative")
        found = self._library.collection(kind).filter(**filters or {})
        found = found if matching is None else found.matching(matching)
        found = found.order_by(order_by) if order_by else found
        shown = found[offset : offset + min(limit, MAX_RESULTS)]
        return {"total": len(found), "entries": [self._in_brief(one) for one in shown]}

    @_reporting
    def related(self, id: str, limit: int = 5) -> dict[str, Any]:  # noqa: A002 - as above
        """The articles that are most similar to one, best first, each with the reasons."""
        found = self._library.articles[id].related(min(limit, MAX_RESULTS))
        return {
            "articles": [
                self._in_brief(one.article)
                | {"reasons": [{"kind": why.kind, "value": why.value} for why in one.reasons]}
                for one in found
            ]
        }

    def _in_brief(self, entry: Entry) -> dict[str, Any]:
        published = getattr(entry, "published", None)
        return {
            "id": entry.id,
            "label": entry.label,
            "summary": str(getattr(entry, "summary", "")),
            "published": str(published) if published else "",
            "address": page_address(entry.path, self._base),
        }
