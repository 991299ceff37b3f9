"""What `record.dataclass` makes behaves as what the standard's makes of the same class."""

from __future__ import annotations

import copy
import dataclasses
import inspect
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refresher_content.model import record


def _classes(dataclass: Any, field: Any) -> dict[str, Any]:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Base:
        """A class to inherit from."""

        a: int
        b: str = ""
        hidden: object = field(default=None, init=False, repr=False, compare=False)

        @property
        def twice(self) -> int:
            return self.a * 2

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Derived(Base):
        """A class that inherits, with a field of its own and another default."""

        kind: ClassVar[str] = "derived"
        c: tuple[int, ...] = field(default=(), metadata={"told": True})
        a: int = 7
        silent: int = field(default=0, repr=False)

    @dataclass(frozen=True, slots=True)
    class Point:
        """A class that is made by places, and checks what it is given."""

        a: int
        b: int | None = None

        def __post_init__(self) -> None:
            if self.a == 0:
                raise ValueError("a is nothing")

    @dataclass(frozen=True, slots=True)
    class Single:
        """A class with one field and a text of its own."""

        a: int

        def __repr__(self) -> str:
            return f"<{self.a}>"

    return {cls.__name__: cls for cls in (Base, Derived, Point, Single)}


OURS = _classes(record.dataclass, record.field)
STANDARD = _classes(dataclasses.dataclass, dataclasses.field)
NAMES = pytest.mark.parametrize("name", list(OURS))

numbers = st.integers(0, 2)
arguments = st.tuples(
    st.lists(numbers, max_size=3),
    st.dictionaries(st.sampled_from(["a", "b", "c", "silent", "hidden", "nope"]), numbers),
)


def _outcome(cls: Any, args: list[int], words: dict[str, int]) -> tuple[Any, str]:
    try:
        return None, repr(cls(*args, **words))
    except (TypeError, ValueError) as error:
        return type(error), str(error)


@NAMES
@given(given=arguments)
def test_it_takes_and_refuses_the_same_arguments(
    name: str, given: tuple[list[int], dict[str, int]]
) -> None:
    """What is made shows the same values, and what can't be made has the same fault."""
    assert _outcome(OURS[name], *given) == _outcome(STANDARD[name], *given)


@NAMES
@given(first=st.integers(1, 2), second=st.integers(1, 2))
def test_values_are_equal_by_their_fields(name: str, first: int, second: int) -> None:
    """Equal fields make equal values with one hash; another class is never equal."""
    one, other = OURS[name](a=first), OURS[name](a=second)
    assert (one == other) is (STANDARD[name](a=first) == STANDARD[name](a=second))
    assert (hash(one) == hash(other)) is (one == other)
    assert one != STANDARD[name](a=first)


def test_what_is_not_compared_does_not_count() -> None:
    """A field with `compare=False` tells nothing apart."""
    one, other = OURS["Base"](a=1), OURS["Base"](a=1)
    object.__setattr__(one, "hidden", "something")
    assert one == other
    assert hash(one) == hash(other)


@NAMES
def test_values_never_change(name: str) -> None:
    """No attribute can be set or deleted, and there is no room for another."""
    value = OURS[name](a=1)
    for attribute in ("a", "nope"):
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"assign to field '{attribute}'"):
            setattr(value, attribute, 2)
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"delete field '{attribute}'"):
            delattr(value, attribute)
    assert not hasattr(value, "__dict__")


@NAMES
def test_copies_are_equal(name: str) -> None:
    """A copy has every field, also those that are no arguments."""
    value = OURS[name](a=1)
    if name == "Base":
        object.__setattr__(value, "hidden", "something")
    for other in (copy.copy(value), copy.deepcopy(value)):
        assert other == value
        assert getattr(other, "hidden", None) == getattr(value, "hidden", None)


@NAMES
def test_the_standard_library_knows_it(name: str) -> None:
    """`dataclasses` and `inspect` tell of it what they tell of the standard's."""
    ours, theirs = OURS[name], STANDARD[name]

    def told(cls: Any) -> list[str]:
        return [str(field) for field in dataclasses.fields(cls)]

    assert told(ours) == told(theirs)
    assert told(ours(a=1)) == told(theirs)
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.__slots__ == theirs.__slots__
    assert (ours.__doc__, ours.__qualname__) == (theirs.__doc__, theirs.__qualname__)
    assert dataclasses.asdict(ours(a=1)) == dataclasses.asdict(theirs(a=1))


def test_a_value_is_replaced_by_one_that_differs() -> None:
    """`dataclasses.replace` makes a value of the same class, and so does the method."""
    value = OURS["Derived"](a=1, c=(1,))
    assert dataclasses.replace(value, b="x") == OURS["Derived"](a=1, b="x", c=(1,))
    assert value.__replace__(b="x") == OURS["Derived"](a=1, b="x", c=(1,))


def test_a_standard_dataclass_may_inherit_from_it() -> None:
    """A subclass of either sort has the fields, and a signature of its own."""
    base: Any = OURS["Base"]

    @dataclasses.dataclass(frozen=True, kw_only=True)
    class More(base):  # type: ignore[misc]
        more: int = 0

    class Other(base):  # type: ignore[misc]
        def __init__(self, number: int) -> None:
            super().__init__(a=number)
            self.free = True

    assert repr(More(a=1, more=2)).endswith("More(a=1, b='', more=2)")
    assert list(inspect.signature(More).parameters) == ["a", "b", "more"]
    assert list(inspect.signature(Other).parameters) == ["number"]
    assert [one.name for one in dataclasses.fields(Other)] == ["a", "b", "hidden"]
    assert Other(3).twice == 6
    with pytest.raises(dataclasses.FrozenInstanceError):
        Other(3).a = 4


def test_a_value_is_made_of_some_fields_in_any_order() -> None:
    """`maker_of` makes what the class makes, if it gets what belongs to the names."""
    make = record.maker_of(OURS["Derived"], ("c", "a"))
    assert make([(1, 2), 3]) == OURS["Derived"](a=3, c=(1, 2))
    assert make([(1, 2), 3]).hidden is None
    with pytest.raises(ValueError, match="shorter"):
        make([(1, 2)])


def test_any_other_class_has_no_fields() -> None:
    """`fields_of` tells of the classes that are made here."""
    assert [one.name for one in record.fields_of(OURS["Base"])] == ["a", "b", "hidden"]
    assert record.fields_of(STANDARD["Base"]) == ()
    assert not dataclasses.is_dataclass(OURS["Base"].__mro__[1])
