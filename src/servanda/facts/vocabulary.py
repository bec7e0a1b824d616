"""The vocabulary of facts: predicates with typed, unit-bearing arguments.

A fact is one typed claim by one source. The predicates that ship with servanda are
data (``predicates.yaml`` in this folder); an agreement may add its own. This module
says which claims can be made at all; it does not say which of them are true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from servanda.base.errors import MisuseError
from servanda.base.suggest import nearest

__all__ = ["ARGUMENT_TYPES", "Argument", "Predicate", "Vocabulary"]

ARGUMENT_TYPES = ("party", "place", "text", "number", "integer", "truth", "moment")
"""What an argument can be. ``party`` names are resolved to the agreement's parties by alias;
``place`` is a name or id as quoted; ``number`` may carry a ``unit``."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a predicate.

    Attributes:
        name: As it stands in clauses and columns; a unit is part of the meaning, not the name.
        type: One of ``ARGUMENT_TYPES``.
        unit: Unit of a number (``km²``); ``money`` means the sibling column ``currency`` names it.
        help: One line for the reference.
    """

    name: str
    type: str
    unit: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A kind of claim.

    Attributes:
        name: Predicate name (``strike``).
        help: What it claims, in one line.
        arguments: In order; the order is the column order in formulas.
        same_when: Arguments that must agree for reports of different sources to be
            reports of one incident.
        same_within_s: How far apart in time (seconds) such reports may be.
        kind: ``event`` (happened once), ``state`` (held throughout an interval) or
            ``statement`` (somebody said so).
        extension: Whether an agreement added it.
    """

    name: str
    help: str
    arguments: tuple[Argument, ...]
    same_when: tuple[str, ...] = ()
    same_within_s: int = 0
    kind: str = "event"
    extension: bool = False

    def argument(self, name: str) -> Argument:
        """Return the argument of that name.

        Raises:
            MisuseError: If there is none, with the nearest right one.
        """
        for argument in self.arguments:
            if argument.name == name:
                return argument
        names = [argument.name for argument in self.arguments]
        hint = nearest(name, names)
        raise MisuseError(
            f"{self.name} has no argument {name!r}; it has {', '.join(names)}"
            + (f" (did you mean {hint}?)" if hint else "")
        )


class Vocabulary(Mapping[str, Predicate]):
    """Predicates by name; immutable, extended by making a new one."""

    def __init__(self, predicates: Iterable[Predicate]) -> None:
        self._predicates = {predicate.name: predicate for predicate in predicates}

    def __getitem__(self, name: str) -> Predicate:
        return self._predicates[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._predicates)

    def __len__(self) -> int:
        return len(self._predicates)

    def lookup(self, name: str) -> Predicate:
        """Return the predicate of that name.

        Raises:
            MisuseError: If there is none, with the nearest right one.
        """
        if name not in self._predicates:
            hint = nearest(name, self._predicates)
            raise MisuseError(
                f"unknown predicate {name!r}" + (f" (did you mean {hint}?)" if hint else "")
            )
        return self._predicates[name]

    def extended(self, predicates: Iterable[Predicate]) -> Vocabulary:
        """Return a vocabulary with more predicates; shipped ones cannot be redefined.

        Raises:
            MisuseError: If a name is taken.
        """
        added = list(predicates)
        for predicate in added:
            if predicate.name in self._predicates:
                raise MisuseError(f"predicate {predicate.name!r} is already defined")
        return Vocabulary([*self._predicates.values(), *added])
