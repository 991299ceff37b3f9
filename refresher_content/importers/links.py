"""Where links and pictures lead: to entries, to files that come along, or elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from refresher_content.importers.archive import Archive, Notes, Post
from refresher_content.source.assets import DOCUMENTS
from refresher_content.source.dialect.addresses import (
    AUDIO,
    PICTURES,
    VIDEO,
    ending,
    scheme,
)
from refresher_content.source.ids import slugify
from refresher_content.source.rewriting import Readdress

__all__ = ["Positions", "site_path"]

_SOURCES = frozenset({"html", "ipynb", "markdown", "md", "mdx", "mkd", "rst", "txt"})
_SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")


def site_path(address: str) -> str:
    """An address below the root of a site, in the form in which addresses are compared."""
    parts = urlsplit(address)
    if parts.path in ("", "/") and (found := re.match(r"(?:p|page_id)=(\d+)", parts.query)):
        return f"/?p={found[1]}"
    path = unquote(parts.path)
    path = re.sub(r"(^|/)index\.\w+$", r"\1", path)
    return "/" + re.sub(r"\.html?$", "", path).strip("/")


@dataclass
class Positions:
    """What of a source is where: entries by their former addresses, and files."""

    archive: Archive
    source: Path
    notes: Notes
    by_address: dict[str, str] = field(default_factory=dict)
    """The files of entries by the addresses at which they were."""
    by_file: dict[str, str] = field(default_factory=dict)
    """The files of entries by the files of the source."""
    files: dict[str, Path] = field(default_factory=dict)
    """The files that come along, by their new names."""
    _names: dict[Path, str] = field(default_factory=dict)

    def readdress(self, post: Post) -> Readdress:
        """What rewrites the addresses of a post."""
        return lambda address, shown, line: self.new_address(address, shown, line, post)

    def new_address(self, address: str, shown: bool, line: int, post: Post) -> str | None:
        """The address for one that a post has; None to leave it."""
        translated = self.archive.translate and self.archive.translate(address, post)
        path = self._own_path(translated or address.strip())
        if path is None:
            return None
        if path.startswith("#"):
            return None
        fragment = urlsplit(path).fragment
        if not shown and (entry := self._entry(path, post)):
            return self.relative(entry) + (f"#{fragment}" if fragment else "")
        if file := self._file(path, post):
            return quote(self.relative(self._moved(file)))
        page = "" if shown else self._by_source(path, post, self.archive.pages)
        if page and self.archive.base:
            self.notes.add(post.path, line, f"a link to what isn't imported: {path}")
            return self.archive.base.rstrip("/") + page + (f"#{fragment}" if fragment else "")
        if not shown and self.archive.base and not page:
            base = self.archive.base.rstrip("/")
            whole = base + path if path.startswith("/") else urljoin(self._base(post), path)
            self.notes.add(post.path, line, f"a link to what isn't imported: {path}")
            return whole
        return None

    def relative(self, path: str) -> str:
        """The way from an article to a file of the content folder."""
        return posixpath.relpath(path, "articles")

    def _base(self, post: Post) -> str:
        own = post.addresses[0].lstrip("/") if post.addresses else ""
        return urljoin(self.archive.base.rstrip("/") + "/", own)

    def _own_path(self, address: str) -> str | None:
        """An address without the site that it is on; None if that is another one."""
        base = urlsplit(self.archive.base)
        if scheme(address) in ("http", "https", "//"):
            parts = urlsplit(address)
            if not base.netloc or parts.netloc.removeprefix("www.") != base.netloc.removeprefix(
                "www."
            ):
                return None
            address = parts._replace(scheme="", netloc="").geturl() or "/"
        elif scheme(address):
            return None
        prefix = base.path.rstrip("/")
        if prefix and (address + "/").startswith(prefix + "/"):
            address = address[len(prefix) :] or "/"
        return address

    def _entry(self, path: str, post: Post) -> str:
        """The file of the entry to which a path of the site or of the source leads."""
        bare = unquote(urlsplit(path).path)
        if file := self._by_source(path, post, self.by_file):
            return file
        own = post.addresses[0] if post.addresses else "/"
        found = self.by_address.get(site_path(urljoin(own, path)))
        return found or self.by_address.get(site_path(f"/{bare.lstrip('/')}"), "")

    def _by_source(self, path: str, post: Post, known: Mapping[str, str]) -> str:
        """What is known for the file of the source to which a path leads."""
        bare = unquote(urlsplit(path).path)
        if not self.archive.file_addresses or ending(bare) not in _SOURCES:
            return ""
        near = posixpath.normpath(posixpath.join(posixpath.dirname(post.path), bare))
        return known.get(near) or known.get(bare.lstrip("/"), "")

    def _file(self, path: str, post: Post) -> Path | None:
        bare = unquote(urlsplit(path).path)
        if ending(bare) not in PICTURES | AUDIO | VIDEO | DOCUMENTS:
            return None
        below = bare.lstrip("/")
        near = [] if bare.startswith("/") else [folder / bare for folder in post.folders]
        if post.addresses and not bare.startswith("/"):
            below = urljoin(post.addresses[0], bare).lstrip("/")
        roots = [root / one for root in self.archive.roots for one in (below, bare.lstrip("/"))]
        root = self.source.resolve()
        # WordPress has smaller copies of pictures, with their sizes in their names.
        whole_size = [one.with_name(_SIZE.sub("", one.name)) for one in (*near, *roots)]
        for file in (*near, *roots, *whole_size):
            whole = Path(posixpath.normpath(file.as_posix()))
            if whole.is_file() and whole.resolve().is_relative_to(root):
                return whole
        return None

    def _moved(self, file: Path) -> str:
        """The new name of a file, which from now on comes along."""
        if file not in self._names:
            shown = ending(file.name) in PICTURES | AUDIO | VIDEO
            folder = "images" if shown else "files"
            stem, suffix = slugify(file.stem) or "file", file.suffix.lower()
            name, number = f"{folder}/{stem}{suffix}", 2
            while name in self.files:
                name, number = f"{folder}/{stem}-{number}{suffix}", number + 1
            self.files[name], self._names[file] = file, name
        return self._names[file]
