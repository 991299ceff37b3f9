"""Collections of entries: look up, filter, order, group, count."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index

from refresher_content.errors import NotOneError, UnknownIdError, nearest
from refresher_content.library import schema
from refresher_content.model.entries import (
    KINDS,
    Article,
    Author,
    Column,
    Entry,
    Issue,
    Reference,
    Topic,
)
from refresher_content.model.fields import fields_of, filter_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Literal, TypeVar, overload

    from refresher_content.library.library import Library

    E = TypeVar("E", bound=Entry)
    D = TypeVar("D")

__all__ = ["Articles", "Collection", "Query"]


class Query:
    """A selection of a kind's rows, as SQL. It never changes."""

    __slots__ = ("limit", "offset", "order", "params", "where")

    def __init__(
        self,
        where: tuple[str, ...] = (),
        params: tuple[Any, ...] = (),
        order: tuple[str, ...] = (),
        offset: int = 0,
        limit: int = -1,
    ) -> None:
        self.where = where
        self.params = params
        self.order = order
        self.offset = offset
        self.limit = limit

    def narrowed(self, condition: str, *params: Any) -> Query:
        """Those rows of it that meet one condition more, if it is no slice."""
        where, values = (*self.where, condition), (*self.params, *params)
        return Query(where, values, self.order, self.offset, self.limit)

    def sql(self, kind: str, what: str, *, ordered: bool = True) -> str:
        """The statement that gives these columns of the rows, to be run with `params`."""
        parts = [f"SELECT {what} FROM {kind}"]
        if self.where:
            parts.append("WHERE " + " AND ".join(self.where))
        if ordered:
            parts.append("ORDER BY " + ", ".join((*self.order, "place")))
        if self.limit >= 0 or self.offset:
            parts.append(f"LIMIT {self.limit} OFFSET {self.offset}")
        return " ".join(parts)


_FEW = 100
"""The longest slice whose entries are kept, once they have been read."""


def _at(places: Sequence[int], order: tuple[str, ...]) -> Query:
    """The rows with these numbers."""
    import json

    condition = "place IN (SELECT value FROM json_each(?))"
    return Query((condition,), (json.dumps(places),), order)


_ALL = Query()
"""What a collection asks for that nothing has narrowed."""


