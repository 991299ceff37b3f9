"""What every kind of entry has in common."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

from refresher_content.errors import DetachedEntryError
from refresher_content.model import plain
from refresher_content.model.body import Body, Section
from refresher_content.model.text_formats import SitePath, Slug
from refresher_content.model.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refresher_content.model.articles import Articles
    from refresher_content.model.chunks import Chunk
    from refresher_content.model.protocols import Library

    Kinds = Mapping[str, type["Entry"]]
    """Kinds of entries by name, those that others refer to first."""

__all__ = ["COMPUTED", "KINDS", "Entry", "GathersArticles", "refers_to", "restored"]

COMPUTED: Mapping[str, Any] = {"computed": True}
"""Marks a field that the compiler fills in and no front matter may hold."""


def refers_to(kind: str) -> Mapping[str, Any]:
    """The metadata of a field that holds ids of entries of a kind: `field(metadata=…)`."""
    return {"refers_to": kind}


KINDS: dict[str, type[Entry]] = {}
"""The kinds that every library has, by name; `kinds` fills it. Those that others refer to come
first."""


class _InLibrary(Value):
    """Where an entry keeps the library that it came from and its text, which aren't fields."""

    # Without annotations: `typing.get_type_hints` would have to resolve them.
    __slots__ = ("_body", "_library")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Entry(_InLibrary):
    """What every kind of entry has: an id, a body, and the library that it belongs to.

    Entries are equal if their fields are; which library they came from does not
    matter. They can be hashed, copied and pickled.
    """

    kind: ClassVar[str]
    """The kind's name, as in roles and commands."""
    folder: ClassVar[str]
    """The folder of the kind's files and pages, and the library's attribute."""
    has_role: ClassVar[bool] = True
    """Whether a role in a body can name an entry of this kind."""
    has_feed: ClassVar[bool] = False
    """Whether each entry's articles have a feed of their own."""
    has_page: ClassVar[bool] = True
    """Whether each entry has a page of its own, and not only a place on a list."""
    order: ClassVar[str] = ""
    """The key of the field by which a kind of one's own is in order, with `-` before it for
    descending; empty for the label. Others have the order that `Collection` says."""
    more_filters: ClassVar[tuple[str, ...]] = ()
    """Filters besides those that follow from its fields."""

    id: Slug
    """The name by which other entries refer to it, and the last part of its address.
    Left out, it is the file's name without its ending."""
    aliases: tuple[Slug, ...] = ()
    """Earlier ids that still lead here."""
    redirect_from: tuple[SitePath, ...] = ()
    """Addresses at which it stood before, on this or another system: any paths from the site's
    root, from which the book leads here."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Whatever else the archive says of it, under keys of its own, as JSON has it."""
    source: str = field(default="", metadata=COMPUTED)
    """Its file, relative to the content folder, with `/`."""
    sha256: str = field(default="", metadata=COMPUTED)
    """SHA-256 of its file, in hexadecimal."""

    @property
    def label(self) -> str:
        """What the entry is called on a page, whatever its kind."""
        return str(getattr(self, "title", "") or getattr(self, "name", "") or self.id)

    @property
    def path(self) -> str:
        """The address of its page below the root of the archive's pages, without ending."""
        return f"{self.folder}/{self.id}"

    @property
    def library(self) -> Library:
        """The library that it came from; DetachedEntryError if it was made from data."""
        library = getattr(self, "_library", None)
        if library is None:
            raise DetachedEntryError(
                f"the {self.kind} {self.id!r} belongs to no library;"
                " look it up in one to follow its references"
            )
        return library  # type: ignore[no-any-return] # a slot that may be unset

    @property
    def body(self) -> Body:
        """Its text, read from the library on first use."""
        body: Body | None = getattr(self, "_body", None)
        if body is None:
            library = getattr(self, "_library", None)
            body = library.body_of(self) if library else Body()
            object.__setattr__(self, "_body", body)
        return body

    @property
    def markdown(self) -> str:
        """`body.markdown`: the text as written."""
        return self._form("markdown")

    @property
    def html(self) -> str:
        """`body.html`: the text as an HTML fragment."""
        return self._form("html")

    @property
    def text(self) -> str:
        """`body.text`: the plain text."""
        return self._form("text")

    @property
    def sections(self) -> tuple[Section, ...]:
        """`body.sections`: the text's parts."""
        return self.body.sections

    def _form(self, name: str) -> str:
        """One form of the text, without the cost of the others, which `body` keeps."""
        library = getattr(self, "_library", None)
        if library is not None and getattr(self, "_body", None) is None:
            return str(library.form_of(self, name))
        return str(getattr(self.body, name))

    @property
    def mentions(self) -> tuple[Entry, ...]:
        """The entries that its text mentions, each once, in the order of the text."""
        return self.library.mentioned_by(self)

    def chunks(self, base: str = "", max_tokens: int = 300) -> tuple[Chunk, ...]:
        """Its text in pieces for retrieval, in order: sections, of which long ones are divided
        between paragraphs. `base` is that of `Article.url`.

        No piece has more than `max_tokens` words, unless one paragraph has. Raises ValueError
        if that isn't positive.
        """
        from refresher_content.model.chunks import chunks

        return chunks(self, base, max_tokens)

    @property
    def backlinks(self) -> Articles:
        """The articles that mention it in their text."""
        return self.library.articles.filter(mentions=self)

    def to_dict(self) -> dict[str, Any]:
        """Everything the entry holds, as JSON can write it; `from_dict` reads it back."""
        return {"kind": self.kind, **plain.to_plain(self), "body": plain.to_plain(self.body)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The entry that `to_dict` wrote, equal to the first and belonging to no library.

        Raises ValueError if the data is of another kind, lacks a required key or
        has one too many.
        """
        given = dict(data)
        kind = given.pop("kind", None)
        made: Any = KINDS.get(str(kind), cls) if cls is Entry else cls
        if kind != getattr(made, "kind", None):
            expected = getattr(made, "kind", "an entry")
            raise ValueError(f"expected data of the kind {expected!r}, found {kind!r}")
        body = given.pop("body", None)
        entry: Self = plain.from_plain(made, given)
        object.__setattr__(entry, "_body", Body() if body is None else plain.from_plain(Body, body))
        return entry

    def __hash__(self) -> int:
        return hash((self.kind, self.id))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id!r}: {self.label!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # By name, so that what was pickled before a field was added can still be read.
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        hidden = {name: getattr(self, name, None) for name in _InLibrary.__slots__}
        return restored, (type(self), values, hidden)

    def _repr_html_(self) -> str:
        from html import escape

        summary = escape(str(getattr(self, "summary", "")))
        return (
            f"<article><strong>{escape(self.label)}</strong><br>"
            f"<small>{escape(self._byline())}</small><p>{summary}</p></article>"
        )

    def _byline(self) -> str:
        """The line below the name in a notebook."""
        return self.kind


def restored(cls: type[Entry], values: dict[str, Any], hidden: dict[str, Any]) -> Entry:
    """The entry of which a pickle holds the fields, by name, and what aren't fields."""
    known = {one.name for one in fields(cls)}
    entry = cls(**{name: value for name, value in values.items() if name in known})
    for name, value in hidden.items():
        object.__setattr__(entry, name, value)
    return entry


class GathersArticles(Entry):
    """An entry that gathers articles: those that name it. Of a kind of one's own, they are those
    that mention it in their text, or that it names in a field.
    """

    __slots__ = ()

    @property
    def articles(self) -> Articles:
        """The articles that belong to it or refer to it, in the default order."""
        here: dict[str, Any] = {self.kind: self.id}
        return self.library.articles.filter(**here)
