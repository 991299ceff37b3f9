"""An entry's text, in the forms in which it is used."""

from __future__ import annotations

from dataclasses import dataclass

from refresher_content.model.value import Value

__all__ = ["Body", "Section"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Section(Value):
    """A part of a body: what stands before the first heading, or under one."""

    title: str
    """The heading's text; empty for what stands before the first heading."""
    level: int
    """The heading's level, 2 to 6; 1 for what stands before the first heading."""
    anchor: str
    """The fragment that leads to it within the page; empty before the first heading."""
    text: str
    """Its plain text without the heading, paragraphs separated by an empty line."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Body(Value):
    """An entry's text in the forms in which it is used."""

    markdown: str = ""
    """The text as written, in MyST Markdown."""
    html: str = ""
    """The text as an HTML fragment. Addresses of other entries are relative to the
    root of the archive's pages (`articles/some-id.html`), those of images to the
    content folder."""
    text: str = ""
    """The plain text, headings included, paragraphs separated by an empty line."""
    sections: tuple[Section, ...] = ()
    """Its sections in order."""
