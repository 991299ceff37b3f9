"""Redirects from the former addresses of entries: earlier ids, and paths on other systems."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.util import logging

from refresher_content.book.addresses import Site
from refresher_content.model import Entry
from refresher_content.model.site_paths import page_file

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

__all__ = ["files"]

_LOGGER = logging.getLogger(__name__)

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="canonical" href="{url}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={link}">
</head>
<body>
<p><a href="{link}">{title}</a></p>
</body>
</html>
"""


def files(
    site: Site, others: AbstractSet[str], former: AbstractSet[str]
) -> Iterator[tuple[str, str]]:
    """A redirect for each alias of an entry that has a page of its own, and for each of the paths
    at which an entry stood before: its path below the output folder, and its text. `others` are
    the other files that this build has written, `former` those of the last one.
    """
    outdir = Path(site.app.outdir)
    # What stands there is a page or one of the other files, or it is removed as stale.
    below = tuple(f"{name}/" for name in (site.build.folder, *site.build.changes.former) if name)
    taken = {_file(site, docname): docname for docname in site.docnames}
    redirects: dict[str, Entry] = {}
    for name, path, entry in _former(site):
        if name in taken:
            if path and taken[name] != site.docname(entry):
                _warn(site, entry, f"{path!r} is the address of a page, {taken[name]!r}")
        elif there := _in_the_way(outdir, name, others, former, below):
            _warn(site, entry, f"{path!r} is the address of another file of the site, {there!r}")
        else:
            redirects.setdefault(name, entry)
    yield from (_page(site, *one) for one in redirects.items())


def _in_the_way(
    outdir: Path,
    name: str,
    others: AbstractSet[str],
    former: AbstractSet[str],
    below: tuple[str, ...],
) -> str:
    """What already stands at a path, or at the path of one of its folders; empty if nothing does
    but what the last build has left.
    """
    ends = [found.start() for found in re.finditer("/", name)]
    for path in (name, *(name[:end] for end in ends)):
        known = path in former or path.startswith(below)
        if path in others or (not known and (outdir / path).is_file()):
            return path
    return name if (outdir / name).is_dir() else ""


def _warn(site: Site, entry: Entry, message: str) -> None:
    location = f"{site.build.content / entry.source}:1"
    _LOGGER.warning(
        "redirect_from: %s", message, location=location, type="refresher", subtype="redirect"
    )


def _former(site: Site) -> Iterator[tuple[str, str, Entry]]:
    """The files of all former addresses, each with the path as it was written, if it was one."""
    library = site.build.library
    for kind, cls in library.kinds.items():
        if cls.folder and cls.has_page:
            aliases = library.rows("SELECT alias, id FROM alias WHERE kind = ?", (kind,))
            for alias, id_ in aliases.fetchall():
                old = _file(site, f"{site.build.folder}/{cls.folder}/{alias}")
                yield old, "", library.entry(kind, id_)
        rows = library.rows(f"SELECT redirect_from, id FROM {kind} WHERE redirect_from != '[]'")
        for paths, id_ in rows.fetchall():
            for path in json.loads(paths):
                yield page_file(path), path, library.entry(kind, id_)


def _page(site: Site, name: str, entry: Entry) -> tuple[str, str]:
    docname, anchor = site.build.address(entry)
    # An anchor is the address's last part, and a page may be in its own folder.
    target = site.path(docname) + (f"#{anchor}" if anchor else "")
    link = _relative(name, target)
    text = _PAGE.format(
        language=site.app.config.language or "en",
        title=escape(entry.label),
        url=escape(site.entry(entry) if site.base else link),
        link=escape(link),
    )
    return name, text


def _relative(name: str, target: str) -> str:
    """The address of a target from the root, as seen from a file."""
    here, there = name.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) or "./"


def _file(site: Site, docname: str) -> str:
    """The path of a document's page below the output folder."""
    builder = cast("StandaloneHTMLBuilder", site.app.builder)
    return Path(builder.get_outfilename(docname)).relative_to(builder.outdir).as_posix()
