"""What entries have that aren't entries: an article's figure, who had a part in it and the
original that it retells; the publication's archive as an edition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from refresher_content.model.dates import PartialDate
from refresher_content.model.entry import COMPUTED
from refresher_content.model.text_formats import Language, RelativePath, Role, Slug, SortName, Url
from refresher_content.model.value import Value

__all__ = [
    "EDITORS",
    "Contributor",
    "Edition",
    "Figure",
    "NameParts",
    "Original",
    "given_first",
    "name_parts",
]

EDITORS = "The editors of this archive"
"""Who writes the digests of an archive that doesn't name its editors."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Figure(Value):
    """A picture that belongs to an article."""

    image: RelativePath
    """The picture's file, relative to the article's file."""
    alt: str
    """What the picture shows, in words, for those who can't see it."""
    caption: str = ""
    """The line below the picture; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Contributor(Value):
    """Somebody, or a body, who had a part in a text."""

    role: Role
    """The part; a `writer` wrote a digest, whose `authors` wrote what it retells."""
    author_id: Slug | None = field(metadata={"refers_to": "author"})
    """Who: an id; None for the archive's editors, who have no entry."""
    name: str = field(default="", metadata=COMPUTED)
    """The name, as in a byline."""
    sort_name: str = field(default="", metadata=COMPUTED)
    """The name with the family name first, as in a list."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Original(Value):
    """The text that a digest retells. In front matter, what is left out is that of the article
    and its publication; a library has every fact in its place.
    """

    title: str = ""
    """The original's title; left out, the article's."""
    publication: str = ""
    """Where it appeared; left out, the archive's own publication."""
    published: PartialDate | None = None
    """When it appeared; left out, on the article's own date."""
    language: Language = ""
    """The language of its text; left out, the article's."""
    url: Url = ""
    """Where it can be read; empty if nowhere known."""
    rights: str = ""
    """Who holds its rights, in a sentence; empty if unknown."""
    authors: tuple[Contributor, ...] = field(default=(), metadata=COMPUTED)
    """Who wrote it: the article's `authors`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Edition(Value):
    """An archive as an edition of its own, which isn't the periodical that it keeps."""

    title: str = ""
    """What the archive is called; left out, the publication's title."""
    summary: str = ""
    """What the archive is, in one sentence that stands alone; left out, the publication's."""
    editor_names: tuple[SortName, ...] = ()
    """Who makes it and writes its digests: bodies, and people as "Family, Given"."""
    publisher: str = ""
    """Who publishes it; empty if nobody is named."""
    published: PartialDate | None = None
    """When it appeared; None if unknown."""
    url: Url = ""
    """Its site; empty if it has none."""

    @property
    def editors(self) -> tuple[str, ...]:
        """Who makes it, given names first."""
        return tuple(given_first(name) for name in self.editor_names)


class NameParts(NamedTuple):
    """The parts of a name that sorts by its family name."""

    family: str
    """The family name; the whole name if it has no parts."""
    given: str
    suffix: str
    """Such as "Jr."; empty for most."""


_SUFFIX = re.compile(r"(?:[JS]r|I{2,3}|IV|VI{0,3}|Esq|Ph\. ?D|PhD|M\. ?D|MD)\.?")
_COMPANY = re.compile(r"(?:Inc|Ltd|LLC|LLP|Corp|GmbH|SARL|plc)\.?", re.IGNORECASE)


def name_parts(sort_name: str) -> NameParts:
    """The parts of "Family, Given", "Family, Given, Jr." or "Family, Jr., Given"."""
    family, _, given = (part.strip() for part in sort_name.partition(","))
    if not family or not given:
        return NameParts(family or given or sort_name, "", "")
    if _COMPANY.fullmatch(given):
        return NameParts(sort_name, "", "")
    first, _, last = (part.strip() for part in given.partition(","))
    if _SUFFIX.fullmatch(last):
        return NameParts(family, first, last)
    if last and _SUFFIX.fullmatch(first):
        return NameParts(family, last, first)
    return NameParts(family, given, "")


def given_first(sort_name: str) -> str:
    """A name of the form "Family, Given" as in a byline."""
    family, given, suffix = name_parts(sort_name)
    return " ".join(part for part in (given, family, suffix) if part)
