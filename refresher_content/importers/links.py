"""Where links and pictures lead: to entries, to files that come along, or elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from refresher_content.importers.archive import Archive, Notes, Post
from refresher_content.importers.text import Change, Text, definitions, destination, pieces
from refresher_content.source.assets import DOCUMENTS
from refresher_content.source.dialect.addresses import (
    AUDIO,
    PICTURES,
    VIDEO,
    ending,
    scheme,
)
from refresher_content.source.ids import slugify

__all__ = ["Positions", "rewritten", "site_path"]

_SOURCES = frozenset({"html", "ipynb", "markdown", "md", "mdx", "mkd", "rst", "txt"})
_SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")
Readdress = Callable[[str, bool, int], str | None]
"""Gives what an address becomes, given whether it is shown and its line; None to leave it."""


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


def rewritten(text: Text, new_address: Readdress) -> Text:
    """A text with new addresses for links, pictures, definitions and those in HTML."""
    return text.changed([*_links(text, new_address), *_definitions(text, new_address)])


def _links(text: Text, new_address: Readdress) -> Iterator[Change]:
    for piece in pieces(text):
        token = piece.token
        written = text.text[piece.start : piece.end]
        line = text.line_at(piece.start)
        if token.type in ("html_block", "html_inline"):
            yield from _html(text, piece.start, written, new_address)
        elif token.type in ("link_open", "image"):
            shown = token.type == "image"
            address = str(token.attrs["src" if shown else "href"])
            if place := destination(written, address):
                new = new_address(address, shown, line)
                if new is not None:
                    yield piece.start + place[0], piece.start + place[1], _written(new)
            elif written.startswith("<") and (new := new_address(address, shown, line)):
                yield piece.start, piece.end, f"[{written[1:-1]}]({_written(new)})"
        elif token.type == "directive_open":
            yield from _directive(text, piece.start, piece.token.meta["directive"], new_address)


def _directive(text: Text, start: int, one: object, new_address: Readdress) -> Iterator[Change]:
    name, argument = getattr(one, "name", ""), getattr(one, "argument", "")
    if name in ("figure", "image") and argument:
        at = text.text.find(argument, start)
        if (new := new_address(argument, True, text.line_at(start))) is not None and at >= 0:
            yield at, at + len(argument), new


def _definitions(text: Text, new_address: Readdress) -> Iterator[Change]:
    for address, start, end in definitions(text):
        shown = ending(address) in PICTURES
        if (new := new_address(address, shown, text.line_at(start))) is not None:
            yield start, end, _written(new)


def _written(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) or not address else address


def _html(text: Text, start: int, html: str, new_address: Readdress) -> Iterator[Change]:
    for tag in _StartTags(html).found:
        changed = False
        attributes: Mapping[str, str | None] = tag.attributes
        line = text.line_at(start + tag.start)
        new = dict(attributes)
        for name in ("href", "src", "poster"):
            value = attributes.get(name)
            shown = name != "href"
            if value and (address := new_address(value, shown, line)) is not None:
                new[name], changed = address, True
        if changed:
            parts = [
                key if value is None else f'{key}="{escape(value)}"' for key, value in new.items()
            ]
            ends = " /" if tag.written.endswith("/>") else ""
            written = f"<{' '.join([tag.name, *parts])}{ends}>"
            yield start + tag.start, start + tag.start + len(tag.written), written


@dataclass(frozen=True, slots=True)
class _StartTag:
    name: str
    attributes: Mapping[str, str | None]
    start: int
    written: str


class _StartTags(HTMLParser):
    """The start tags of a piece of HTML, with their places."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_StartTag] = []
        self._starts = [0]
        for line in html.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag."""
        line, column = self.getpos()
        written = self.get_starttag_text() or ""
        self.found.append(_StartTag(tag, dict(attrs), self._starts[line - 1] + column, written))
