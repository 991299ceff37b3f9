"""The command `refresher mcp`: a library for programs that speak the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path

import click

from refresher_content.cli.options import example
from refresher_content.cli.reading import library_option, opened

__all__ = ["COMMANDS"]


@click.command(
    epilog=example("refresher mcp", "refresher mcp --library my-articles --base https://x.example/")
)
@library_option
@click.option("--base", default="", help="The address of the archive's pages, for answers.")
def mcp(path: Path | None, base: str) -> None:
    """Serves a library on standard input and output to programs that speak the Model Context
    Protocol, with the tools search, get, list and related.
    """
    from refresher_content.mcp_server import server

    server(opened(path), base).run("stdio")


COMMANDS = {"mcp": mcp}
