"""A live preview: one build per save, pages that load themselves again, problems in the page.

Builds run in this process, where Sphinx and its extensions are loaded already. A build that fails
leaves the pages of the last good one.
"""

from __future__ import annotations

import io
import json
import os
import re
import threading
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

from refresher_content.book.build import content_folder

__all__ = ["Preview", "project_for"]

_EVENTS = "/_refresher/events"
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_SETTLED = 0.05
"""How long files must stay as they are before a build, in seconds: editors write in steps."""
_SKIPPED = frozenset({"_build", "__pycache__", "node_modules", "venv"})

_CONF = """extensions = ["refresher_content.book"]
project = {title}
refresher_content = {content}
html_theme = "refresher"
"""
_INDEX = "# {title}\n\n```{{include}} archive/_home.md\n```\n"

Files = dict[str, tuple[int, int]]
"""For each file that is watched its time and its size."""


def project_for(content: Path, folder: Path) -> None:
    """Writes the smallest project that shows a content folder."""
    title = content.resolve().name
    values = {"title": json.dumps(title), "content": json.dumps(str(content.resolve()))}
    (folder / "conf.py").write_text(_CONF.format(**values), encoding="utf-8")
    (folder / "index.md").write_text(_INDEX.format(title=title), encoding="utf-8")


@dataclass
class Preview:
    """A project that is built when it is saved, and served."""

    source: Path
    """The folder of the project."""
    target: Path
    """Where its pages go."""
    say: Callable[[str], None]
    """Shows a line in the terminal."""
    version: int = 0
    """How often it has been built."""
    problems: str = ""
    """What the last build had to say; empty if nothing."""
    failed: bool = False
    """Whether the last build has failed."""
    _watched: tuple[Path, ...] = ()
    _seen: Files = field(default_factory=dict)
    """What was watched, as it was when the last build began."""
    _generated: str = "archive"
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def build(self, jobs: int = 1) -> None:
        """Builds the project, and tells the pages that are open."""
        warnings, printed = io.StringIO(), io.StringIO()
        failed, message = False, ""
        self._seen = self.files()
        try:
            with redirect_stderr(printed):
                self._build(warnings, jobs)
        except SystemExit as error:
            failed, message = True, str(error)
        except Exception as error:  # whatever a project's own code raises
            failed, message = True, f"{type(error).__name__}: {error}"
        text = _COLOR.sub("", warnings.getvalue()).replace("WARNING: ", "").strip()
        problems = "\n".join(part for part in (text, message) if part)
        with self._changed:
            self.failed, self.problems = failed, problems
            self._changed.notify_all()
        for line in problems.splitlines():
            self.say(line)
        self.say("the last good pages stay" if failed else f"built, number {self.version}")

    def _show(self, app: Sphinx, error: Exception | None) -> None:
        """Tells the pages that are open that there are new ones."""
        if error:
            return
        with self._changed:
            self.version += 1
            self.failed, self.problems = False, ""
            self._changed.notify_all()

    def _build(self, warnings: io.StringIO, jobs: int) -> None:
        # Sphinx adds a project's translations to those of the last build in this process.
        translators.clear()
        doctrees = self.target.parent / f"{self.target.name}-doctrees"
        with patch_docutils(str(self.source)), docutils_namespace():
            app = Sphinx(
                self.source,
                self.source,
                self.target,
                doctrees,
                "html",
                status=None,
                warning=warnings,
                parallel=jobs,
            )
            self._generated = str(getattr(app.config, "refresher_folder", "archive"))
            if name := getattr(app.config, "refresher_content", ""):
                self._watch_content(content_folder(Path(app.confdir), name))
            # Pages come first, feeds and search after them: who writes looks at a page.
            app.connect("build-finished", self._show, priority=1)
            app.build()
            if app.statuscode:
                raise SphinxError("the build has failed")

    def _watch_content(self, folder: Path) -> None:
        if self._watched != (folder,):
            self._watched = (folder,)
            self._seen |= self._files(folder.resolve())

    def files(self) -> Files:
        """What is watched, as it is now."""
        found: Files = {}
        for folder in {self.source.resolve(), *(one.resolve() for one in self._watched)}:
            found |= self._files(folder)
        return found

    def _files(self, top: Path) -> Files:
        found: Files = {}
        ours = {str(self.target.resolve()), str(self.source.resolve() / self._generated)}
        ours.add(f"{self.target.resolve()}-doctrees")
        folders = [str(top)]
        while folders:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        if entry.name[0] == "." or entry.name in _SKIPPED or entry.path in ours:
                            continue
                        if entry.is_dir():
                            folders.append(entry.path)
                        else:
                            status = entry.stat()
                            found[entry.path] = (status.st_mtime_ns, status.st_size)
            except OSError:
                # It has gone since: the next look will say so.
                continue
        return found

    def watch(self, stopped: threading.Event) -> None:
        """Builds after each change until it is stopped, also after one that was made while the
        last build ran.
        """
        while not stopped.wait(_SETTLED * 2):
            now = self.files()
            if now == self._seen:
                continue
            while not stopped.wait(_SETTLED) and (later := self.files()) != now:
                now = later
            self.build()

    def server(self, port: int) -> ThreadingHTTPServer:
        """A server of the pages, for this computer only. Port 0 is any that is free."""
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, preview=self))
        server.daemon_threads = True
        return server

    def event(self) -> str:
        """The state of the preview, for the pages that are open."""
        state = {"version": self.version, "failed": self.failed, "problems": self.problems}
        return json.dumps(state)

    def next_event(self, last: str, seconds: float) -> str:
        """The state when it is another than the last one, or after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.event() != last, seconds)
            return self.event()


class _Handler(SimpleHTTPRequestHandler):
    """Serves pages with the script that loads them again, and the events that it waits for."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, preview: Preview) -> None:
        self._preview = preview
        super().__init__(*args, directory=str(preview.target))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Logs nothing: the terminal is for problems."""

    def do_GET(self) -> None:
        """Answers with events, a page or a file."""
        path = Path(self.translate_path(self.path))
        if self.path == _EVENTS:
            self._events()
        elif path.is_dir() and self.path.partition("?")[0].endswith("/"):
            self._page(path / "index.html")
        elif path.suffix == ".html" or not path.exists():
            self._page(path)
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Keeps browsers from showing what they have seen before."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _page(self, path: Path) -> None:
        missing = not path.is_file()
        path = self._preview.target / "404.html" if missing else path
        html = path.read_text(encoding="utf-8") if path.is_file() else "<body>not found</body>"
        script = files("refresher_content.book").joinpath("preview.js").read_text("utf-8")
        shown = f"<script>{script.replace('VERSION', str(self._preview.version))}</script>"
        body = (html + shown).encode()
        self.send_response(404 if missing else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        last = ""
        try:
            while True:
                event = self._preview.next_event(last, 15)
                # A comment now and then shows whether the page is still open.
                line = ":\n\n" if event == last else f"data: {event}\n\n"
                last = event
                self.wfile.write(line.encode())
                self.wfile.flush()
        except OSError:
            self.close_connection = True
