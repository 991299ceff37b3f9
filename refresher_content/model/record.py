"""Frozen dataclasses with slots, which cost next to nothing to define.

To a type checker, `dataclass` and `field` are those of the module `dataclasses`. At run
time they make classes that behave alike, but neither import that module, and `inspect`
with it, nor compile methods for each class: most of what importing the package would
cost. Who asks for what only the standard has, `dataclasses.fields` for one or a
signature, gets it from a standard dataclass of the same fields, made when it is needed.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from dataclasses import dataclass, field
    from typing import Any, ClassVar, Literal, NoReturn, TypeVar

    T = TypeVar("T")

__all__ = ["MISSING", "Field", "dataclass", "field", "fields_of", "maker_of"]

MISSING: Any = object()
"""The default of a field that has none."""


class Field:
    """A field. What it is made with has the meaning that it has for `dataclasses.field`."""

    __slots__ = ("annotation", "compare", "default", "init", "kw_only", "metadata", "name", "repr")

    name: str
    annotation: str
    kw_only: bool

    def __init__(
        self,
        *,
        default: Any = MISSING,
        init: bool = True,
        repr: bool = True,  # noqa: A002 - the standard's word
        compare: bool = True,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.default = default
        self.init = init
        self.repr = repr
        self.compare = compare
        self.metadata = metadata or {}


def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a class that `dataclass` made, its ancestors' first; none of any other."""
    plan: _Plan | None = getattr(cls, "__record__", None)
    return plan.fields if plan else ()


def maker_of(cls: type[T], names: tuple[str, ...]) -> Callable[[Iterable[Any]], T]:
    """What makes a value, without a check, of the values that the named fields have; the
    others, which must have one, get their default.
    """
    setters = tuple(getattr(cls, name).__set__ for name in names)
    others = tuple(
        (getattr(cls, one.name).__set__, one.default)
        for one in fields_of(cls)
        if one.name not in names
    )

    def make(values: Iterable[Any]) -> T:
        made = object.__new__(cls)
        for set_, value in zip(setters, values, strict=True):
            set_(made, value)
        for set_, value in others:
            set_(made, value)
        return made

    return make


def _dataclass(
    *, frozen: Literal[True], slots: Literal[True], kw_only: bool = False
) -> Callable[[type[T]], type[T]]:
    """See `dataclasses.dataclass`. Annotations have to be texts, as they are by
    `from __future__ import annotations`, and no default is made by a factory.
    """

    def make(cls: type[T]) -> type[T]:
        inherited = {one.name: one for base in cls.__bases__ for one in fields_of(base)}
        own = {one.name: one for one in _described_in(cls, kw_only=kw_only)}
        plan = _Plan(tuple((inherited | own).values()))
        left_out = {"__dict__", "__weakref__", *own}
        body = {name: value for name, value in vars(cls).items() if name not in left_out}
        body["__qualname__"] = cls.__qualname__
        body["__slots__"] = tuple(name for name in own if name not in inherited)
        body["__record__"] = plan
        body["__match_args__"] = plan.positional
        metaclass: Any = type(cls)
        bases = cls.__bases__ if issubclass(cls, _Record) else (_Record,)
        made: type[T] = metaclass(cls.__name__, bases, body)
        plan.setters = tuple(getattr(made, name).__set__ for name in plan.defaults)
        return made

    return make


if not TYPE_CHECKING:
    dataclass, field = _dataclass, Field


def _described_in(cls: type, *, kw_only: bool) -> list[Field]:
    """The fields that a class's own body describes."""
    found = []
    for name, annotation in cls.__annotations__.items():
        if not annotation.startswith("ClassVar"):
            given = vars(cls).get(name, MISSING)
            one = given if isinstance(given, Field) else Field(default=given)
            one.name, one.annotation, one.kw_only = name, annotation, kw_only
            found.append(one)
    return found


