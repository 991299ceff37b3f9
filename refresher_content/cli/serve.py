"""The command `refresher serve`: a live preview."""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

import click

from refresher_content.cli.options import PathType, example
from refresher_content.cli.output import progress, say
from refresher_content.display import visible
from refresher_content.errors import MissingExtraError

__all__ = ["COMMANDS"]


@click.command(
    epilog=example("refresher serve", "refresher serve my-articles --port 8080 --open"),
)
@click.argument("source", default=".", type=PathType(file_okay=False))
@click.option("--port", default=8000, show_default=True, help="The port; 0 for any free one.")
@click.option("--open", "open_", is_flag=True, help="Open the browser.")
def serve(source: Path, port: int, open_: bool) -> None:
    """Shows the book of the project SOURCE, or of a content folder, while you write.

    Each save is one build, after which the page in the browser loads itself again. Problems in
    the content appear in the page; it stays as it was until they are solved.
    """
    try:
        from refresher_content.book.preview import Preview, project_for
    except ImportError as error:
        raise MissingExtraError("book", "building a book") from error
    is_project = (source / "conf.py").is_file()
    if not is_project and not (source / "publication.md").is_file():
        raise click.UsageError(
            f"{source} has neither conf.py, as a project has, nor publication.md, as content has"
        )
    with ExitStack() as stack:
        folder = source
        if not is_project:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="refresher-")))
            project_for(source, folder)
        target = folder / "_build" / "preview"
        preview = Preview(folder, target, lambda line: say(visible(line), err=True))
        progress(f"building {source}")
        preview.build(os.cpu_count() or 1)
        server = stack.enter_context(preview.server(port))
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        click.echo(f"{address} shows {source}; Ctrl+C ends it")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        if open_:
            click.launch(address)
        try:
            preview.watch(threading.Event())
        except KeyboardInterrupt:
            server.shutdown()


COMMANDS = {"serve": serve}
