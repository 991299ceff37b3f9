"""MkDocs with the blog of Material: `mkdocs.yml`, `posts`, `.authors.yml`, extensions."""

from __future__ import annotations

import posixpath
import re
from datetime import date
from pathlib import Path
from typing import Any

from refresher_content.importers.archive import Archive, Notes, Person, Post
from refresher_content.importers.dates import day_of
from refresher_content.importers.fields import KEYS, add_fields, names, plain, text_of
from refresher_content.importers.folders import MARKDOWN, read_data, read_post, walk
from refresher_content.importers.mapping import Mapping
from refresher_content.importers.matter import Matter
from refresher_content.importers.python_markdown import PythonMarkdown, expand
from refresher_content.importers.repairs import title_of
from refresher_content.importers.tags import Grammar
from refresher_content.source.ids import slugify

__all__ = ["read", "syntax"]

_KEYS = KEYS | {"date": "", "readtime": "", "hide": ""}


def _settings(source: Path, notes: Notes) -> dict[str, Any]:
    for name in ("mkdocs.yml", "mkdocs.yaml"):
        if (source / name).is_file():
            return read_data(source / name, source, notes).data
    raise ValueError(f"{source}: expected mkdocs.yml, found none")


def syntax(source: Path) -> Grammar:
    """What the site's extensions add to Markdown."""
    found = _settings(source, Notes()).get("markdown_extensions") or []
    return PythonMarkdown(
        str(next(iter(one))) if isinstance(one, dict) else str(one) for one in found
    )


def read(source: Path, notes: Notes, mapping: Mapping) -> Archive:
    """The archive of a blog."""
    site = _settings(source, notes)
    docs = source / text_of(site.get("docs_dir") or "docs")
    options = _options(site, "blog")
    blog = text_of(options.get("blog_dir", "blog")).strip("./")
    form = text_of(options.get("post_dir", "{blog}/posts"))
    posts = docs / posixpath.normpath(form.replace("{blog}", blog or "."))
    archive = Archive(
        publication={
            "title": text_of(site.get("site_name")),
            "summary": text_of(site.get("site_description")),
            "language": text_of((site.get("theme") or {}).get("language"))
            if isinstance(site.get("theme"), dict)
            else "",
            "url": text_of(site.get("site_url")),
            "rights": plain(text_of(site.get("copyright"))),
        },
        base=text_of(site.get("site_url")),
        author=text_of(site.get("site_author")),
        roots=(docs,),
        expand=lambda tag, post: expand(tag, post, notes),
    )
    home = f"/{blog}/" if blog else "/"
    category = text_of(options.get("categories_url_format", "category/{slug}"))
    people = docs / text_of(options.get("authors_file", "{blog}/.authors.yml")).replace(
        "{blog}", blog
    )
    archive.people = _people(people, source, notes)
    keys = _KEYS | mapping.keys
    for path in walk(docs):
        if not MARKDOWN.search(path.name):
            continue
        where = path.relative_to(source).as_posix()
        if not path.is_relative_to(posts):
            archive.pages[where] = _page_address(path.relative_to(docs), site)
            if path != docs / blog / "index.md":
                notes.add(where, 1, "not imported: a page, not a post; write it beside index.md")
            continue
        if found := read_post(path, source, notes):
            archive.posts.append(_post(*found, path, home, options, site, keys, notes))
            for name in names(found[1].data.get("categories")):
                page = home + category.replace("{slug}", slugify(name))
                archive.stood("topic", name, _with_ending(page, site))
    return archive


def _page_address(path: Path, site: dict[str, Any]) -> str:
    """Where MkDocs puts a page."""
    place = re.sub(r"(^|/)(index|README)$", r"\1", path.with_suffix("").as_posix())
    if not place or place.endswith("/"):
        return f"/{place}"
    return _with_ending(f"/{place}", site)


def _with_ending(place: str, site: dict[str, Any]) -> str:
    return f"{place}/" if site.get("use_directory_urls", True) else f"{place}.html"


def _options(site: dict[str, Any], name: str) -> dict[str, Any]:
    """The options of a plugin."""
    plugins = site.get("plugins") or []
    pairs = plugins.items() if isinstance(plugins, dict) else ()
    for one in plugins if isinstance(plugins, list) else [dict([pair]) for pair in pairs]:
        found = {k.rpartition("/")[2]: v for k, v in one.items()} if isinstance(one, dict) else {}
        if name in found:
            return found[name] or {}
    return {}


def _people(path: Path, source: Path, notes: Notes) -> dict[str, Person]:
    found = read_data(path, source, notes)
    people: dict[str, Person] = {}
    for key, value in (found.data.get("authors") or {}).items():
        if isinstance(value, dict):
            url = text_of(value.get("url"))
            people[key] = Person(
                name=text_of(value.get("name")) or key,
                summary=text_of(value.get("description")),
                url=url if url.startswith("http") else "",
            )
    return people


def _post(
    post: Post,
    matter: Matter,
    path: Path,
    home: str,
    options: dict[str, Any],
    site: dict[str, Any],
    keys: Any,
    notes: Notes,
) -> Post:
    written = matter.data.get("date")
    days = written if isinstance(written, dict) else {"created": written}
    post.published, post.updated = text_of(days.get("created")), text_of(days.get("updated"))
    post.lines["published"] = matter.lines.get("date", 1)
    add_fields(post, matter, keys, notes)
    title = post.title or title_of(post.body.stripped()) or path.stem
    post.title = title
    slug = post.slug or slugify(title)
    post.slug = slug
    day = day_of(post.published)
    values = {"slug": slug, "file": path.stem, "date": ""}
    values["categories"] = "/".join(slugify(one) for one in post.topics[:1])
    if len(day) == 10:
        form = text_of(options.get("post_url_date_format", "yyyy/MM/dd"))
        when = date.fromisoformat(day)
        parts = {"yyyy": f"{when.year:04}", "MM": f"{when.month:02}", "dd": f"{when.day:02}"}
        values["date"] = re.sub("yyyy|MM|dd", lambda one: parts[one[0]], form)
    address = text_of(options.get("post_url_format", "{date}/{slug}"))
    address = re.sub(r"\{(\w+)\}", lambda one: values.get(one[1], one[0]), address).strip("/")
    post.addresses = [_with_ending(home + address, site), *post.addresses]
    post.folders = (path.parent,)
    return post