class Collection(Sequence["E"]):
    """Entries of one kind, in order. It never changes; what narrows it gives another.

    It reads only what is asked for: a filter over a large library touches the
    rows that are looked at. The default order is for articles newest first,
    then by column and the place in it; for issues newest first; for references by
    first author and year; for all others by name. Ids break every tie.
    """

    __slots__ = ("_cls", "_few", "_library", "_pending", "_query")

    def __init__(self, library: Library, cls: type[E], query: Query | None = None) -> None:
        self._library = library
        self._cls = cls
        self._query = query or _ALL
        self._pending: tuple[Callable[[E], object], ...] = ()
        self._few: tuple[E, ...] | None = None

    # Reading

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: int | str) -> E: ...
        @overload
        def __getitem__(self, key: slice) -> Collection[E]: ...

    def __getitem__(self, key: int | str | slice) -> E | Collection[E]:
        """The entry of that id, alias or place; or a slice of the collection.

        Raises `UnknownIdError` for an id that isn't in it, IndexError for a place, and
        TypeError for what is neither.
        """
        if isinstance(key, slice):
            key.indices(0)  # refuses bounds that are no whole numbers
            return self._slice(key)
        if isinstance(key, str):
            entry = self.get(key)
            if entry is None:
                raise UnknownIdError(self._cls.kind, key, self._all_ids())
            return entry
        if not hasattr(key, "__index__"):
            raise TypeError(f"{self._cls.folder} have ids and places, and {key!r} is neither")
        place = index(key)
        found = self._slice(slice(place, place + 1 or None)).first()
        if found is None:
            raise IndexError(f"there is no place {place} among {len(self)} {self._cls.folder}")
        return found

    if TYPE_CHECKING:

        @overload
        def get(self, id_: str) -> E | None: ...
        @overload
        def get(self, id_: str, default: D) -> E | D: ...

    def get(self, id_: str, default: D | None = None) -> E | D | None:
        """The entry of that id or alias, or the default."""
        whole = self._query is _ALL and not self._pending
        found = self._library.find(self._cls, id_) if whole else self._read_one(id_)
        return default if found is None else found

    def _read_one(self, id_: str) -> E | None:
        """The entry of that id or alias, read anew."""
        for candidate in (id_, self._library.real_id(self._cls.kind, id_)):
            if candidate is not None:
                entry = self._narrowed("id = ?", candidate).first()
                if entry is not None:
                    return entry
        return None

    def __iter__(self) -> Iterator[E]:
        return iter(self._read_few()) if self._is_short() else self._read()

    def _is_short(self) -> bool:
        return 0 <= self._settled().limit <= _FEW

    def _read_few(self) -> tuple[E, ...]:
        """The entries of a short slice: `list` asks for its length and then for them, which
        is one question so.
        """
        if self._few is None:
            self._few = tuple(self._read())
        return self._few

    def _read(self) -> Iterator[E]:
        query = self._settled()
        names = ", ".join(schema.columns(self._cls))
        for row in self._library.rows(query.sql(self._cls.kind, names), query.params):
            yield self._library.bind(schema.read_entry(self._cls, row))

    def __len__(self) -> int:
        if self._is_short():
            return len(self._read_few())
        query = self._settled()
        inner = query.sql(self._cls.kind, "1", ordered=False)
        ((count,),) = self._library.rows(f"SELECT count(*) FROM ({inner})", query.params)
        return int(count)

    def __bool__(self) -> bool:
        return bool(len(self[:1]))

    def __contains__(self, item: object) -> bool:
        """Whether an entry, an id or an alias belongs to the collection."""
        if isinstance(item, str):
            return self.get(item) is not None
        return isinstance(item, self._cls) and self.get(item.id) == item

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in order."""
        query = self._settled()
        return tuple(
            id_ for (id_,) in self._library.rows(query.sql(self._cls.kind, "id"), query.params)
        )

    def first(self) -> E | None:
        """The first entry, or None if there is none."""
        return next(iter(self._slice(slice(0, 1))), None)

    def one(self) -> E:
        """The only entry. Raises `NotOneError` if there is none, or more than one."""
        found = list(self._slice(slice(0, 2)))
        if len(found) != 1:
            number = "none" if not found else str(len(self))
            raise NotOneError(f"expected one {self._cls.kind}, found {number}")
        return found[0]

    # Narrowing and ordering

    def filter(
        self,
        *predicates: Callable[[E], object],
        **words: str | int | Entry | Sequence[str | int | Entry],
    ) -> Collection[E]:
        """Those entries that every predicate and every word admits.

        A word takes an id, an entry or a year, or a list of them, of which any may match.
        Raises TypeError for a word that the kind doesn't have or a value of the wrong
        type, `UnknownIdError` for the id of an entry that doesn't exist, and ValueError
        for a text that is no year, or none of the few that the word can have.
        """
        for test in predicates:
            if not callable(test):
                raise TypeError(f"{test!r} is no predicate: expected a function of an entry")
        result = self
        for word, value in words.items():
            result = result._with_facet(word, self._values(word, value))
        if predicates:
            result = result._with(result._query)
            result._pending = (*self._pending, *predicates)
        return result

    def order_by(self, *keys: str) -> Collection[E]:
        """The same entries ordered by the given keys; `-` before a key turns it round.

        Texts are ordered as people look them up, no matter case and accents. Equal
        entries stay in the default order. Raises ValueError for a key that the
        kind doesn't have or that can't be ordered.
        """
        settled = self._flat()
        order = tuple(self._order(key) for key in keys)
        return self._with(Query(settled.where, settled.params, order))

    def reverse(self) -> Collection[E]:
        """The same entries, last first."""
        query = self._flat()
        turned = tuple(
            part.removesuffix(" DESC") if part.endswith(" DESC") else f"{part} DESC"
            for part in (*query.order, "place")
        )
        return self._with(Query(query.where, query.params, turned))

    if TYPE_CHECKING:
        # A literal text is the more specific of the two.

        @overload
        def facets(  # type: ignore[overload-overlap]
            self, word: Literal["year"]
        ) -> dict[int, int]: ...
        @overload
        def facets(self, word: str) -> dict[str, int]: ...

    def facets(self, word: str) -> dict[int, int] | dict[str, int]:
        """How many entries there are for each value of a filter word, most first; the value
        is an id, or a number for a year. Raises TypeError for an unknown word.
        """
        self._check_word(word)
        query = self._settled()
        inner = query.sql(self._cls.kind, "place", ordered=bool(query.limit >= 0))
        rows = self._library.rows(
            "SELECT value, count(*) FROM facet WHERE kind = ? AND word = ?"
            f" AND place IN ({inner}) GROUP BY value ORDER BY count(*) DESC, value",
            (self._cls.kind, word, *query.params),
        )
        return {_facet(word, value): count for value, count in rows}

    if TYPE_CHECKING:

        @overload
        def group_by(  # type: ignore[overload-overlap]
            self, word: Literal["year"]
        ) -> dict[int, Collection[E]]: ...
        @overload
        def group_by(self, word: str) -> dict[str, Collection[E]]: ...

    def group_by(self, word: str) -> dict[int, Collection[E]] | dict[str, Collection[E]]:
        """The entries for each value of a filter word, in the order of `facets`. One that has
        several values, or none, stands in several groups, or none.
        """
        return {value: self._with_facet(word, [str(value)]) for value in self.facets(word)}

    # Being a value

    def __eq__(self, other: object) -> bool:
        """Collections are equal if they hold equal entries in the same order."""
        if not isinstance(other, Collection):
            return NotImplemented
        return self._cls is other._cls and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self._cls, self.ids))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self._library, self._cls, self._settled())

    def __repr__(self) -> str:
        shown = [entry.id for entry in self[:4]]
        more = ", …" if len(shown) == 4 else ""
        return f"<{len(self)} {self._cls.folder}: {', '.join(shown[:3])}{more}>"

    def _repr_html_(self) -> str:
        from refresher_content.notebook import table

        return table(self)

    # Inner works

    def _with(self, query: Query) -> Collection[E]:
        result = type(self)(self._library, self._cls, query)
        result._pending = self._pending if query is self._query else ()
        return result

    def _narrowed(self, condition: str, *params: Any) -> Collection[E]:
        return self._with(self._flat().narrowed(condition, *params))

    def _with_facet(self, word: str, values: Sequence[str]) -> Collection[E]:
        condition = (
            "place IN (SELECT place FROM facet WHERE kind = ? AND word = ?"
            f" AND value IN ({', '.join('?' * len(values))}))"
        )
        return self._narrowed(condition, self._cls.kind, word, *values)

    def _settled(self) -> Query:
        """The query with the predicates' answers in it, which are asked for once."""
        if self._pending:
            pending, self._pending = self._pending, ()
            names = ", ".join(("place", *schema.columns(self._cls)))
            rows = self._library.rows(self._query.sql(self._cls.kind, names), self._query.params)
            places = [
                row[0]
                for row in rows
                if all(
                    test(self._library.bind(schema.read_entry(self._cls, row[1:])))
                    for test in pending
                )
            ]
            self._query = _at(places, self._query.order)
        return self._query

    def _flat(self) -> Query:
        """The query in a form to which conditions can be added: a slice becomes one."""
        query = self._settled()
        if query.limit < 0 and not query.offset:
            return query
        inner = query.sql(self._cls.kind, "place")
        return Query((f"place IN ({inner})",), query.params, query.order)

    def _slice(self, key: slice) -> Collection[E]:
        query = self._settled()
        start, stop, step = key.start, key.stop, 1 if key.step is None else key.step
        if step != 1 or (start or 0) < 0 or (stop is not None and stop < 0):
            return self._uneven_slice(key)
        start = start or 0
        room = query.limit if query.limit >= 0 else None
        length = None if stop is None else max(0, stop - start)
        if room is not None:
            left = max(0, room - start)
            length = left if length is None else min(length, left)
        limit = -1 if length is None else length
        offset = query.offset + start
        return self._with(Query(query.where, query.params, query.order, offset, limit))

    def _uneven_slice(self, key: slice) -> Collection[E]:
        """A slice that counts from the end or skips: its places are read at once."""
        start, stop, step = key.indices(len(self))
        if step == 1:
            return self._slice(slice(start, max(start, stop)))
        query = self._settled()
        rows = self._library.rows(query.sql(self._cls.kind, "place"), query.params)
        kept = self._with(_at([place for (place,) in rows][key], query.order))
        return kept.reverse() if step < 0 else kept

    def _values(self, word: str, value: Any) -> list[str]:
        self._check_word(word)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [self._value(word, one) for one in value]
        return [self._value(word, value)]

    def _value(self, word: str, value: Any) -> str:
        """The value as `facet` has it. A language alone may be any text."""
        if isinstance(value, Entry):
            if word == "mentions":
                return f"{value.kind}:{value.id}"
            if value.kind != word:
                raise TypeError(f"the filter {word!r} takes no {value.kind}")
            return value.id
        if word == "year":
            return _year(value)
        if not isinstance(value, str):
            raise TypeError(f"the filter {word!r} takes texts, not {value!r}")
        if word == "mentions":
            return self._mention(value)
        return self._known_id(word, value) if word in KINDS else self._choice(word, value)

    def _mention(self, value: str) -> str:
        kind, colon, id_ = value.partition(":")
        if not colon:
            meant = [f"{kind}:{value}" for kind in KINDS if self._library.real_id(kind, value)]
            raise UnknownIdError("entry", value, meant)
        if kind not in KINDS:
            raise UnknownIdError("kind", kind, KINDS)
        return f"{kind}:{self._known_id(kind, id_)}"

    def _known_id(self, kind: str, id_: str) -> str:
        found = self._library.real_id(kind, id_)
        if found is None:
            raise UnknownIdError(kind, id_, self._library.collection(KINDS[kind]).ids)
        return found

    def _choice(self, word: str, value: str) -> str:
        choices = next((spec.choices for spec in fields_of(self._cls) if spec.key == word), ())
        if choices and value not in choices:
            near = nearest(value, choices)
            hint = f"; did you mean {near!r}?" if near else ""
            allowed = " or ".join(map(repr, choices))
            raise ValueError(f"the filter {word!r} takes {allowed}, not {value!r}{hint}")
        return value

    def _check_word(self, word: str) -> None:
        words = filter_names(self._cls)
        if word not in words:
            near = nearest(word, words)
            hint = f"; did you mean {near!r}?" if near else f"; they have {', '.join(words)}"
            raise TypeError(f"{self._cls.folder} have no filter {word!r}{hint}")

    def _order(self, key: str) -> str:
        name, direction = key.removeprefix("-"), " DESC" if key.startswith("-") else ""
        specs = {spec.key: spec for spec in fields_of(self._cls) if not spec.structured}
        if name not in specs:
            near = nearest(name, specs)
            hint = f"; did you mean {near!r}?" if near else f"; they have {', '.join(specs)}"
            raise ValueError(f"{self._cls.folder} can't be ordered by {name!r}{hint}")
        by_text = specs[name].type is str and specs[name].refers_to is None
        return (f'sort_key("{name}")' if by_text else f'"{name}"') + direction

    def _all_ids(self) -> tuple[str, ...]:
        aliases = self._library.rows("SELECT alias FROM alias WHERE kind = ?", (self._cls.kind,))
        return (*self.ids, *(alias for (alias,) in aliases))


