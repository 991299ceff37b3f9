"""A server for a built book, as a careful host would run it: compressed, with a strict policy."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

__all__ = ["POLICY", "free_port", "serving"]

POLICY = "default-src 'self'"
_COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".xml", ".atom", ".md", ".txt")


def free_port() -> int:
    """A port that nobody listens on."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(folder: Path, port: int, policy: str = POLICY) -> Iterator[str]:
    """Serves a folder while the context lasts; gives its address with a slash at the end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = folder / self.path.split("?")[0].split("#")[0].lstrip("/")
            if path.is_dir():
                path = path / "index.html"
            status = 200 if path.is_file() else 404
            path = path if path.is_file() else folder / "404.html"
            data = path.read_bytes()
            kind = mimetypes.guess_type(path.name)[0] or "text/plain"
            self.send_response(status)
            if path.suffix in _COMPRESSED:
                data = gzip.compress(data, 9, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
