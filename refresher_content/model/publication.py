"""The periodical of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from refresher_content.model.entry import Entry
from refresher_content.model.parts import Edition
from refresher_content.model.text_formats import (
    Issn,
    Language,
    License,
    RelativePath,
    Synonyms,
    Url,
)

__all__ = ["Publication"]

_NO_EDITION = Edition()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Publication(Entry):
    """The periodical itself, and its archive as an edition. There is one, in `publication.md`."""

    kind: ClassVar[str] = "publication"
    folder: ClassVar[str] = ""
    has_role: ClassVar[bool] = False

    title: str
    """Its title."""
    publisher: str = ""
    """Its imprint; empty if unknown."""
    summary: str
    """What it is, in one sentence that stands alone."""
    language: Language
    """The language of its articles, where they name no other."""
    rights: str
    """Who holds the rights in the archive's texts and what readers may do, in a sentence."""
    license: License = ""
    """The texts' licence by its SPDX name; empty for none."""
    edition: Edition = _NO_EDITION
    """The archive: its title, who makes it, its year."""
    issn: Issn = ""
    """Its ISSN; empty if it has none."""
    url: Url = ""
    """Its site; empty if it has none."""
    extra_schema: RelativePath = ""
    """The JSON Schema that `extra` of every entry must meet: a file of the content folder, by its
    path in it; empty for none."""
    synonyms: tuple[Synonyms, ...] = ()
    """Words that the search takes for each other, beside those that it knows: groups such as
    "pilot, helmsman, steersman"."""

    @property
    def path(self) -> str:
        """The address of the page about it."""
        return "colophon"
