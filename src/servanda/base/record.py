"""Frozen dataclasses that are made ten times as fast, for modules with many small classes.

``dataclass`` writes five methods as text for each class and compiles them: 0.4 ms a class, so
the fifty classes of formulas and plans would be a sixth of the start of a command. ``record`` has
one of each method for all classes, which look at the fields. Making an object takes longer
by a microsecond, so what is made by the million stays a ``dataclass``.

To type checkers, to ``fields`` and to ``replace`` a record *is* a dataclass, with frozen and slots.
Not there: ``order``, ``default_factory``, ``InitVar``.

Main path: ``record``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Literal, cast

__all__ = ["record"]

_put = object.__setattr__


class _Shape:
    """What the methods have to know of a class; found out when the first object is made."""

    def __init__(self, cls: type) -> None:
        known = fields(cls)
        made = [each for each in known if each.init]
        self.positional = tuple(each.name for each in made if not each.kw_only)
        self.parameters = frozenset(each.name for each in made)
        self.required = [each.name for each in made if each.default is MISSING]
        self.defaults = {f.name: f.default for f in known if f.default is not MISSING}
        beyond = [name for name in self.defaults if name not in self.positional]
        self.beyond = tuple((name, self.defaults[name]) for name in beyond)
        self.is_plain = set(self.required) <= set(self.positional)
        self.names = tuple(each.name for each in known)
        self.shown = tuple(each.name for each in known if each.repr)
        self.compared = _values_of([each.name for each in known if each.compare])
        self.is_followed = hasattr(cls, "__post_init__")

    def filled(self, name: str, given: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """Return the value of each field."""
        if len(given) > len(self.positional):
            raise TypeError(
                f"{name}() takes {len(self.positional)} positional arguments "
                f"but {len(given)} were given"
            )
        values = dict(zip(self.positional, given, strict=False))
        for key, value in named.items():
            if key in values:
                raise TypeError(f"{name}() got multiple values for argument {key!r}")
            if key not in self.parameters:
                raise TypeError(f"{name}() got an unexpected keyword argument {key!r}")
            values[key] = value
        missing = [key for key in self.required if key not in values]
        if missing:
            raise TypeError(f"{name}() misses a value for {', '.join(missing)}")
        return self.defaults | values


_shape: Callable[[type], _Shape] = cache(_Shape)


def _values_of(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda one: (get(one),)


def _init(self: Any, /, *given: Any, **named: Any) -> None:
    shape = _shape(type(self))
    if shape.is_plain and not named and len(given) == len(shape.positional):
        for name, value in zip(shape.positional, given, strict=True):
            _put(self, name, value)
        for name, value in shape.beyond:
            _put(self, name, value)
    else:
        for name, value in shape.filled(type(self).__qualname__, given, named).items():
            _put(self, name, value)
    if shape.is_followed:
        self.__post_init__()


@recursive_repr()
def _repr(self: object) -> str:
    parts = (f"{name}={getattr(self, name)!r}" for name in _shape(type(self)).shown)
    return f"{type(self).__qualname__}({', '.join(parts)})"


def _eq(self: object, other: object) -> bool:
    if type(self) is not type(other):
        return cast(bool, NotImplemented)
    compared = _shape(type(self)).compared
    return bool(compared(self) == compared(other))


def _hash(self: object) -> int:
    return hash(_shape(type(self)).compared(self))


def _setattr(self: object, name: str, _: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: object) -> list[Any]:
    return [getattr(self, name) for name in _shape(type(self)).names]


def _setstate(self: object, state: list[Any]) -> None:
    for name, value in zip(_shape(type(self)).names, state, strict=True):
        _put(self, name, value)


_METHODS: dict[str, Callable[..., Any]] = {
    "__init__": _init,
    "__repr__": _repr,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}
_BY_VALUE: dict[str, Callable[..., Any]] = {"__eq__": _eq, "__hash__": _hash}


def _record(
    *, frozen: Literal[True], slots: Literal[True], eq: bool = True
) -> Callable[[type], type]:
    assert frozen
    assert slots

    def made(cls: type) -> type:
        for name, method in (_METHODS | _BY_VALUE if eq else _METHODS).items():
            if name not in cls.__dict__:
                setattr(cls, name, method)
        return dataclass(init=False, repr=False, eq=False, slots=True)(cls)

    return made


if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    record = _record
