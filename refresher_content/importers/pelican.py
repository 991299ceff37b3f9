"""Pelican: `pelicanconf.py`, Markdown with metadata, reStructuredText."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from refresher_content.importers.archive import Archive, Notes, Post
from refresher_content.importers.dates import day_of
from refresher_content.importers.fields import KEYS, add_fields, text_of
from refresher_content.importers.folders import MARKDOWN, text_in, walk
from refresher_content.importers.mapping import Mapping
from refresher_content.importers.matter import Matter
from refresher_content.importers.python_markdown import PythonMarkdown, expand
from refresher_content.importers.settings import read_python
from refresher_content.importers.tags import Grammar
from refresher_content.source.ids import slugify
from refresher_content.source.rewriting import Text

__all__ = ["read", "syntax"]

_META = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_LINK = re.compile(
    r"[{|](?P<what>filename|static|attach|tag|category|author|index)[}|](?P<path>.*)"
)
_KEYS = KEYS | {
    "authors": "",
    "author": "",
    "status": "",
    "save_as": "",
    "url": "",
    "translation": "",
}
_DRAFTS = ("draft", "hidden", "skip")


def _settings(source: Path, notes: Notes) -> tuple[dict[str, Any], Path]:
    """The settings, and the folder of the articles."""
    found: dict[str, Any] = {}
    for name in ("pelicanconf.py", "publishconf.py"):
        own = read_python(source / name, name, notes)
        found |= {key: value for key, value in own.items() if value not in ("", None)}
    folder = source / str(found.get("PATH", "content"))
    return found, folder if folder.is_dir() else source


def syntax(source: Path) -> Grammar:
    """What Python-Markdown adds to Markdown."""
    site, _ = _settings(source, Notes())
    configured = site.get("MARKDOWN") or {}
    extensions = [*configured.get("extensions", ()), *configured.get("extension_configs", ())]
    plugins = [str(one) for one in site.get("PLUGINS") or ()]
    return PythonMarkdown([*extensions, *plugins])


def read(source: Path, notes: Notes, mapping: Mapping) -> Archive:
    """The archive of a Pelican site."""
    site, content = _settings(source, notes)
    archive = Archive(
        publication={
            "title": text_of(site.get("SITENAME")),
            "summary": text_of(site.get("SITESUBTITLE") or site.get("SITE_DESCRIPTION")),
            "language": text_of(site.get("DEFAULT_LANG")),
            "url": text_of(site.get("SITEURL")),
        },
        base=text_of(site.get("SITEURL")),
        author=text_of(site.get("AUTHOR")),
        zone=text_of(site.get("TIMEZONE")),
        roots=(content,),
    )
    prefix = content.relative_to(source).as_posix()
    pages = [str(one).strip("/") for one in site.get("PAGE_PATHS", ["pages"])]
    keys = _KEYS | mapping.keys
    for path in walk(content):
        where, below = path.relative_to(source).as_posix(), path.relative_to(content).as_posix()
        if not (MARKDOWN.search(path.name) or path.suffix in (".rst", ".html", ".htm")):
            continue
        if any(below == one or below.startswith(f"{one}/") for one in pages if one):
            notes.add(where, 1, "not imported: a page, not an article; write it beside index.md")
            continue
        post = _read(path, where, notes)
        if post is not None:
            _complete(*post, below, site, archive, keys, notes)
    _join_translations(archive)
    archive.expand = lambda tag, post: expand(tag, post, notes)
    archive.translate = lambda address, _: _translated(address, prefix, site)
    return archive


def _read(path: Path, where: str, notes: Notes) -> tuple[Post, Matter] | None:
    text = text_in(path, where, notes)
    if MARKDOWN.search(path.name):
        matter = _metadata(text)
        return Post(path=where, body=matter.body, folders=(path.parent,)), matter
    if path.suffix in (".html", ".htm"):
        return _read_html(text, where, path)
    from refresher_content.importers import rest

    def report(line: int, message: str) -> None:
        notes.add(where, line, message)

    document = rest.parse(text, report)
    matter = Matter({"title": document.title, **document.fields})
    body = document.html(lambda *_: None, report)
    return Post(path=where, body=body, html=True, folders=(path.parent,)), matter


def _metadata(text: str) -> Matter:
    """The metadata of Python-Markdown: keys with values, until the first empty line."""
    lines = text.replace("\r\n", "\n").split("\n")
    matter, key, number = Matter(), "", 0
    for number, line in enumerate(lines):
        if number == 0 and line.rstrip() == "---":
            continue
        found = _META.fullmatch(line)
        if found:
            key = found["key"].lower()
            matter.data[key] = found["value"].strip()
            matter.lines[key] = number + 1
        elif line.startswith("    ") and key:
            matter.data[key] = f"{matter.data[key]} {line.strip()}".strip()
        else:
            break
    if matter.data and number < len(lines) and lines[number].rstrip() in ("---", "..."):
        number += 1
    first = number if matter.data else 0
    matter.body = Text.of("\n".join(lines[first:]), first + 1)
    return matter


def _read_html(text: str, where: str, path: Path) -> tuple[Post, Matter]:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    matter = Matter({"title": soup.title.get_text() if soup.title else ""})
    for one in soup.find_all("meta"):
        if one.get("name"):
            matter.data[str(one["name"]).lower()] = str(one.get("content", ""))
    body = soup.body.decode_contents() if soup.body else text
    first = (soup.body.sourceline or 1) if soup.body else 1
    return Post(path=where, body=Text.of(body, first), html=True, folders=(path.parent,)), matter


def _complete(
    post: Post,
    matter: Matter,
    below: str,
    site: dict[str, Any],
    archive: Archive,
    keys: Any,
    notes: Notes,
) -> None:
    """Adds what the metadata, the file's name and its folder say."""
    given = text_of(matter.data.get("authors") or matter.data.get("author"))
    parts = (
        given.split(";")
        if ";" in given
        else [given]
        if "authors" not in matter.data
        else given.split(",")
    )
    post.authors = [one.strip() for one in parts if one.strip()]
    add_fields(post, matter, keys, notes)
    stem = posixpath.splitext(posixpath.basename(below))[0]
    named = re.match(r"(\d{4}-\d{2}-\d{2})", stem)
    post.published = post.published or (named[1] if named else "")
    if not post.published and site.get("DEFAULT_DATE") == "fs":
        notes.add(post.path, 1, "its date was that of the file; name one in a mapping file")
    status = text_of(
        matter.data.get("status") or (site.get("DEFAULT_METADATA") or {}).get("status")
    )
    post.draft = post.draft or status.lower() in _DRAFTS
    folder = posixpath.dirname(below).split("/")[0]
    if not post.column and site.get("USE_FOLDER_AS_CATEGORY", True) and folder:
        post.column = folder
    column = post.column or str(site.get("DEFAULT_CATEGORY", "misc"))
    by_name = site.get("SLUGIFY_SOURCE") == "basename"
    post.slug = post.slug or slugify(stem if by_name or not post.title else post.title)
    language = post.language or str(site.get("DEFAULT_LANG", "en"))
    values = {"slug": post.slug, "lang": language, "category": slugify(column)}
    values["author"] = slugify((post.authors or [archive.author])[0])
    kind = "ARTICLE" if language == site.get("DEFAULT_LANG", "en") else "ARTICLE_LANG"
    default = "{slug}.html" if kind == "ARTICLE" else "{slug}-{lang}.html"
    form = text_of(matter.data.get("url")) or text_of(site.get(f"{kind}_URL")) or default
    address = _formatted(form, values, day_of(post.published))
    post.addresses = [f"/{address.lstrip('/')}", *post.addresses]
    for kind, name, setting, folder in (
        *(("topic", one, "TAG_URL", "tag") for one in post.topics),
        *(("author", one, "AUTHOR_URL", "author") for one in post.authors),
        ("column", post.column, "CATEGORY_URL", "category"),
    ):
        if name:
            place = text_of(site.get(setting)) or f"{folder}/{{slug}}.html"
            archive.stood(kind, name, f"/{_formatted(place, {'slug': slugify(name)}, '')}")
    archive.posts.append(post)


