"""A folder of Markdown, or one file, of no tool in particular."""

from __future__ import annotations

import re
from pathlib import Path

from refresher_content.importers.archive import Archive, Notes, Post, Tag
from refresher_content.importers.counterparts import link
from refresher_content.importers.fields import KEYS, add_fields
from refresher_content.importers.folders import MARKDOWN, read_post, walk
from refresher_content.importers.mapping import Mapping
from refresher_content.importers.python_markdown import PythonMarkdown, expand
from refresher_content.importers.tags import Grammar
from refresher_content.source.ids import slugify

__all__ = ["read", "syntax"]

_DATED = re.compile(r"(?P<date>\d{4}-\d{2}(?:-\d{2})?)[-_ ](?P<name>.+)")
_WIKI = re.compile(r"!?\[\[(?P<inner>[^\[\]\n]+)\]\]")
_HIDDEN = re.compile(r"%%(?P<inner>.+?)%%", re.DOTALL)
_KEYS = KEYS | {"permalink": "addresses", "url": "addresses", "id": "slug", "source": "original"}


def syntax(source: Path) -> Grammar:
    """What is often added to Markdown: boxes, attributes, links between notes, comments."""
    return PythonMarkdown(["mark"], {"wiki": _WIKI, "hidden": _HIDDEN})


def read(source: Path, notes: Notes, mapping: Mapping) -> Archive:
    """The archive of a folder of Markdown files."""
    root = source if source.is_dir() else source.parent
    archive = Archive(roots=(root,), publication={"title": ""})
    keys = _KEYS | mapping.keys
    for path in walk(source, hidden=True) if source.is_dir() else [source]:
        where = path.relative_to(root).as_posix()
        if not MARKDOWN.search(path.name):
            if path.suffix.lower() in (".txt", ".rst", ".org", ".adoc", ".html", ".docx"):
                notes.add(where, 1, f"not imported: {path.suffix} is not read")
            continue
        found = read_post(path, root, notes)
        if found is None:
            continue
        post, matter = found
        add_fields(post, matter, keys, notes)
        dated = _DATED.fullmatch(path.stem)
        post.published = post.published or (dated["date"] if dated else "")
        name = path.parent.name if path.stem.casefold() in ("index", "readme") else path.stem
        post.slug = post.slug or (dated["name"] if dated else name)
        post.draft = post.draft or any(one[0] == "_" for one in path.relative_to(root).parts)
        post.addresses = [one if one.startswith("/") else f"/{one}" for one in post.addresses]
        post.folders = (path.parent,)
        archive.posts.append(post)
    archive.expand = lambda tag, post: _expand(tag, post, archive, root, notes)
    return archive


def _expand(tag: Tag, post: Post, archive: Archive, root: Path, notes: Notes) -> str | None:
    """The Markdown for what is added."""
    if tag.name == "hidden":
        notes.add(post.path, tag.line, "a comment is left out")
        return ""
    if tag.name != "wiki":
        return expand(tag, post, notes)
    target, _, shown = (tag.inner or "").partition("|")
    name, _, fragment = target.strip().partition("#")
    if tag.written.startswith("!"):
        found = sorted(one for one in root.rglob(Path(name).name) if one.is_file()) if name else []
        return f"![](</{found[0].relative_to(root).as_posix()}>)" if found else None
    wanted = name.casefold().removesuffix(".md")
    for one in archive.posts:
        if wanted in (
            MARKDOWN.sub("", one.path).rpartition("/")[2].casefold(),
            one.title.casefold(),
        ):
            end = f"#{slugify(fragment)}" if fragment else ""
            return link(shown.strip() or one.title or name, f"/{one.path}{end}")
    return None
