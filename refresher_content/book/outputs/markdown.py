"""The Markdown version of each page, for programs and for those who read without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.citations import cited_of
from refresher_content.book.outputs.output import Output, key_of
from refresher_content.book.outputs.to_markdown import escaped, to_markdown
from refresher_content.book.pages.facts import Description
from refresher_content.book.text import Part, display, render_credit, rights, translate
from refresher_content.model import Article, Entry, PartialDate, Reference

__all__ = ["files", "link"]


def files(site: Site) -> Iterator[Output]:
    """A Markdown file beside each page; a document's own source where it is Markdown."""
    for docname in filter(site.writes, site.docnames):
        page = site.build.description(docname)
        if docname == site.app.config.root_doc:
            yield Output("", partial(_file, docname, lambda: _home(site)))
        elif page is None:
            source = Path(site.app.env.doc2path(docname))
            if source.suffix == ".md":
                yield Output("", partial(_file, docname, partial(source.read_text, "utf-8")))
        elif page.id and page.kind in site.build.library.kinds and page.kind != "publication":
            entry = _named(site, page.kind, page.id)
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
    return f"[{escaped(entry.label)}]({site.url(quote(site.docname(entry)))}.md)"


def _named(site: Site, kind: str, id_: str) -> Entry:
    return site.build.entries.of(site.build.library.kinds[kind])[id_]


def _fields(site: Site, page: Description) -> list[str]:
    """The fields of an entry of an own kind, one on a line."""
    lines = []
    for name, values in page.facts.get("fields", ()):
        shown = [
            link(site, _named(site, one["kind"], one["id"])) if one["id"] else _shown(site, one)
            for one in values
        ]
        lines.append(f"- {escaped(name)}: {', '.join(shown)}")
    return ["\n".join(lines)] if lines else []


def _shown(site: Site, value: dict[str, str]) -> str:
    if value["url"]:
        return f"<{value['url']}>"
    date = value["date"] and display(PartialDate.parse(value["date"]), site.app.config.language)
    return str(escaped(date or value["text"]))


def _part_link(site: Site, part: Part) -> str:
    return link(site, _named(site, part.kind, part.id))


def _home(site: Site) -> str:
    library = site.build.library
    parts = [f"# {escaped(site.title)}", escaped(library.publication.edition.summary)]
    return "\n\n".join([*parts, *_items(site, library.articles[:50])]) + "\n"


def _entry(site: Site, page: Description) -> str:
    entry = _named(site, page.kind, page.id)
    parts = [f"# {escaped(entry.label)}", escaped(page.summary)]
    if isinstance(entry, Article):
        language = site.app.config.language
        credit = site.credit(entry)
        parts.append(render_credit(credit, language, partial(_part_link, site), escaped))
        parts += [f"> {escaped(entry.takeaway)}"] if entry.takeaway else []
    parts.append(_body(site, entry))
    if isinstance(entry, Article):
        for title, lines in (
            (
                translate("Questions to think about"),
                [f"- {escaped(question)}" for question in entry.questions],
            ),
            (translate("Further reading"), [_reference(site, one) for one in entry.references]),
        ):
            parts += [f"## {title}", "\n".join(lines)] if lines else []
        address = site.entry(entry) if site.base else ""
        parts += [escaped(entry.cite("plain", of, address)) for of in cited_of(entry)]
        parts.append(escaped(rights(site.credit(entry))))
    else:
        parts += _fields(site, page)
        parts += _items(site, (_named(site, *one) for one in page.listed))
    return "\n\n".join(part for part in parts if part) + "\n"


def _reference(site: Site, reference: Reference) -> str:
    named = (*reference.author_names, reference.container, str(reference.published))
    return f"- {link(site, reference)}: {'; '.join(escaped(part) for part in named if part)}"


def _list(site: Site, docname: str, page: Description) -> str:
    library = site.build.library
    title = site.app.env.titles[docname].astext()
    entries = [_named(site, *one) for one in page.listed]
    text = _body(site, library.publication) if page.kind == "colophon" else ""
    parts = [f"# {escaped(title)}", text, *_items(site, entries)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _items(site: Site, entries: Iterable[Entry]) -> list[str]:
    lines = [
        f"- {link(site, entry)}{': ' + escaped(summary) if summary else ''}"
        for entry in entries
        for summary in [str(getattr(entry, "summary", ""))]
    ]
    return ["\n".join(lines)] if lines else []


def _body(site: Site, entry: Entry) -> str:
    """A text whose links lead to other Markdown versions."""
    return to_markdown(site.body(entry, ".md"))