class _Plan:
    """What the methods of a class need to know of its fields."""

    __slots__ = (
        "closed", "compared", "defaults", "fields", "positional", "required", "setters", "shown",
    )  # fmt: skip

    setters: tuple[Callable[[Any, Any], None], ...]

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self.defaults = {one.name: one.default for one in fields}
        self.required = {one.name for one in fields if one.init and one.default is MISSING}
        self.closed = {one.name for one in fields if not one.init}
        self.positional = tuple(one.name for one in fields if one.init and not one.kw_only)
        self.shown = tuple(one.name for one in fields if one.repr)
        self.compared = _values_of(tuple(one.name for one in fields if one.compare))


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of attributes, as a tuple however many."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


class _OfStandard:
    """An attribute that a class has from the standard dataclass of the same fields."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        if self._name == "__signature__" and "__record__" not in vars(owner):
            raise AttributeError("a class that inherits from such a class has its own signature")
        return getattr(_standard(owner), self._name)


@cache
def _standard(cls: Any) -> Any:
    """The standard dataclass of the same fields, with no methods but those that it is given."""
    import dataclasses
    import inspect

    fields: tuple[Field, ...] = cls.__record__.fields
    body: dict[str, Any] = {
        one.name: dataclasses.field(
            default=dataclasses.MISSING if one.default is MISSING else one.default,
            init=one.init,
            repr=one.repr,
            compare=one.compare,
            metadata=one.metadata,
            kw_only=one.kw_only,
        )
        for one in fields
    }
    body["__annotations__"] = {one.name: one.annotation for one in fields}
    body["__module__"], body["__qualname__"] = cls.__module__, cls.__qualname__
    made: Any = dataclasses.dataclass(frozen=True, slots=True)(type(cls.__name__, (), body))
    made.__signature__ = inspect.signature(made)
    return made


class _Record:
    """What the classes that `dataclass` makes have in common."""

    __slots__ = ()

    if TYPE_CHECKING:
        __record__: ClassVar[_Plan]

    __dataclass_fields__ = _OfStandard()
    __dataclass_params__ = _OfStandard()
    __signature__ = _OfStandard()

    def __init__(self, /, *args: Any, **words: Any) -> None:
        plan = self.__record__
        given = words
        if args:
            firsts = plan.positional[: len(args)]
            if len(args) > len(firsts) or not words.keys().isdisjoint(firsts):
                raise self._fault(args, words)
            given = dict(zip(firsts, args, strict=True)) | words
        # In the order of the fields, as long as no word is unknown.
        values = plan.defaults | given
        if (
            len(values) != len(plan.setters)
            or not given.keys() >= plan.required
            or not plan.closed.isdisjoint(given)
        ):
            raise self._fault(args, words)
        for set_, value in zip(plan.setters, values.values(), strict=True):
            set_(self, value)
        self.__post_init__()

    def _fault(self, args: tuple[Any, ...], words: dict[str, Any]) -> TypeError:
        """What is wrong with the arguments, in the standard's words."""
        try:
            cls: Any = type(self)
            _standard(cls)(*args, **words)
        except TypeError as error:
            return error.with_traceback(None)
        raise AssertionError("the standard dataclass takes these arguments")

    def __post_init__(self) -> None:
        """Checks the values, where a class has something to check."""

    def __repr__(self) -> str:
        parts = (f"{name}={getattr(self, name)!r}" for name in self.__record__.shown)
        return f"{type(self).__qualname__}({', '.join(parts)})"

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        values_of = self.__record__.compared
        return values_of(self) == values_of(other)

    def __hash__(self) -> int:
        return hash(self.__record__.compared(self))

    def __setattr__(self, name: str, value: Any) -> None:
        if self._is_frozen(name):
            _refuse(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        if self._is_frozen(name):
            _refuse(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    def _is_frozen(self, name: str) -> bool:
        return "__record__" in vars(type(self)) or name in self.__record__.defaults

    def __getstate__(self) -> list[Any]:
        return [getattr(self, name) for name in self.__record__.defaults]

    def __setstate__(self, state: list[Any]) -> None:
        for set_, value in zip(self.__record__.setters, state, strict=True):
            set_(self, value)

    def __replace__(self: Any, /, **changes: Any) -> Any:
        from dataclasses import replace

        return replace(self, **changes)


def _refuse(message: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(message)
