"""What the texts in a model's fields may be: annotations, read where content is checked.

Reading a library needs none of them, and so the models name them for type checkers only.
"""

from __future__ import annotations

from typing import Annotated, Literal

from refresher_content.model.record import dataclass

__all__ = [
    "Doi",
    "Form",
    "Isbn",
    "Issn",
    "Language",
    "Origin",
    "RelativePath",
    "Slug",
    "Url",
    "Writing",
]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a text must have."""

    pattern: str
    """The regular expression that the whole text matches."""
    meaning: str
    """The form in words, for an error message and an editor's tooltip."""


Slug = Annotated[
    str, Form(r"[^\W_]+(-[^\W_]+)*", "lower-case letters and digits, joined by single hyphens")
]
Url = Annotated[str, Form(r"https?://[^\s/]+(/\S*)?", "an absolute http or https address")]
Language = Annotated[
    str, Form(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag of BCP 47, such as en or pt-BR")
]
Doi = Annotated[str, Form(r"10\.\d{4,9}/\S+", "a DOI without its address, 10.1000/182 for one")]
Isbn = Annotated[str, Form(r"[0-9-]{9,16}[0-9X]", "an ISBN")]
Issn = Annotated[str, Form(r"\d{4}-\d{3}[\dX]", "an ISSN, such as 1234-567X")]
RelativePath = Annotated[str, Form(r"[^\s\\:]+", "a path relative to the file, with /")]
Origin = Literal["source", "editors"]
"""Who names something: the periodical, or the editors of its archive."""
Writing = Literal["book", "article"]
"""What is referred to."""
