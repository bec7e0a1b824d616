"""A record does what a frozen dataclass with slots does; only making the class is cheaper."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.record import record


@record(frozen=True, slots=True)
class Base:
    """With a field that is not compared, nor shown."""

    place: str | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class PlainBase:
    """The same, as the standard library makes it."""

    place: str | None = field(default=None, compare=False, repr=False, kw_only=True)


@record(frozen=True, slots=True)
class Point(Base):
    """Made by us."""

    x: Any
    y: Any = 0


@dataclass(frozen=True, slots=True)
class PlainPoint(PlainBase):
    """Made by the standard library."""

    x: Any
    y: Any = 0


@record(frozen=True, slots=True)
class Other(Base):
    """Looks like a point."""

    x: Any
    y: Any = 0


@record(frozen=True, slots=True)
class Nothing:
    """Has no field."""


@record(frozen=True, slots=True, eq=False)
class Sealed:
    """Sums up its fields when it is made, and is equal only to itself."""

    given: int
    name: str = field(kw_only=True)
    _sum: int = field(init=False, repr=False, default=0, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sum", self.given + len(self.name))

    def __str__(self) -> str:
        return f"{self._sum}"


values = st.one_of(
    st.integers(), st.text(max_size=3), st.none(), st.floats(), st.tuples(st.integers())
)
named = st.dictionaries(st.sampled_from(["x", "y", "place", "z"]), values, max_size=4)


def _made(cls: Any, given_: list[Any], named_: dict[str, Any]) -> Any:
    try:
        return cls(*given_, **named_)
    except TypeError:
        return TypeError


@given(st.lists(values, max_size=3), named)
def test_what_can_be_made_and_what_it_holds_is_as_with_a_dataclass(
    given_: list[Any], named_: dict[str, Any]
) -> None:
    mine, plain = _made(Point, given_, named_), _made(PlainPoint, given_, named_)
    if plain is TypeError:
        assert mine is TypeError
        return
    assert [getattr(mine, each.name) for each in fields(mine)] == [
        getattr(plain, each.name) for each in fields(plain)
    ]
    assert repr(mine) == repr(plain).replace("Plain", "")


three = st.tuples(values, values, values)


@given(three, three)
def test_equality_and_hash_are_those_of_the_compared_fields(
    first: tuple[Any, Any, Any], second: tuple[Any, Any, Any]
) -> None:
    x, y, place = first
    one, two = Point(x, y, place=place), Point(*second[:2], place=second[2])
    assert (one == two) == (PlainPoint(x, y) == PlainPoint(*second[:2]))
    assert one == Point(x, y, place=second[2])
    assert hash(one) == hash(PlainPoint(x, y))
    others: list[Any] = [Other(x, y), (x, y), PlainPoint(x, y)]
    assert one not in others


@given(values, values, values)
def test_copies_and_pickles_are_equal_in_every_field(x: Any, y: Any, place: Any) -> None:
    one = Point(x, y, place=place)
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(other) is Point
        assert repr([other.x, other.y, other.place]) == repr([x, y, place])


@given(values, values)
def test_replace_changes_one_field_and_keeps_the_rest(x: Any, y: Any) -> None:
    one = replace(Point(x, 7, place="here"), y=y)
    assert repr([one.x, one.y, one.place]) == repr([x, y, "here"])
    with pytest.raises(TypeError):
        replace(one, z=1)  # type: ignore[call-arg]


def test_matches_by_position() -> None:
    match Point(1, 2, place="here"):
        case Point(x, y):
            assert (x, y) == (1, 2)
    assert Point.__match_args__ == PlainPoint.__match_args__ == ("x", "y")


def test_nothing_can_be_assigned_or_deleted() -> None:
    one: Any = Point(1)
    for name in ("x", "place", "other"):
        with pytest.raises(FrozenInstanceError, match=name):
            setattr(one, name, 2)
        with pytest.raises(FrozenInstanceError, match=name):
            delattr(one, name)
    assert not hasattr(one, "__dict__")


def test_wrong_arguments_are_named() -> None:
    make: Any = Point
    with pytest.raises(TypeError, match="takes 2 positional arguments but 3 were given"):
        make(1, 2, 3)
    with pytest.raises(TypeError, match="multiple values for argument 'x'"):
        make(1, x=2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        make(1, z=2)
    with pytest.raises(TypeError, match="misses a value for x"):
        make()


def test_without_fields_all_are_equal() -> None:
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())
    assert repr(Nothing()) == "Nothing()"


def test_own_methods_are_kept_and_what_follows_making_is_done() -> None:
    one = Sealed(3, name="four")
    assert str(one) == "7"
    assert repr(one) == "Sealed(given=3, name='four')"
    assert one != Sealed(3, name="four")
    assert str(replace(one, given=4)) == "8"
    make: Any = Sealed
    with pytest.raises(TypeError, match="misses a value for name"):
        make(3)
