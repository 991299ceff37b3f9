"""Whether a built book can be published: links, pictures, addresses, and what hosts look for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

__all__ = ["Finding", "findings"]

_SHOWN = {"img": "picture", "source": "file", "video": "file", "audio": "file", "track": "file"}
_LOADED = {"script": "script", "link": "file"}
_REFRESH = re.compile(r"\d+\s*;\s*url=(.*)", re.IGNORECASE)
_LOCAL = ("localhost", "127.0.0.1", "")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that readers would miss."""

    path: str
    """The file, relative to the folder of the book."""
    line: int
    """The line in it, from 1."""
    message: str
    """What is wrong, and what to do about it."""


@dataclass
class _Page(HTMLParser):
    """Where a page points to, and its ids."""

    ids: set[str] = field(default_factory=set)
    links: list[tuple[int, str, str]] = field(default_factory=list)
    """The line, what it is, and the address."""
    canonical: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what a tag says."""
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        if given.get("id"):
            self.ids.add(given["id"])
        if tag == "a" and given.get("name"):
            self.ids.add(given["name"])
        if tag == "a" and "href" in given:
            self.links.append((line, "link", given["href"]))
        elif tag == "link" and given.get("rel") == "canonical":
            self.canonical = given.get("href", "")
        elif tag == "meta" and (found := _REFRESH.fullmatch(given.get("content", ""))):
            self.links.append((line, "redirect", found[1].strip()))
        noun = _SHOWN.get(tag) or _LOADED.get(tag)
        for name in ("src", "poster", "href") if noun and tag != "a" else ():
            if given.get(name) and given.get("rel") != "canonical":
                self.links.append((line, str(noun), given[name]))


def findings(folder: Path) -> list[Finding]:
    """What a built book lacks for readers, by file and line."""
    pages = {path.relative_to(folder).as_posix(): _read(path) for path in folder.rglob("*.html")}
    home = pages.get("index.html", _Page())
    base = home.canonical.removesuffix("index.html")
    found = [*_of_site(folder, base), *_of_sphinx(folder), *_of_sitemap(folder, base)]
    for name, page in pages.items():
        for line, noun, address in page.links:
            if message := _problem(folder, pages, base, name, address):
                found.append(Finding(name, line, f"the {noun} {address!r} {message}"))
    return sorted(found)


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8", errors="replace"))
    page.close()
    return page


def _of_site(folder: Path, base: str) -> Iterator[Finding]:
    if not (folder / "index.html").is_file():
        yield Finding("index.html", 1, "there is no home page")
    elif not base:
        message = "the book's address isn't known; feeds, sitemap and previews need it:"
        yield Finding("index.html", 1, f"{message} set html_baseurl in conf.py")
    elif urlsplit(base).hostname in _LOCAL or urlsplit(base).scheme != "https":
        message = f"the book's address is {base}; expected one of https that others can open:"
        yield Finding("index.html", 1, f"{message} set html_baseurl in conf.py")
    if not (folder / "404.html").is_file():
        message = "there is no page for addresses that don't exist: use the theme 'refresher'"
        yield Finding("404.html", 1, message)
    if not (folder / ".nojekyll").is_file():
        message = "GitHub Pages would leave out folders that begin with '_': add an empty file"
        yield Finding(".nojekyll", 1, message)


def _of_sphinx(folder: Path) -> Iterator[Finding]:
    """What Sphinx keeps for itself: with paths of this machine, and as large as the pages."""
    for path in sorted(folder.rglob("environment.pickle")):
        name = path.parent.relative_to(folder).as_posix()
        message = "what Sphinx keeps from build to build is in the book: build with"
        yield Finding(name, 1, f"{message} sphinx-build -d FOLDER, and remove it")


def _of_sitemap(folder: Path, base: str) -> Iterator[Finding]:
    path = folder / "sitemap.xml"
    if not base or not path.is_file():
        return
    tree = ElementTree.parse(path)  # noqa: S314 - the build has written it
    for one in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        address = (one.text or "").strip()
        place = unquote(urlsplit(address.removeprefix(base)).path)
        if not address.startswith(base) or _file(folder, place) is None:
            yield Finding("sitemap.xml", 1, f"the page {address} doesn't exist")


def _problem(folder: Path, pages: dict[str, _Page], base: str, name: str, address: str) -> str:
    """What is wrong with an address of a page; empty if nothing, or if it is of another site."""
    if base and address.startswith(base):
        address = "/" + address.removeprefix(base)
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    path = unquote(parts.path)
    if path.startswith("/"):
        place = path.lstrip("/")
        prefix = urlsplit(base).path.strip("/")
        place = place.removeprefix(f"{prefix}/") if prefix else place
    else:
        place = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
    if place.startswith(".."):
        return "leads out of the book"
    file = _file(folder, place)
    if file is None:
        return "leads to nothing"
    target = pages.get(file)
    anchor = unquote(parts.fragment)
    if target is not None and anchor and anchor != "top" and anchor not in target.ids:
        return f"leads to a place that {file} doesn't have"
    return ""


def _file(folder: Path, place: str) -> str | None:
    """The file that a host shows for a path; None if there is none."""
    place = place.removeprefix("./").rstrip("/")
    place = "" if place == "." else place
    if (folder / place).is_dir():
        place = f"{place}/index.html".lstrip("/")
    return place if (folder / place).is_file() else None
