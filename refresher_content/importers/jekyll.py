"""Jekyll: `_posts`, `_drafts`, `_config.yml`, Liquid."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from refresher_content.importers.archive import Archive, Notes, Person, Post, Tag
from refresher_content.importers.counterparts import code, figure, film
from refresher_content.importers.dates import day_of
from refresher_content.importers.fields import KEYS, add_fields, names, text_of
from refresher_content.importers.folders import MARKDOWN, read_data, read_post, walk
from refresher_content.importers.mapping import Mapping
from refresher_content.importers.matter import Matter
from refresher_content.importers.tags import LIQUID, Grammar, without_tags
from refresher_content.source.ids import slugify

__all__ = ["read", "syntax"]

_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.+)")
_KEYS = KEYS | {"permalink": "", "categories": "", "category": "", "tags": "", "tag": ""}
_CONTENTS = re.compile(r"(?m)^ {0,3}(?:[*+-]|1\.) .*\n\{:toc[^}\n]*\}[ \t]*$")
"""The mark of a list of contents: a list of one line with the attribute `toc`."""
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
"""Jekyll's names for forms of addresses (jekyllrb.com/docs/permalinks)."""


def syntax(source: Path) -> Grammar:
    """What the tool adds to Markdown."""
    return LIQUID


def read(source: Path, notes: Notes, mapping: Mapping) -> Archive:
    """The archive of a Jekyll site."""
    config = read_data(source / "_config.yml", source, notes)
    site = config.data
    author = site.get("author")
    archive = Archive(
        publication={
            "title": text_of(site.get("title") or site.get("name")),
            "summary": text_of(site.get("description") or site.get("tagline")),
            "language": text_of(site.get("lang") or site.get("locale")),
        },
        base=text_of(site.get("url")) + text_of(site.get("baseurl")),
        author=next(iter(names(author)), ""),
        zone=text_of(site.get("timezone")),
        roots=(source,),
    )
    if archive.base.startswith("http"):
        archive.publication["url"] = archive.base
    else:
        archive.base = ""
    archive.people = _people(source, notes)
    if isinstance(author, dict) and archive.author:
        archive.people.setdefault(archive.author, _person(archive.author, author))
    keys = _KEYS | mapping.keys
    for path in walk(source, hidden=True):
        place = path.relative_to(source).parts
        if place[0] in ("_site", "_includes", "_layouts", "_sass", "_data", "_plugins"):
            continue
        if not (MARKDOWN.search(path.name) or path.suffix in (".html", ".textile")):
            continue
        if "_posts" in place[:-1] or "_drafts" in place[:-1]:
            _read(path, source, archive, site, keys, notes)
        elif path.read_bytes().startswith(b"---"):
            message = "not imported: a page, not a post; write it beside the book's index.md"
            notes.add("/".join(place), 1, message)
    archive.expand = _Liquid(archive, site, notes).expand
    return archive


def _people(source: Path, notes: Notes) -> dict[str, Person]:
    """The authors that `_data/authors.yml` describes."""
    path = source / "_data/authors.yml"
    found = read_data(path, source, notes)
    people: dict[str, Person] = {}
    for key, value in found.data.items():
        if isinstance(value, dict):
            person = _person(key, value)
            person.path, person.line = "_data/authors.yml", found.lines.get(key, 1)
            people[key] = person
    return people


def _person(key: str, value: dict[str, Any]) -> Person:
    url = text_of(value.get("url") or value.get("uri") or value.get("website") or value.get("web"))
    return Person(
        name=text_of(value.get("name") or value.get("display_name")) or key,
        url=url if url.startswith("http") else "",
        summary=text_of(value.get("bio") or value.get("description")),
        email=text_of(value.get("email")),
    )


def _read(
    path: Path, source: Path, archive: Archive, site: dict[str, Any], keys: Any, notes: Notes
) -> None:
    if path.suffix == ".textile":
        notes.add(path.relative_to(source).as_posix(), 1, "not imported: Textile is not read")
        return
    found = read_post(path, source, notes)
    if found is None:
        return
    post, matter = found
    contents = list(_CONTENTS.finditer(post.body.text))
    for one in contents:
        message = "a list of contents is left out: the page has its own"
        notes.add(post.path, post.body.line_at(one.start()), message)
    post.body = post.body.changed((one.start(), one.end(), "") for one in contents)
    post.draft = "_drafts" in path.relative_to(source).parts
    post.folders = (path.parent,)
    named = _NAME.fullmatch(path.stem)
    post.slug = text_of(matter.data.get("slug")) or (named["slug"] if named else path.stem)
    add_fields(post, matter, keys, notes)
    if named and not post.published:
        post.published = named["date"]
    elif not named and not post.draft:
        notes.add(post.path, 1, "Jekyll leaves it out: its name doesn't begin with a date")
    post.title = (
        post.title or (named["slug"] if named else path.stem).replace("-", " ").capitalize()
    )
    categories = _categories(path, source, matter)
    # Jekyll reads a text as names with spaces between.
    tags = [*names(matter.data.get("tags"), ""), *names(matter.data.get("tag"), "\0")]
    post.topics = list(dict.fromkeys([*post.topics, *tags, *categories]))
    for name in post.topics:
        # Where plugins usually put their pages.
        for folder in ("tags", "tag", "categories", "category"):
            archive.stood("topic", name, f"/{folder}/{slugify(name)}/", certain=False)
    post.addresses = [*_address(post, matter, categories, named, site), *post.addresses]
    archive.posts.append(post)