class _Day:
    """A date in a form such as `{date:%Y}/{date:%m}`."""

    def __init__(self, day: str) -> None:
        self._date = date.fromisoformat(day) if len(day) == 10 else date(1, 1, 1)

    def __format__(self, form: str) -> str:
        return self._date.strftime(form or "%Y-%m-%d")


def _formatted(form: str, values: dict[str, str], day: str) -> str:
    try:
        return form.format_map(defaultdict(str, {**values, "date": _Day(day)}))
    except (ValueError, IndexError, AttributeError):
        return form


def _translated(address: str, prefix: str, site: dict[str, Any]) -> str:
    """An address for one such as `{filename}/a.md`."""
    found = _LINK.fullmatch(unquote(address.strip()))
    if found is None:
        return ""
    path = found["path"]
    match found["what"]:
        case "filename":
            return f"/{prefix}{path}" if path.startswith("/") and prefix != "." else path
        case "static" | "attach":
            return path
        case "index":
            return "/"
    setting = {"tag": "TAG_URL", "category": "CATEGORY_URL", "author": "AUTHOR_URL"}[found["what"]]
    place = text_of(site.get(setting)) or f"{found['what']}/{{slug}}.html"
    return f"/{_formatted(place, {'slug': slugify(path)}, '')}"


def _join_translations(archive: Archive) -> None:
    """Articles with one slug are one article in several languages."""
    main = str(archive.publication.get("language") or "en")
    by_slug: dict[str, list[Post]] = defaultdict(list)
    for post in archive.posts:
        by_slug[post.slug].append(post)
    for posts in by_slug.values():
        original = next((one for one in posts if one.language in ("", main)), posts[0])
        for one in posts:
            if one is not original and one.language != original.language:
                one.translates, one.slug = original.path, f"{one.slug}-{one.language}"
