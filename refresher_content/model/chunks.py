"""An entry's text in pieces, as retrieval needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from refresher_content.model.plain import to_plain
from refresher_content.model.site_paths import page_address
from refresher_content.model.words import word_count

if TYPE_CHECKING:
    from refresher_content.model.entry import Entry

__all__ = ["Chunk", "chunks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of an entry's text that is found and read on its own."""

    entry: str
    """The entry's kind and id, as in `article:some-id`."""
    title: str
    """What the entry is called."""
    section: str
    """The heading of the section; empty before the first heading."""
    anchor: str
    """The section's fragment within the page; empty before the first heading."""
    address: str
    """Where it can be read: the page's address with the section's fragment."""
    text: str
    """The plain text without the heading, paragraphs separated by an empty line."""
    tokens: int
    """The number of its words."""

    def to_dict(self) -> dict[str, Any]:
        """The chunk as JSON can write it."""
        plain: dict[str, Any] = to_plain(self)
        return plain


def chunks(entry: Entry, base: str, max_tokens: int) -> tuple[Chunk, ...]:
    """An entry's text in pieces: see `Entry.chunks`."""
    if max_tokens < 1:
        raise ValueError(f"expected a positive number of words, found {max_tokens}")
    address = page_address(entry.path, base)
    return tuple(
        Chunk(
            entry=f"{entry.kind}:{entry.id}",
            title=entry.label,
            section=section.title,
            anchor=section.anchor,
            address=_at(address, section.anchor),
            text=text,
            tokens=word_count(text),
        )
        for section in entry.sections
        for text in _pieces(section.text, max_tokens)
    )


def _at(address: str, anchor: str) -> str:
    return f"{address.partition('#')[0]}#{quote(anchor)}" if anchor else address


def _pieces(text: str, max_tokens: int) -> Iterator[str]:
    """The paragraphs of a text, joined as long as they have no more words than allowed."""
    piece: list[str] = []
    count = 0
    for paragraph in filter(None, text.split("\n\n")):
        words = word_count(paragraph)
        if piece and count + words > max_tokens:
            yield "\n\n".join(piece)
            piece, count = [], 0
        piece.append(paragraph)
        count += words
    if piece:
        yield "\n\n".join(piece)
