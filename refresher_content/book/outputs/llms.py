"""llms.txt, by the proposal of llmstxt.org: what the site has, as links to Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.markdown import link
from refresher_content.book.outputs.output import Output
from refresher_content.book.outputs.to_markdown import escaped
from refresher_content.book.pages.own import heading
from refresher_content.model import Entry
from refresher_content.model.parts import EDITORS

__all__ = ["files"]

NEWEST = 100
"""How many articles are listed; the others are found through columns, topics and years."""


def files(site: Site) -> Iterator[Output]:
    """`llms.txt` at the root."""
    yield Output("", lambda: _llms(site))


def _llms(site: Site) -> Iterator[tuple[str, str]]:
    library = site.build.library
    sections: list[tuple[str, list[Entry]]] = [
        ("Articles", list(library.articles[:NEWEST])),
        ("Columns", list(library.columns)),
        ("Authors", list(library.authors)),
        ("Topics", list(library.topics)),
        *((heading(cls), list(library.collection(cls))) for cls in site.build.entries.own_kinds),
    ]
    parts = [f"# {escaped(site.title)}", f"> {escaped(library.publication.edition.summary)}"]
    if any(article.original for article in library.articles[:NEWEST]):
        who = " and ".join(library.publication.edition.editors or (EDITORS,))
        parts.append(
            f"The digests are by {escaped(who)}, not by those whose articles they retell;"
            " each page names both."
        )
    for title, entries in sections:
        if entries:
            lines = [_line(site, entry) for entry in entries]
            parts.append(f"## {title}\n\n" + "\n".join(lines))
    folder = site.build.folder
    data = site.url(f"{folder}/api/index.json")
    parts.append(f"## Optional\n\n- [Every entry as JSON]({data})")
    yield "llms.txt", "\n\n".join(parts) + "\n"


def _line(site: Site, entry: Entry) -> str:
    summary = str(getattr(entry, "summary", ""))
    return f"- {link(site, entry)}" + (f": {escaped(summary)}" if summary else "")
