"""Hugo: `content`, front matter in YAML, TOML and JSON, page bundles, taxonomies, shortcodes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from refresher_content.importers.archive import Archive, Notes, Person, Post, Tag
from refresher_content.importers.counterparts import admonition, code, details, figure, film, link
from refresher_content.importers.dates import day_of
from refresher_content.importers.fields import KEYS, add_fields, names, plain, text_of
from refresher_content.importers.folders import MARKDOWN, read_post, text_in, walk
from refresher_content.importers.mapping import Mapping
from refresher_content.importers.matter import Matter, MatterError, read_matter
from refresher_content.importers.tags import BOXES, HUGO, Grammar

__all__ = ["read", "syntax"]

_KEYS = KEYS | {"linktitle": "", "url": "", "permalink": "", "params": "", "taxonomies": ""}
_OTHER = re.compile(r"\.(adoc|asciidoc|ad|org|rst|pandoc|pdc)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?P<name>.+)\.(?P<language>[a-z]{2,3}(-[a-z]{2})?)", re.IGNORECASE)


def syntax(source: Path) -> Grammar:
    """What the tool adds to Markdown."""
    return HUGO


def read(source: Path, notes: Notes, mapping: Mapping) -> Archive:
    """The archive of a Hugo site."""
    site = _config(source, notes)
    params = {key.casefold(): value for key, value in (site.get("params") or {}).items()}
    language = text_of(site.get("languagecode") or site.get("defaultcontentlanguage"))
    archive = Archive(
        publication={
            "title": text_of(site.get("title")),
            "summary": text_of(params.get("description") or params.get("subtitle")),
            "language": language.split("-")[0].lower() if language else "",
            "rights": plain(text_of(site.get("copyright"))),
        },
        base=text_of(site.get("baseurl")),
        author=next(iter(names(site.get("author") or params.get("author"))), ""),
        zone=text_of(site.get("timezone")),
        roots=(source / "static", source / "assets"),
    )
    if archive.base.startswith("http") and "example.org" not in archive.base:
        archive.publication["url"] = archive.base
    content = source / str(site.get("contentdir") or "content")
    keys = _KEYS | mapping.keys
    translated: dict[str, list[Post]] = {}
    for path in walk(content, hidden=True):
        where = path.relative_to(source).as_posix()
        if path.stem.split(".")[0] == "_index":
            _list_page(path, content, source, archive, notes)
        elif MARKDOWN.search(path.name) or path.suffix == ".html":
            if (post := _read(path, content, source, archive, site, keys, notes)) is not None:
                archive.posts.append(post)
                translated.setdefault(
                    _LANGUAGE.sub(r"\g<name>", post.path.rpartition(".")[0]), []
                ).append(post)
        elif _OTHER.search(path.name):
            notes.add(where, 1, f"not imported: {path.suffix} is not read")
    _join_translations(translated, archive)
    archive.expand = _Shortcodes(archive, notes).expand
    return archive


def _config(source: Path, notes: Notes) -> dict[str, Any]:
    """The settings, with keys in small letters, as Hugo reads them."""
    found: dict[str, Any] = {}
    for folder in (source, source / "config/_default"):
        for name in ("config", "hugo", "params"):
            for kind, mark in (("toml", "+++"), ("yaml", "---"), ("yml", "---"), ("json", "")):
                path = folder / f"{name}.{kind}"
                if not path.is_file():
                    continue
                where = path.relative_to(source).as_posix()
                text = text_in(path, where, notes)
                try:
                    data = read_matter(f"{mark}\n{text}\n{mark}\n" if mark else text).data
                except MatterError as error:
                    notes.add(where, max(1, error.line - 1), f"can't be read: {error}")
                    continue
                data = {key.casefold(): value for key, value in data.items()}
                found |= {"params": data} if name == "params" else data
    return found


def _list_page(path: Path, content: Path, source: Path, archive: Archive, notes: Notes) -> None:
    """What a page of a taxonomy says of its term."""
    where = path.relative_to(source).as_posix()
    parts = path.parent.relative_to(content).parts
    found = read_post(path, source, notes)
    if found is None:
        return
    _, matter = found
    title = text_of(matter.data.get("title")) or (parts[-1] if parts else "")
    said = text_of(matter.data.get("description") or matter.data.get("summary"))
    if len(parts) == 2 and parts[0] in ("tags", "categories"):
        archive.topics[title] = archive.topics[parts[1]] = said
    elif len(parts) == 2 and parts[0] == "series":
        archive.columns[title] = archive.columns[parts[1]] = said
    elif len(parts) == 2 and parts[0] in ("authors", "author"):
        person = Person(name=title, summary=said, path=where)
        archive.people[title] = archive.people[parts[1]] = person
    else:
        notes.add(where, 1, "not imported: the page of a list; the book makes its own")


def _read(
    path: Path,
    content: Path,
    source: Path,
    archive: Archive,
    site: dict[str, Any],
    keys: Any,
    notes: Notes,
) -> Post | None:
    found = read_post(path, source, notes)
    if found is None:
        return None
    post, matter = found
    for table in ("params", "taxonomies"):
        # Hugo reads them as if they stood at the top.
        nested = matter.data.pop(table, None) or {}
        matter.data |= {key: value for key, value in nested.items() if key not in matter.data}
        for key in nested:
            matter.lines.setdefault(key, matter.lines.get(table, 1))
    add_fields(post, matter, keys, notes)
    for taxonomy, kind in (("tags", "topic"), ("categories", "topic"), ("series", "column")):
        for term in names(matter.data.get(taxonomy)):
            archive.stood(kind, term, f"/{taxonomy}/{_urlized(term)}/")
    name, language = path.stem, ""
    if found_language := _LANGUAGE.fullmatch(name):
        name, language = found_language["name"], found_language["language"]
    bundle = name == "index"
    place = path.parent if bundle else path.parent / name
    if bundle and place == content:
        notes.add(post.path, 1, "not imported: the home page; write it in the book's index.md")
        return None
    dated = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[-_](.+)", place.name)
    post.published = post.published or (dated[1] if dated else "")
    post.slug = post.slug or (dated[2] if dated else place.name)
    post.language = post.language or language
    post.folders = (path.parent,)
    if not post.published and not post.draft:
        notes.add(post.path, 1, "not imported: a page without a date; write it beside index.md")
        return None
    present = _address(post, matter, place.relative_to(content), site, language)
    # An alias without a slash at its beginning is beside the page.
    section = present.rstrip("/").rpartition("/")[0]
    aliases = [one if one.startswith("/") else f"{section}/{one}" for one in post.addresses]
    post.addresses = [present, *aliases]
    return post


def _address(post: Post, matter: Matter, place: Path, site: dict[str, Any], language: str) -> str:
    """Where Hugo puts a page."""
    if url := text_of(matter.data.get("url")):
        return url if url.startswith("/") else f"/{url}"
    default = text_of(site.get("defaultcontentlanguage")) or "en"
    prefix = f"/{language}" if language and language != default else ""
    forms = site.get("permalinks") or {}
    forms = forms.get("page", forms) if isinstance(forms.get("page", None), dict) else forms
    form = text_of(forms.get(place.parts[0] if len(place.parts) > 1 else "/"))
    name = text_of(matter.data.get("slug")) or place.name
    if not form:
        return f"{prefix}/" + "/".join(_urlized(one) for one in (*place.parts[:-1], name)) + "/"
    day = day_of(post.published)
    values = {
        "title": _urlized(post.title),
        "slug": _urlized(text_of(matter.data.get("slug")) or post.title),
        "filename": _urlized(place.name),
        "contentbasename": _urlized(place.name),
        "slugorfilename": _urlized(name),
        "slugorcontentbasename": _urlized(name),
        "section": place.parts[0],
        "sections": "/".join(_urlized(one) for one in place.parts[:-1]),
    }
    if len(day) == 10:
        when = date.fromisoformat(day)
        values |= {
            "year": f"{when.year:04}",
            "month": f"{when.month:02}",
            "day": f"{when.day:02}",
            "monthname": f"{when:%B}".lower(),
            "yearday": str(when.timetuple().tm_yday),
            "weekdayname": f"{when:%A}".lower(),
            "weekday": str(when.isoweekday() % 7),
        }
    path = re.sub(r":(\w+)", lambda one: values.get(one[1], one[0]), form)
    if ":" in path:
        # A draft has no date yet.
        return ""
    path = "/" + path.strip("/")
    return prefix + (path if path.endswith(".html") else f"{path}/")


def _urlized(name: str) -> str:
    """A name as Hugo writes it in an address: small letters, hyphens for spaces."""
    return re.sub(r"[^\w.~/-]+", "", re.sub(r"\s+", "-", name.strip())).lower()


def _join_translations(translated: dict[str, list[Post]], archive: Archive) -> None:
    """Says which of several files for one page is the original."""
    main = str(archive.publication["language"] or "en")
    for posts in translated.values():
        original = next((one for one in posts if one.language in ("", main)), posts[0])
        for one in posts:
            if one is not original:
                one.translates = original.path
                one.slug = f"{one.slug}-{one.language}" if one.language else one.slug


class _Shortcodes:
    """What Hugo's shortcodes stand for, and those that themes have in common."""

    def __init__(self, archive: Archive, notes: Notes) -> None:
        self._notes = notes
        self._posts = archive.posts

    def expand(self, tag: Tag, post: Post) -> str | None:
        """The Markdown for a shortcode."""
        name = tag.name.replace("-", "_")
        if name in BOXES.split() and tag.inner is not None:
            return self._box(tag)
        own = getattr(self, f"_{name}", None)
        result: str | None = own(tag, post) if own else None
        return result

    def _box(self, tag: Tag) -> str:
        kind = tag.options.get("type") or tag.options.get("style") or ""
        words = list(tag.words)
        if not kind:
            kind = (
                words.pop(0)
                if words and tag.name in ("admonition", "alert", "callout", "hint", "notice")
                else tag.name
            )
        title = tag.options.get("title") or " ".join(words)
        return admonition(kind, tag.inner or "", title)

    def _figure(self, tag: Tag, post: Post) -> str | None:
        given = tag.options
        source = given.get("src") or next(iter(tag.words), "")
        caption = [
            f"**{given['title']}**" if given.get("title") else "",
            given.get("caption", ""),
            f"[{given['attr']}]({given['attrlink']})"
            if given.get("attrlink")
            else given.get("attr", ""),
        ]
        words = " ".join(filter(None, caption))
        return (
            figure(source, given.get("alt", ""), words, given.get("link", "")) if source else None
        )

    _img = _image = _figure

    def _highlight(self, tag: Tag, post: Post) -> str:
        given = tag.written.partition(">}}")[0]
        return code(tag.inner or "", tag.words[0] if tag.words else "", given)

    def _details(self, tag: Tag, post: Post) -> str:
        summary = tag.options.get("summary") or tag.options.get("title") or " ".join(tag.words)
        return details(summary or "Details", tag.inner or "")

    def _ref(self, tag: Tag, post: Post) -> str | None:
        wanted = tag.options.get("path") or next(iter(tag.words), "")
        path, _, fragment = wanted.partition("#")
        address = self._address(path, post) if path else ""
        if path and not address:
            return None
        return address + (f"#{fragment}" if fragment else "")

    _relref = _ref

    def _address(self, path: str, post: Post) -> str:
        """The address of the page with a path, from the content folder or by its end."""
        wanted = re.sub(r"(/index)?(\.\w{2,8})?$", "", path.strip("/"))
        for one in self._posts:
            place = re.sub(r"^content/|(/index)?(\.[a-z]{2})?\.\w+$", "", one.path)
            if place == wanted or place.endswith(f"/{wanted}"):
                return one.addresses[0]
        return ""

    def _youtube(self, tag: Tag, post: Post) -> str | None:
        id_ = tag.options.get("id") or next(iter(tag.words), "")
        return film("youtube", id_, tag.options.get("title", ""))

    def _vimeo(self, tag: Tag, post: Post) -> str | None:
        return film("vimeo", tag.options.get("id") or next(iter(tag.words), ""))

    def _gist(self, tag: Tag, post: Post) -> str | None:
        address = f"https://gist.github.com/{'/'.join(tag.words[:2])}"
        return link(address, address) if tag.words else None

    def _x(self, tag: Tag, post: Post) -> str | None:
        user, id_ = tag.options.get("user", ""), tag.options.get("id", "")
        address = f"https://x.com/{user}/status/{id_}"
        return link(address, address) if user and id_ else None

    _tweet = _x

    def _instagram(self, tag: Tag, post: Post) -> str | None:
        address = f"https://www.instagram.com/p/{next(iter(tag.words), '')}/"
        return link(address, address) if tag.words else None
