"""Text as readers see it: dates, quotation marks, bylines and credits.

A date is never more precise than it is known. Sphinx puts typographic quotation marks into
documents; `typeset` does the same for text that isn't part of one. A credit is made once
from an article's facts, as parts without any markup; each format renders these parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from docutils.utils.smartquotes import educate_tokens, smartchars
from sphinx.locale import get_translation

from refresher_content.model import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.config import Config

    from refresher_content.model import Article, Author, Column, Issue

__all__ = [
    "CATALOG",
    "Credit",
    "Part",
    "byline",
    "credit_of",
    "direction",
    "display",
    "language_name",
    "render_credit",
    "rights",
    "translate",
    "typeset",
]

CATALOG = "refresher"
"""The gettext domain of the book's own words."""

translate = get_translation(CATALOG)
"""A text of the book's own in the language of the build at hand."""

_TYPED = re.compile(r"['\"]|--|\.\.\.")


@lru_cache(maxsize=4096)
def display(date: PartialDate, language: str) -> str:
    """A date in words of a language: "2009", "March 2009", "March 14, 2009".

    A language that the Unicode locale data doesn't have gives ISO 8601.
    """
    if date.precision == "year":
        return str(date)
    locale = language.replace("-", "_")
    try:
        if date.precision == "month":
            return format_skeleton("yMMMM", date.first_day, locale=locale)
        return format_date(date.first_day, format="long", locale=locale)
    except (UnknownLocaleError, ValueError):
        return str(date)


def typeset(text: str, config: Config) -> str:
    """The text as it would stand in a document, by the settings `smartquotes…` and `language`."""
    language = config.language.replace("_", "-")
    if not config.smartquotes or not _TYPED.search(text) or language not in smartchars.quotes:
        return text
    if config.language in config.smartquotes_excludes.get("languages", ()):
        return text
    return "".join(educate_tokens([("plain", text)], config.smartquotes_action, language))


class Part(NamedTuple):
    """One item of a credit."""

    role: Literal["author", "title", "column", "publication", "issue", "date"]
    """What it is; an author, a column or an issue is an entry of that kind."""
    text: str
    """Its text without markup; a date is in ISO 8601."""
    id: str = ""
    """The id of its entry, if it is one."""


class Credit(NamedTuple):
    """Who wrote an article and where it appeared; for a digest, who wrote the original and
    where that appeared.
    """

    digest: bool
    """Whether the article is a digest of another text."""
    authors: tuple[Part, ...]
    source: tuple[Part, ...]
    """Title of the original, column, publication, issue and date, as far as there are any."""


def credit_of(
    article: Article,
    authors: Iterable[Author],
    column: Column | None,
    issue: Issue | None,
    publication: str,
) -> Credit:
    """The credit of an article, from the entries that it names and the publication's title."""
    original = article.original
    source: list[Part] = []
    if original and original.title:
        source.append(Part("title", original.title))
    if column:
        source.append(Part("column", column.label, column.id))
    source.append(Part("publication", (original and original.publication) or publication))
    if issue:
        source.append(Part("issue", issue.label, issue.id))
    source.append(Part("date", str((original and original.published) or article.published)))
    names = tuple(Part("author", author.label, author.id) for author in authors)
    return Credit(original is not None, names, tuple(source))


def render_credit(
    credit: Credit,
    language: str,
    link: Callable[[Part], str] = lambda part: part.text,
    escape: Callable[[str], str] = str,
) -> str:
    """A credit as a line of text, such as "By Ann Bell · Soundings, The Quay, March 2011".

    `link` renders a part that is an entry, `escape` makes any other text safe in the format.
    """

    def render(part: Part) -> str:
        if part.id:
            return link(part)
        if part.role == "date":
            return escape(display(PartialDate.parse(part.text), language))
        return f"“{escape(part.text)}”" if part.role == "title" else escape(part.text)

    names = ", ".join(map(render, credit.authors))
    return f"{translate('After') if credit.digest else translate('By')} {names} · " + ", ".join(
        map(render, credit.source)
    )


def byline(article: Article, name: str) -> str:
    """An author's name as an article's byline: a digest is written after the original's author."""
    return f"{translate('After')} {name}" if article.original else name


def rights(article: Article) -> str:
    """The rights in the text and, of a digest, in the original."""
    original = article.original.rights if article.original else ""
    note = translate("Original: %s; not included.") % original if original else ""
    return " ".join(part for part in (article.rights, str(note)) if part)


_RIGHT_TO_LEFT = frozenset(
    ("ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    ("adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa")
)


def direction(language: str) -> str:
    """The direction of a language's script, which its tag may name: "ltr" or "rtl"."""
    first, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    right_to_left = script in _RIGHT_TO_LEFT_SCRIPTS if script else first in _RIGHT_TO_LEFT
    return "rtl" if right_to_left else "ltr"


@lru_cache(maxsize=256)
def language_name(language: str) -> str:
    """What a language is called in itself, such as "français"; its tag if the Unicode locale
    data doesn't say.
    """
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return language
    return locale.get_display_name() or language