def _categories(path: Path, source: Path, matter: Matter) -> list[str]:
    parts = path.relative_to(source).parts
    above = [one for one in parts[:-1] if one[0] != "_"]
    own = names(matter.data.get("categories"), "") or names(matter.data.get("category"), "\0")
    return list(dict.fromkeys([*above, *own]))


def _address(
    post: Post, matter: Matter, categories: list[str], named: Any, site: dict[str, Any]
) -> list[str]:
    """Where Jekyll puts the post."""
    form = text_of(matter.data.get("permalink") or site.get("permalink")) or "date"
    form = _STYLES.get(form, form)
    day = day_of(post.published)
    if ":" in form and len(day) < 10:
        return []
    values = {"title": post.slug, "slug": slugify(post.slug), "name": post.slug}
    values |= {"categories": "/".join(_slug(one) for one in categories), "output_ext": ".html"}
    if len(day) == 10:
        when = date.fromisoformat(day)
        year, week, weekday = when.isocalendar()
        values |= {
            "year": f"{when.year:04}",
            "month": f"{when.month:02}",
            "i_month": str(when.month),
            "day": f"{when.day:02}",
            "i_day": str(when.day),
            "short_year": f"{when.year % 100:02}",
            "y_day": f"{when:%j}",
            "week": f"{week:02}",
            "w_year": str(year),
            "short_day": f"{when:%a}",
            "short_month": f"{when:%b}",
            "long_month": f"{when:%B}",
            "w_day": str(weekday),
        }
    path = re.sub(r":(\w+?)(?=[^a-z_]|$)", lambda one: values.get(one[1], one[0]), form)
    return ["/" + re.sub("/{2,}", "/", path).lstrip("/")]


def _slug(name: str) -> str:
    """A category in an address: as Jekyll writes it, in small letters with `%20` for spaces."""
    return name.lower().replace(" ", "%20")


class _Liquid:
    """What the tags of Liquid stand for that have a counterpart."""

    def __init__(self, archive: Archive, site: dict[str, Any], notes: Notes) -> None:
        self._notes = notes
        self._addresses = {post.path: post.addresses[0] for post in archive.posts if post.addresses}
        self._site = site

    def expand(self, tag: Tag, post: Post) -> str | None:
        """The Markdown for a tag."""
        if tag.name == ":nomarkdown":
            return tag.inner
        if tag.name == ":comment":
            self._notes.add(post.path, tag.line, "a comment is left out")
            return ""
        if tag.name == ":":
            message = f"attributes are left out: {tag.written}"
            self._notes.add(post.path, tag.line, message)
            return ""
        own = getattr(self, f"_{tag.name}", None) if tag.name else self._expression
        result: str | None = own(tag) if own else None
        return result

    def _highlight(self, tag: Tag) -> str:
        given = tag.written.partition("%}")[0]
        return code(tag.inner or "", tag.words[0] if tag.words else "", given)

    def _raw(self, tag: Tag) -> str:
        return without_tags(tag.inner or "", LIQUID)

    def _comment(self, tag: Tag) -> str:
        return ""

    def _post_url(self, tag: Tag) -> str | None:
        name = tag.words[0].strip("/") if tag.words else ""
        folder, _, name = name.rpartition("/")
        for path, address in self._addresses.items():
            stem = MARKDOWN.sub("", path).removesuffix(".html")
            if stem.endswith(f"/{name}") and folder in stem:
                return address
        return None

    def _link(self, tag: Tag) -> str | None:
        path = tag.words[0].lstrip("/") if tag.words else ""
        return self._addresses.get(path) or (f"/{path}" if path and "." in path else None)

    def _include(self, tag: Tag) -> str | None:
        name = re.sub(r"\.\w+$", "", tag.words[0].rpartition("/")[2]) if tag.words else ""
        given = tag.options
        if name in ("figure", "image", "img", "picture"):
            source = (
                given.get("src")
                or given.get("image_path")
                or given.get("url")
                or given.get("image")
            )
            return (
                figure(source, given.get("alt", ""), given.get("caption", "")) if source else None
            )
        if name in ("youtube", "vimeo", "video"):
            id_ = given.get("id") or given.get("video_id") or next(iter(tag.words[1:]), "")
            return film(given.get("provider", name), id_, given.get("title", ""))
        return None

    def _youtube(self, tag: Tag) -> str | None:
        return film("youtube", tag.words[0] if tag.words else tag.options.get("id", ""))

    def _vimeo(self, tag: Tag) -> str | None:
        return film("vimeo", tag.words[0] if tag.words else tag.options.get("id", ""))

    def _gist(self, tag: Tag) -> str | None:
        return f"<https://gist.github.com/{tag.words[0]}>" if tag.words else None

    def _expression(self, tag: Tag) -> str | None:
        found = re.fullmatch(r"\{\{-?\s*(.*?)\s*-?\}\}", tag.written, re.DOTALL)
        value, *filters = [one.strip() for one in found[1].split("|")] if found else [""]
        if re.fullmatch(r"(['\"]).*\1", value):
            address = value[1:-1]
            known = ("relative_url", "absolute_url", "prepend: site.baseurl", "prepend: site.url")
            return (
                address if all(one.replace(":site", ": site") in known for one in filters) else None
            )
        if value in ("site.baseurl", "site.url", "site.github.url"):
            return "" if not filters else None
        return (
            text_of(self._site.get(value.removeprefix("site."))) or None
            if value.startswith("site.") and not filters
            else None
        )
