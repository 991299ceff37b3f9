"""Links and pictures of a built site that lead nowhere, in every output of it.

python tests/links.py OUT ADDRESS [BOOK.epub]
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from lxml import etree, html
from markdown_it import MarkdownIt

__all__ = ["dead_links", "dead_links_of_epub"]

_NAMES = ("href", "src", "poster", "data")
_ATOM = "{http://www.w3.org/2005/Atom}"


def dead_links(out: Path, address: str) -> list[str]:
    """Those of pages, feeds, JSON files, the sitemap and Markdown versions of a site that is built
    for an address: `file: link`, once each.
    """
    site = _Site(out, address)
    found = (
        f"{name}: {link}" for name, links in _outputs(out) for link in site.dead(name, set(links))
    )
    return sorted(set(found))


def _outputs(out: Path) -> Iterator[tuple[str, Iterable[str]]]:
    """The links of each file, by its path."""
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if name.startswith(("_sources/", "_static/")):
            continue
        if path.suffix == ".html":
            yield name, _in_tree(html.fromstring(path.read_bytes()))
        elif path.suffix in (".atom", ".xml"):
            yield name, _in_xml(etree.parse(path).getroot())
        elif path.suffix == ".json":
            yield name, _in_json(json.loads(path.read_bytes()))
        elif path.suffix in (".md", ".txt"):
            yield name, _in_markdown(path.read_text(encoding="utf-8"))


def _in_tree(tree: Any) -> Iterator[str]:
    for one in tree.iter():
        for key in _NAMES if isinstance(one.tag, str) else ():
            if one.get(key) is not None:
                yield one.get(key)
        yield from (part.split()[0] for part in (one.get("srcset") or "").split(",") if part)


def _in_html(text: str) -> Iterator[str]:
    yield from _in_tree(html.fromstring(f"<div>{text}</div>"))


def _in_xml(root: Any) -> Iterator[str]:
    yield from _in_tree(root)
    for one in root.iter():
        if etree.QName(one).localname in ("loc", "uri"):
            yield one.text
        if one.tag == f"{_ATOM}content":
            yield from _in_html(one.text)


def _in_json(data: Any) -> Iterator[str]:
    """The links of feeds and of the files of entries."""
    if not isinstance(data, dict):
        return
    for key in ("home_page_url", "feed_url", "next_url", "page", "list", "$schema"):
        if isinstance(data.get(key), str):
            yield data[key]
    for item in data.get("items", ()):
        if isinstance(item, dict):
            yield item["url"]
            yield from (one["url"] for one in item.get("authors", ()) if "url" in one)
            yield from _in_html(item.get("content_html", ""))
    if isinstance(data.get("body"), dict):
        yield from _in_html(data["body"]["html"])


def _in_markdown(text: str) -> Iterator[str]:
    for token in MarkdownIt().enable("table").parse(text):
        for one in token.children or ():
            link = one.attrGet("href") or one.attrGet("src")
            if link:
                yield str(link)


class _Site:
    def __init__(self, out: Path, address: str) -> None:
        self._out = out
        self._address = address
        self._ids = cache(self._read_ids)

    def dead(self, name: str, links: Iterable[str]) -> Iterator[str]:
        """Those of a file's links that lead to no file or no place of the site."""
        for link in links:
            whole, anchor = urldefrag(urljoin(self._address + name, link))
            if not whole.startswith(self._address):
                # Other schemes and sites; an address of ours must not be written otherwise.
                if link.startswith(("/", "http://localhost", "file:")):
                    yield link
                continue
            path, *_ = whole.removeprefix(self._address).split("?")
            path = unquote(path) or "index.html"
            if not (self._out / path).is_file() or (
                anchor and path.endswith(".html") and unquote(anchor) not in self._ids(path)
            ):
                yield link

    def _read_ids(self, path: str) -> frozenset[str]:
        tree: Any = html.fromstring((self._out / path).read_bytes())
        return frozenset(tree.xpath("//@id | //a/@name"))


def dead_links_of_epub(book: Path) -> list[str]:
    """Those of an EPUB's documents: `file: link`, once each."""
    with zipfile.ZipFile(book) as package:
        names = set(package.namelist())
        trees = {
            name: etree.fromstring(package.read(name))
            for name in names
            if name.endswith((".xhtml", ".opf", ".ncx"))
        }
    ids = {name: {str(one.get("id")) for one in tree.iter()} for name, tree in trees.items()}
    found = set()
    for name, tree in trees.items():
        for link in _in_tree(tree):
            path, anchor = urldefrag(link)
            if ":" in path:
                continue
            there = normpath(urljoin(name, unquote(path))) if path else name
            missing = there not in names
            if missing or (anchor and there in ids and unquote(anchor) not in ids[there]):
                found.add(f"{name}: {link}")
    return sorted(found)


if __name__ == "__main__":
    found = dead_links(Path(sys.argv[1]), sys.argv[2])
    found += [link for book in sys.argv[3:] for link in dead_links_of_epub(Path(book))]
    sys.stdout.writelines(f"{link}\n" for link in found)
