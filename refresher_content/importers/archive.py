"""What an importer reads: posts and all around them, in the words of this package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from refresher_content.source.rewriting import Text

__all__ = ["Archive", "Note", "Notes", "Person", "Post", "Tag"]


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something that couldn't be mapped, or had to be made."""

    message: str
    """What it is."""
    path: str
    """The file of the source."""
    line: int
    """The line in it, from 1."""


class Notes:
    """Everything that a reader of the result should know."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}

    def add(self, path: str, line: int, message: str) -> None:
        """Notes something about a line; the same thing only once."""
        self._notes[Note(message, path, max(1, line))] = None

    def __iter__(self) -> Any:
        return iter(sorted(self._notes))

    def __len__(self) -> int:
        return len(self._notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A template's tag or a shortcode in a text."""

    name: str
    """Its name; empty for an expression."""
    words: tuple[str, ...] = ()
    """Its arguments without a name."""
    options: dict[str, str] = field(default_factory=dict)
    """Its arguments by name."""
    inner: str | None = None
    """What stands between it and its end; None if it has none."""
    written: str = ""
    """The tag as it is written."""
    line: int = 0
    """The line of the source."""
    before: str = ""
    """What stands before it on its line."""


@dataclass(slots=True, kw_only=True)
class Person:
    """An author."""

    name: str
    url: str = ""
    summary: str = ""
    email: str = ""
    line: int = 1
    path: str = ""


@dataclass(slots=True, kw_only=True)
class Post:
    """A post of the source."""

    path: str
    """Its file, relative to the source; what it is known by from run to run is `key`."""
    key: str = ""
    """What it is known by from run to run, if several are in one file; else the file."""
    line: int = 1
    """Where it begins."""
    title: str = ""
    subtitle: str = ""
    summary: str = ""
    published: str = ""
    """The date, in any usual form."""
    updated: str = ""
    slug: str = ""
    """The name that its address ends with."""
    authors: list[str] = field(default_factory=list)
    """Names, or keys of `Archive.people`."""
    contributors: dict[str, list[str]] = field(default_factory=dict)
    """Who else had a part in it, as authors, by role."""
    topics: list[str] = field(default_factory=list)
    column: str = ""
    position: str = ""
    """Its place in the column, as a number."""
    series: list[str] = field(default_factory=list)
    """Further columns; the first is the column if there is no other."""
    part: str = ""
    """Its place in the first series, as a number."""
    language: str = ""
    translates: str = ""
    """The file of the post that it translates."""
    rights: str = ""
    identifier: str = ""
    """What the tool itself knows it by, if feeds or others use that."""
    comments: str = ""
    """Where readers discuss it: an address."""
    figure: str = ""
    """The address of its picture."""
    alt: str = ""
    caption: str = ""
    original: str = ""
    """Where it first appeared, if that is another site."""
    more: dict[str, Any] = field(default_factory=dict)
    """Other keys of the article's front matter."""
    extra: dict[str, Any] = field(default_factory=dict)
    """What has no counterpart, by the keys of the source."""
    draft: bool = False
    addresses: list[str] = field(default_factory=list)
    """Where it stood, from the site's root; the present one first."""
    body: Text = field(default_factory=lambda: Text.of(""))
    also: list[str] = field(default_factory=list)
    """Other addresses that links may have for it, which no file can stand for."""
    html: bool = False
    """Whether the body is HTML."""
    paragraphs: bool = False
    """Whether empty lines in that divide paragraphs."""
    folders: tuple[Path, ...] = ()
    """Where files lie whose addresses are relative to it."""
    lines: dict[str, int] = field(default_factory=dict)
    """The lines of its keys."""

    def line_of(self, key: str) -> int:
        """The line of a key, or else where the post begins."""
        return self.lines.get(key, self.line)


@dataclass(slots=True, kw_only=True)
class Archive:
    """All that was read."""

    publication: dict[str, Any] = field(default_factory=dict)
    """What is known of the keys of `publication.md`."""
    name: str = ""
    """What the source is called."""
    base: str = ""
    """The address of the site; empty if unknown."""
    posts: list[Post] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    """Authors by the key under which posts name them."""
    topics: dict[str, str] = field(default_factory=dict)
    """What is said of topics, by name."""
    columns: dict[str, str] = field(default_factory=dict)
    """What is said of columns, by name."""
    author: str = ""
    """Who wrote what names nobody."""
    zone: str = ""
    """The zone of times without one, such as `Europe/Paris`; empty if unknown."""
    roots: Sequence[Path] = ()
    """Folders that hold the files of the site, by their addresses from its root."""
    addresses: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Where the page of a topic, a column or an author stood, by kind and name."""
    guesses: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Where such a page may have stood, so that links can mean it."""
    translate: Callable[[str, Post], str] | None = None
    """Gives an address as others write it, for one that only the tool understands."""
    expand: Callable[[Tag, Post], str | None] | None = None
    """The Markdown for a tag; None if there is no counterpart."""
    pages: dict[str, str] = field(default_factory=dict)
    """The addresses of files that aren't imported."""
    file_addresses: bool = True
    """Whether links name files of the source."""

    def stood(self, kind: str, name: str, address: str, *, certain: bool = True) -> None:
        """Notes where the page of a topic, a column or an author stood, or may have stood."""
        known = self.addresses if certain else self.guesses
        found = known.setdefault((kind, name), [])
        found += [address] if address not in found else []
