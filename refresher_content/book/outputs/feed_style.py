"""The style in which a browser shows an Atom feed that is opened in it: what it is, and what is
new, instead of a tree of markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output, key_of
from refresher_content.book.text import translate

__all__ = ["files", "style_path"]

_STYLE = """\
:root { color-scheme: light dark; }
feed { display: block; font: 1.125rem/1.5 Charter, Georgia, serif; margin: 2rem auto; max-width: 40rem; padding: 0 1.25rem; }
feed > *, entry > * { display: none; }
feed::before { border-block-end: 3px solid; content: "%s"; display: block; font: 1rem/1.5 system-ui, sans-serif; padding-block-end: 1rem; }
feed > title { display: block; font-size: 2.25rem; font-weight: 600; line-height: 1.1; margin-block: 1.5rem 0.5rem; }
feed > subtitle { display: block; font-style: italic; }
entry { border-block-start: 1px solid; display: block; margin-block-start: 1rem; padding-block-start: 1rem; }
entry > title { display: block; font-weight: 600; }
entry > summary { display: block; }
"""  # noqa: E501 - one rule per line


def style_path(folder: str) -> str:
    """Its path from the root."""
    return f"{folder}/feed.css"


def files(site: Site) -> Iterator[Output]:
    """`feed.css`, with a sentence in the language of the interface."""
    what = translate(
        "This is a feed: copy its address into a feed reader, and it shows you new articles"
        " as they come."
    )
    text = str(what).replace("\\", "").replace('"', "”")
    path = style_path(site.build.folder)
    yield Output(key_of(text), lambda: iter([(path, _STYLE % text)]))
