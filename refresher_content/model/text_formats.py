"""The formats that texts in a model's fields must have, as annotations."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from refresher_content.model.words import WORD, compiled

__all__ = [
    "URL",
    "Doi",
    "Identifier",
    "Isbn",
    "Issn",
    "Language",
    "License",
    "Origin",
    "RelativePath",
    "Role",
    "SitePath",
    "Slug",
    "SortName",
    "Synonyms",
    "TextFormat",
    "Url",
    "Writing",
]


class TextFormat(NamedTuple):
    """A format that a text must have."""

    pattern: str
    """The regular expression that the whole text matches, as `words` says."""
    meaning: str
    """The format in words, for an error message and an editor's tooltip."""

    def matches(self, text: str) -> bool:
        """Whether a text has the format."""
        return compiled(self.pattern).fullmatch(text) is not None


Slug = Annotated[
    str,
    TextFormat(f"{WORD}(-{WORD})*", "lower-case letters and digits, joined by single hyphens"),
]
SortName = Annotated[
    str,
    TextFormat(
        rf"(?=[^,]*{WORD})[^\s,][^,]*(,.*)?", 'a name with the family name first, as in "Bee, Ann"'
    ),
]
URL = TextFormat(r"https?://[^\s/]+(/\S*)?", "an absolute http or https address")
Synonyms = Annotated[
    str,
    TextFormat(
        f"[^,]*{WORD}[^,]*(,[^,]*{WORD}[^,]*)+",
        'words with commas between them, as in "boss, chief"',
    ),
]
Url = Annotated[str, URL]
Language = Annotated[
    str,
    TextFormat(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag of BCP 47, such as en or pt-BR"),
]
Doi = Annotated[
    str, TextFormat(r"10\.\d{4,9}/\S+", "a DOI without its address, such as 10.1000/182")
]
_CODE = "|".join(
    "".join(f"[{letter}{letter.upper()}]" for letter in scheme)
    for scheme in ("javascript", "vbscript", "data", "blob", "file", "filesystem", "about")
)
Identifier = Annotated[
    str,
    TextFormat(rf"(?!({_CODE})\s*:).+", "an id or an IRI, but not code, data or a local file"),
]
Isbn = Annotated[str, TextFormat(r"[0-9-]{9,16}[0-9X]", "an ISBN")]
Issn = Annotated[str, TextFormat(r"\d{4}-\d{3}[\dX]", "an ISSN, such as 1234-567X")]
License = Annotated[
    str,
    TextFormat(r"[A-Za-z0-9][A-Za-z0-9 .+()-]*", "a licence by its SPDX name, such as CC-BY-4.0"),
]
RelativePath = Annotated[str, TextFormat(r"[^\s\\:]+", "a path relative to the file, with /")]
SitePath = Annotated[
    str,
    TextFormat(
        r"(?!.*%(2[fF]|5[cC]|[01][0-9a-fA-F]|7[fF]))(?!(.*/)?(\.|%2[eE]){1,2}(/|$))/?[^/?#\\]+(/[^/?#\\]+)*/?",
        "a path from the site's root, such as /2009/03/The-Lead.html",
    ),
]
Origin = Literal["source", "editors"]
"""Who names something: the periodical, or the editors of its archive."""
Writing = Literal["book", "article"]
"""What is referred to."""
Role = Literal["writer", "editor", "translator", "reviewer", "illustrator", "photographer"]
"""What somebody did for a text."""
