"""The server of the Model Context Protocol answers its SDK's client as the library does."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest

import refresher_content as rc

pytest.importorskip("mcp.server.mcpserver", reason="needs the extra mcp")

from mcp import Client, StdioServerParameters

from refresher_content.mcp_server import server

BASE = "https://example.org/archive/"


def _call(library: rc.Library, tool: str, **arguments: Any) -> Any:
    async def call() -> Any:
        async with Client(server(library, BASE)) as client:
            return await client.call_tool(tool, arguments)

    result = asyncio.run(call())
    if result.is_error:
        raise AssertionError(result.content[0].text)
    return result.structured_content


def test_the_tools_say_what_they_do(library: rc.Library) -> None:
    """There are four tools, with a description and a schema of their arguments; all only read."""

    async def tools() -> Any:
        async with Client(server(library)) as client:
            return (await client.list_tools()).tools

    found = {one.name: one for one in asyncio.run(tools())}
    assert set(found) == {"search", "get", "list", "related"}
    for tool in found.values():
        assert tool.description
        assert tool.annotations.read_only_hint
    assert set(found["search"].input_schema["properties"]) == {
        "query",
        "limit",
        "offset",
        "filters",
    }


def test_search_finds_what_the_library_finds(library: rc.Library) -> None:
    """Hits are those of `Library.search`, with their number and addresses."""
    answer = _call(library, "search", query="rope", limit=2, filters={"topic": "tools"})
    hits = library.search("rope", 2, topic="tools")
    assert answer["total"] == hits.total
    assert [one["id"] for one in answer["hits"]] == [hit.article.id for hit in hits]
    assert answer["hits"][0]["address"] == hits[0].article.url(BASE)


def test_get_gives_an_entry(library: rc.Library) -> None:
    """An entry comes with its fields and its text in one form, by its id or an earlier one."""
    answer = _call(library, "get", id="the-lead", form="text")
    entry = library.articles["lead-line"]
    assert (answer["id"], answer["text"]) == ("lead-line", entry.text)
    assert answer["topics"] == list(entry.topic_ids)
    assert _call(library, "get", id="tides", kind="topic")["kind"] == "topic"


def test_list_filters_and_orders(library: rc.Library) -> None:
    """Lists take the filters and orders of collections, and are cut."""
    answer = _call(
        library, "list", filters={"published__gte": "2011"}, order_by="title", limit=2, offset=1
    )
    expected = library.articles.filter(published__gte="2011").order_by("title")
    assert answer["total"] == len(expected)
    assert [one["id"] for one in answer["entries"]] == list(expected[1:3].ids)
    assert _call(library, "list", kind="author")["total"] == len(library.authors)


def test_related_gives_reasons(library: rc.Library) -> None:
    """Similar articles are those of `Article.related`, each with the reasons."""
    answer = _call(library, "related", id="rope")
    related = library.articles["rope"].related(5)
    assert [one["id"] for one in answer["articles"]] == [one.article.id for one in related]
    assert answer["articles"][0]["reasons"][0]["kind"] == related[0].reasons[0].kind


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("get", {"id": "ecco"}, "no article 'ecco'; did you mean 'echo'"),
        ("get", {"id": "echo", "kind": "artcle"}, "no kind 'artcle'; did you mean 'article'"),
        ("list", {"filters": {"topics": "tides"}}, "did you mean 'topic'"),
        ("list", {"kind": "page"}, "no kind 'page'"),
        ("list", {"limit": -1}, "that are not negative"),
        ("search", {"query": "rope", "filters": {"year": "soon"}}, "is not a year"),
        ("related", {"id": "nope"}, "no article 'nope'"),
    ],
)
def test_a_wrong_call_learns_why(
    library: rc.Library, tool: str, arguments: dict[str, Any], message: str
) -> None:
    """An unknown id, filter or kind is an error of the tool that names what was meant."""
    with pytest.raises(AssertionError, match=message):
        _call(library, tool, **arguments)


def test_the_command_serves_on_standard_input(library: rc.Library) -> None:
    """`refresher mcp` answers the client that starts it."""
    command = ["-m", "refresher_content", "mcp", "--library", str(library.source)]

    async def ask() -> Any:
        async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:
            return await client.call_tool("search", {"query": "rope"})

    result = asyncio.run(ask())
    assert result.structured_content["total"] == library.search("rope").total


def test_a_missing_sdk_names_its_extra() -> None:
    """Without the SDK, the error says what to install."""
    code = "import sys; sys.modules['mcp'] = None\nimport refresher_content.mcp_server"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "pip install 'refresher-content[mcp]'" in result.stderr
    assert result.returncode == 1
