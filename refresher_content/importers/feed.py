"""A feed: Atom or RSS, saved as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
from lxml import etree

from refresher_content.importers.archive import Archive, Notes, Person, Post
from refresher_content.importers.fields import plain, text_of
from refresher_content.importers.mapping import Mapping
from refresher_content.importers.tags import escaped
from refresher_content.source.rewriting import Text

__all__ = ["read"]


def read(source: Path, notes: Notes, mapping: Mapping) -> Archive:
    """The archive of a feed."""
    if source.is_dir():
        raise ValueError(f"{source}: expected a feed, found a folder; save the feed as a file")
    data = source.read_bytes()
    # It would clean HTML, which our own reading does, and say of nothing where it was.
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("entries") and not found.get("version"):
        reason = found.get("bozo_exception", "no entries")
        raise ValueError(f"{source}: expected a feed in Atom or RSS: {reason}")
    site = found.feed
    address = text_of(site.get("link"))
    parts = urlsplit(address)
    archive = Archive(
        publication={
            "title": plain(text_of(site.get("title"))),
            "summary": plain(text_of(site.get("subtitle"))),
            "language": text_of(site.get("language")).split("-")[0].lower(),
            "rights": plain(text_of(site.get("rights"))),
            "url": address,
        },
        base=f"{parts.scheme}://{parts.netloc}" if parts.netloc else "",
        author=text_of((site.get("author_detail") or {}).get("name")),
        roots=(source.parent,),
        file_addresses=False,
    )
    author = site.get("author_detail") or {}
    if archive.author and text_of(author.get("href")).startswith("http"):
        url = text_of(author.get("href"))
        archive.people[archive.author] = Person(name=archive.author, url=url, path=source.name)
    if found.get("bozo"):
        reason = found.get("bozo_exception")
        notes.add(source.name, _line(reason), f"the feed isn't well-formed: {reason}")
    lines = _lines(data)
    for number, entry in enumerate(found.entries):
        line, text_line = lines[number] if number < len(lines) else (1, 1)
        archive.posts.append(_post(entry, source.name, line, text_line, archive, notes))
    return archive


def _discussion(entry: Any) -> str:
    """Where readers discuss an entry: the link of RFC 4685, or the element of RSS."""
    links = entry.get("links") or []
    replies = [text_of(one.get("href")) for one in links if one.get("rel") == "replies"]
    return text_of(entry.get("comments")) or next(iter(replies), "")


def _line(error: Any) -> int:
    return int(error.getLineNumber() or 1) if hasattr(error, "getLineNumber") else 1


def _lines(data: bytes) -> list[tuple[int, int]]:
    """The lines on which entries and their texts begin."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    found: list[tuple[int, int]] = []
    for item in root.iter("{*}entry", "{*}item") if root is not None else ():
        lines = {etree.QName(one).localname: one.sourceline for one in item.iterchildren("{*}*")}
        names = ("encoded", "content", "description", "summary")
        text = next((lines[name] for name in names if name in lines), item.sourceline)
        found.append((int(str(item.sourceline or 1)), int(str(text or 1))))
    return found


def _post(entry: Any, path: str, line: int, text_line: int, archive: Archive, notes: Notes) -> Post:
    address = text_of(entry.get("link"))
    contents = entry.get("content") or []
    summary = entry.get("summary", "")
    body = contents[0] if contents else entry.get("summary_detail", {"value": summary})
    value, kind = body.get("value", ""), body.get("type", "text/html")
    html = kind != "text/plain"
    # Its own look-up takes one date for the other, with a warning.
    updated = text_of(dict.get(entry, "updated"))
    people = [text_of(one.get("name")) for one in entry.get("authors") or [] if one.get("name")]
    for one in entry.get("authors") or []:
        link = text_of(one.get("href"))
        if one.get("name") and link.startswith("http"):
            archive.people.setdefault(
                text_of(one.name), Person(name=text_of(one.name), url=link, path=path, line=line)
            )
    parts = urlsplit(address)
    own = f"{parts.scheme}://{parts.netloc}" == archive.base
    post = Post(
        path=path,
        key=text_of(entry.get("id")) or address or f"entry-{line}",
        line=line,
        title=plain(text_of(entry.get("title"))),
        summary=plain(summary) if contents and summary != value else "",
        published=text_of(entry.get("published")) or updated,
        updated=updated if entry.get("published") else "",
        slug=parts.path.strip("/").rpartition("/")[2].rpartition(".html")[0]
        or parts.path.strip("/").rpartition("/")[2],
        authors=list(dict.fromkeys(people)),
        topics=[text_of(one.get("label") or one.get("term")) for one in entry.get("tags") or []],
        identifier=text_of(entry.get("id")),
        comments=_discussion(entry),
        rights=plain(text_of(entry.get("rights"))),
        addresses=[parts.path] if own and parts.path.strip("/") and not parts.query else [],
        original=address if parts.netloc and not own else "",
        body=Text.of(value if html else escaped(value), text_line),
        html=html,
    )
    if post.updated[:10] == post.published[:10]:
        post.updated = ""
    for one in contents[1:]:
        notes.add(path, line, f"another text of the entry is left out ({one.get('type', '')})")
    for one in entry.get("enclosures") or []:
        notes.add(path, line, f"a file of the entry is left out: {one.get('href', '')}")
    return post
