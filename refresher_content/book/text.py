"""Text as readers see it: dates, quotation marks, bylines and credits.

A date is never more precise than it is known. Sphinx puts typographic quotation marks into
documents; `typeset` does the same for text that isn't part of one. A credit is made once
from an article's facts, as parts without any markup; each format renders these parts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from docutils.utils.smartquotes import smartchars
from sphinx.locale import get_translation

from refresher_content.book.typography import TYPED, curled
from refresher_content.model import PartialDate
from refresher_content.model.languages import direction
from refresher_content.model.licenses import license_name, license_url
from refresher_content.model.text_formats import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.config import Config

    from refresher_content.model import Article, Contributor
    from refresher_content.model.works import Work

__all__ = [
    "CATALOG",
    "Credit",
    "Part",
    "Rights",
    "byline",
    "credit_of",
    "deed",
    "direction",
    "display",
    "frame_language",
    "language_name",
    "quotes_of",
    "render_credit",
    "rights",
    "translate",
    "typeset",
    "with_deeds",
]

CATALOG = "refresher"
"""The gettext domain of the book's own words."""

translate = get_translation(CATALOG)
"""A text of the book's own in the language of the build at hand."""


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


def frame_language(config: Config) -> str:
    """The language of the frame: of all that isn't content."""
    return str(config.language or "en").replace("_", "-")


def typeset(text: str, config: Config, language: str = "") -> str:
    """The text as it would stand in a document in a language, the project's if none is named."""
    if not TYPED.search(text):
        return text
    quotes = quotes_of(language or config.language, config)
    if not quotes:
        return text
    return curled([(text, False)], config.smartquotes_action, quotes)[0]


def quotes_of(language: str, config: Config) -> str:
    """The language by whose rules a text gets quotation marks, by the settings `smartquotes…`;
    empty if it gets none.
    """
    excluded = config.smartquotes_excludes.get("languages", ())
    if not config.smartquotes or language.replace("-", "_") in excluded:
        return ""
    tag = language.lower().replace("_", "-")
    tag = _CHINESE.get(tag, tag)
    while tag and tag not in smartchars.quotes:
        tag = tag.rpartition("-")[0]
    return tag


_CHINESE = {"zh": "zh-cn", "zh-hans": "zh-cn", "zh-hant": "zh-tw", "zh-hk": "zh-tw"}
"""The tags by which docutils knows Chinese."""


class Part(NamedTuple):
    """One item of a credit."""

    role: Literal[Role, "title", "column", "publication", "issue", "date"]
    """What it is, or of somebody what they did."""
    text: str
    """Its text without markup; a date is in ISO 8601."""
    id: str = ""
    """The id of its entry, if it is one."""

    @property
    def kind(self) -> str:
        """The kind of its entry."""
        return self.role if self.role in ("column", "issue") else "author"


class Rights(NamedTuple):
    """Who holds the rights in a text, and what readers may do."""

    text: str
    license: str
    """The licence as readers know it; empty for none."""
    url: str
    """Its address; empty if it has none."""
    original: str
    """Who holds the rights in what a digest retells, which isn't included."""


class Credit(NamedTuple):
    """Who made an article and where it appeared; for a digest, also who wrote the original and
    where that appeared.
    """

    byline: tuple[Part, ...]
    """Who wrote the text."""
    contributors: tuple[Part, ...]
    """Who else had a part in it."""
    after: tuple[Part, ...]
    """Who wrote what a digest retells; empty for any other article."""
    source: tuple[Part, ...]
    """Title of the original, column, publication, issue and date, as far as there are any: of
    the text, or of what a digest retells."""
    rights: Rights


def credit_of(article: Article, work: Work) -> Credit:
    """The credit of an article: one for page, feeds, Markdown, EPUB and cards."""
    origin = work.original or work
    source: list[Part] = []
    if origin.title != article.title:
        source.append(Part("title", origin.title))
    if origin.column:
        source.append(Part("column", origin.column, article.column_id or ""))
    source.append(Part("publication", origin.container))
    if origin.issue:
        source.append(Part("issue", origin.issue, article.issue_id or ""))
    source.append(Part("date", str(origin.published)))
    return Credit(
        byline=_people(work.writers),
        contributors=_people(work.contributors),
        after=_people(work.original.writers) if work.original else (),
        source=tuple(source),
        rights=Rights(
            work.rights,
            license_name(work.license),
            license_url(work.license),
            work.original.rights if work.original else "",
        ),
    )


def _people(people: Iterable[Contributor]) -> tuple[Part, ...]:
    return tuple(Part(one.role, one.name, one.author_id or "") for one in people)


def deed(role: str) -> str:
    """What somebody did, as it stands before the name: "Text", "Translation"."""
    deeds = {
        "writer": translate("Text"),
        "editor": translate("Editor"),
        "translator": translate("Translation"),
        "reviewer": translate("Review"),
        "illustrator": translate("Illustration"),
        "photographer": translate("Photographs"),
    }
    return str(deeds[role])


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

    def listed(parts: Iterable[Part]) -> str:
        return ", ".join(map(render, parts))

    by = f"{translate('After')} {listed(credit.after)}" if credit.after else ""
    items = [by or f"{translate('By')} {listed(credit.byline)}", listed(credit.source)]
    for role, parts in with_deeds(credit):
        items.append(f"{escape(deed(role))}: {listed(parts)}")
    return " · ".join(items)


def byline(credit: Credit) -> str:
    """Who wrote an article, or after whom it was written, as on a card."""
    people = [part.text for part in credit.after or credit.byline]
    names = ", ".join(people[:3]) + (f" {translate('and others')}" if people[3:] else "")
    return f"{translate('After')} {names}" if credit.after else names


def with_deeds(credit: Credit) -> Iterator[tuple[str, list[Part]]]:
    """Those who need a word on what they did, by role: who wrote a digest, and contributors."""
    people = (*(credit.byline if credit.after else ()), *credit.contributors)
    for role in dict.fromkeys(one.role for one in people):
        yield role, [one for one in people if one.role == role]


def rights(credit: Credit) -> str:
    """The rights in the text with the licence's address, and of a digest in the original."""
    known = credit.rights
    parts = [known.text, known.url]
    if known.original:
        parts.append(str(translate("Original: %s; not included.") % known.original))
    return " ".join(part for part in parts if part)


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