def _restored(
    cls: type[Collection[E]], library: Library, kind: type[E], query: Query
) -> Collection[E]:
    return cls(library, kind, query)


def _year(value: Any) -> str:
    """The year as `facet` has it. True is a number to Python, but no year."""
    if not isinstance(value, str) and (isinstance(value, bool) or not hasattr(value, "__index__")):
        raise TypeError(f"the filter 'year' takes a number or text of four digits, not {value!r}")
    text = value if isinstance(value, str) else f"{index(value):04}"
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise ValueError(f"{value!r} is no year: expected four digits, as in 2009")
    return str(int(text))


def _facet(word: str, value: str) -> Any:
    return int(value) if word == "year" else value


class Articles(Collection[Article]):
    """A collection of articles; its filter words are spelled out for editors."""

    __slots__ = ()

    def filter(  # type: ignore[override]
        self,
        *predicates: Callable[[Article], object],
        author: str | Author | Sequence[str | Author] | None = None,
        column: str | Column | Sequence[str | Column] | None = None,
        issue: str | Issue | Sequence[str | Issue] | None = None,
        topic: str | Topic | Sequence[str | Topic] | None = None,
        reference: str | Reference | Sequence[str | Reference] | None = None,
        year: int | str | Sequence[int | str] | None = None,
        language: str | Sequence[str] | None = None,
        mentions: str | Entry | Sequence[str | Entry] | None = None,
        **unknown: Any,
    ) -> Articles:
        """Those articles that every predicate and every word admits; see `Collection.filter`.

        `mentions` takes an entry that the text links to, or its kind and id as in
        `"article:some-id"`; a word that is None admits all.
        """
        words = {
            "author": author,
            "column": column,
            "issue": issue,
            "topic": topic,
            "reference": reference,
            "year": year,
            "language": language,
            "mentions": mentions,
        }
        given: dict[str, Any] = {word: one for word, one in words.items() if one is not None}
        found: Any = super().filter(*predicates, **given, **unknown)
        return found  # type: ignore[no-any-return]

    if TYPE_CHECKING:
        # The same methods, with the kind of collection that they give.

        @overload
        def __getitem__(self, key: int | str) -> Article: ...
        @overload
        def __getitem__(self, key: slice) -> Articles: ...
        def __getitem__(self, key: Any) -> Any: ...
        def order_by(self, *keys: str) -> Articles: ...  # noqa: D102 - Collection has it
        def reverse(self) -> Articles: ...  # noqa: D102
