"""The Markdown version of each page, for programs and for those who read without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output, key_of
from refresher_content.book.pages.facts import Description
from refresher_content.book.pages.markdown import with_addresses
from refresher_content.book.text import Part, render_credit, rights, translate
from refresher_content.model import KINDS, Article, Entry, Reference
from refresher_content.source.body import parse

__all__ = ["files", "link"]


def files(site: Site) -> Iterator[Output]:
    """A Markdown file beside each page; a document's own source where it is Markdown."""
    entries = site.build.entries
    for docname in filter(site.writes, site.docnames):
        page = site.build.description(docname)
        if docname == site.app.config.root_doc:
            yield Output("", partial(_file, docname, lambda: _home(site)))
        elif page is None:
            source = Path(site.app.env.doc2path(docname))
            if source.suffix == ".md":
                yield Output("", partial(_file, docname, partial(source.read_text, "utf-8")))
        elif page.id and page.kind in KINDS and page.kind != "publication":
            entry = entries.of(KINDS[page.kind])[page.id]
            here = site.seen_from(docname)
            yield Output(site.page_key(entry), partial(_file, docname, partial(_entry, here, page)))
        else:
            title = site.app.env.titles[docname].astext()
            key = key_of(docname, title, site.build.pages.fingerprints[docname])
            here = site.seen_from(docname)
            yield Output(key, partial(_file, docname, partial(_list, here, docname, page)))


def _file(docname: str, text: Callable[[], str]) -> Iterator[tuple[str, str]]:
    yield f"{docname}.md", text()


def link(site: Site, entry: Entry) -> str:
    """A link to the Markdown version of an entry's page, as Markdown."""
    return f"[{entry.label}]({site.url(site.docname(entry))}.md)"


def _part_link(site: Site, part: Part) -> str:
    return link(site, site.build.entries.of(KINDS[part.role])[part.id])


def _home(site: Site) -> str:
    library = site.build.library
    parts = [f"# {site.title}", library.publication.summary]
    return "\n\n".join([*parts, *_items(site, library.articles[:50])]) + "\n"


def _entry(site: Site, page: Description) -> str:
    entry = site.build.entries.of(KINDS[page.kind])[page.id]
    parts = [f"# {entry.label}", page.summary]
    if isinstance(entry, Article):
        language = site.app.config.language
        credit = site.credit(entry)
        parts.append(render_credit(credit, language, partial(_part_link, site)))
        parts += [f"> {entry.takeaway}"] if entry.takeaway else []
    parts.append(_plain(site, entry))
    if isinstance(entry, Article):
        if figure := entry.figure:
            parts += [f"![{figure.alt}]({site.figure(entry)})", figure.caption]
        for title, lines in (
            (
                translate("Questions to think about"),
                [f"- {question}" for question in entry.questions],
            ),
            (translate("Further reading"), [_reference(site, one) for one in entry.references]),
        ):
            parts += [f"## {title}", "\n".join(lines)] if lines else []
        parts.append(entry.cite())
        parts.append(rights(entry))
    else:
        entries = (site.build.entries.of(KINDS[kind])[id_] for kind, id_ in page.listed)
        parts += _items(site, entries)
    return "\n\n".join(part for part in parts if part) + "\n"


def _reference(site: Site, reference: Reference) -> str:
    named = (*reference.author_names, reference.container, str(reference.published))
    return f"- {link(site, reference)}: {'; '.join(part for part in named if part)}"


def _list(site: Site, docname: str, page: Description) -> str:
    library = site.build.library
    title = site.app.env.titles[docname].astext()
    entries = [site.build.entries.of(KINDS[kind])[id_] for kind, id_ in page.listed]
    text = library.publication.markdown if page.kind == "colophon" else ""
    parts = [f"# {title}", text, *_items(site, entries)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _items(site: Site, entries: Iterable[Entry]) -> list[str]:
    lines = [
        f"- {link(site, entry)}{': ' + summary if summary else ''}"
        for entry in entries
        for summary in [str(getattr(entry, "summary", ""))]
    ]
    return ["\n".join(lines)] if lines else []


def _plain(site: Site, entry: Entry) -> str:
    """A body in which each role is a link, and each picture is where the site has it."""
    text = entry.markdown
    rows = site.build.library.rows("SELECT assets FROM file WHERE path = ?", (entry.source,))
    # Most texts show no picture, and need not be parsed to find that out.
    if rows.fetchone() != ("[]",):
        text = with_addresses(text, PurePosixPath(entry.source).parent.as_posix(), site.image)
    if "}`" not in text:
        return text
    lines = text.split("\n")
    for mention in reversed(parse(text).mentions):
        number, column = mention.span.line - 1, mention.span.column - 1
        line = lines[number]
        start = max((match.start() for match in re.finditer(r"\{", line[:column])), default=-1)
        stop = line.find("`", column)
        target = site.build.entries.find(mention.kind, mention.id)
        if start < 0 or stop < 0 or target is None:
            continue
        words = mention.title or target.label
        address = site.url(site.docname(target))
        lines[number] = f"{line[:start]}[{words}]({address}.md){line[stop + 1 :]}"
    return "\n".join(lines)
