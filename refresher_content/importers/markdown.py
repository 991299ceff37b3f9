"""A folder of Markdown, or one file, of no tool in particular."""

from __future__ import annotations

import re
from pathlib import Path

from refresher_content.importers.archive import Archive, Notes
from refresher_content.importers.fields import KEYS, add_fields
from refresher_content.importers.folders import MARKDOWN, read_post, walk
from refresher_content.importers.mapping import Mapping

__all__ = ["read"]

_DATED = re.compile(r"(?P<date>\d{4}-\d{2}(?:-\d{2})?)[-_ ](?P<name>.+)")
_KEYS = KEYS | {"permalink": "addresses", "url": "addresses", "id": "slug", "source": "original"}


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
    return archive
