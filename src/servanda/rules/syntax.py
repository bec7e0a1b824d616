"""The formulas of metric first-order temporal logic, as plain immutable values.

This module says what a formula *is*. It does not say whether it is well typed
or can be monitored (``checks``), nor what it means (``reference``).

Main path: ``parser.parse_formula`` builds these values, ``printing.to_text``
writes them back in MonPoly's concrete syntax, and everything else takes them apart.
Two formulas are equal when they are written alike; where they stood in a file
(``place``) does not count.
"""

from __future__ import annotations

from dataclasses import field

from servanda.base.errors import Place
from servanda.base.record import record

__all__ = [
    "FALSE",
    "TRUE",
    "Aggregate",
    "And",
    "Apply",
    "Compare",
    "Const",
    "Equiv",
    "Exists",
    "Forall",
    "Formula",
    "Implies",
    "Interval",
    "Let",
    "Matches",
    "Not",
    "Or",
    "Predicate",
    "Temporal",
    "Term",
    "TwoSided",
    "Value",
    "Var",
]

Value = int | float | str


@record(frozen=True, slots=True)
class Var:
    """A variable."""

    name: str


@record(frozen=True, slots=True)
class Const:
    """A constant; ``type`` is one of ``int float string regexp``."""

    value: Value
    type: str


@record(frozen=True, slots=True)
class Apply:
    """An arithmetic or conversion function: ``+ - * / MOD neg f2i i2f s2i ...``."""

    function: str
    arguments: tuple[Term, ...]


Term = Var | Const | Apply


@record(frozen=True, slots=True)
class Interval:
    """Distance in time-stamps, as written: bounds, and whether each is open.

    Attributes:
        low: Smallest distance (time-stamp units).
        high: Largest distance, ``None`` for unbounded (``*``).
        low_open: ``low`` itself is excluded.
        high_open: ``high`` itself is excluded.
        low_months: The lower bound in months of a calendar; ``low`` is then no longer than these.
        high_months: The upper bound in months; ``high`` is then no shorter than these.
        zone: The time zone whose calendar counts.
    """

    low: int = 0
    high: int | None = None
    low_open: bool = False
    high_open: bool = False
    low_months: int = 0
    high_months: int = 0
    zone: str = "UTC"

    @property
    def has_months(self) -> bool:
        """Whether a bound is counted on a calendar."""
        return bool(self.low_months or self.high_months)

    @property
    def least(self) -> int:
        """Smallest whole distance inside."""
        return self.low + 1 if self.low_open else self.low

    @property
    def most(self) -> int | None:
        """Largest whole distance inside, ``None`` if there is none."""
        if self.high is None:
            return None
        return self.high - 1 if self.high_open else self.high

    @property
    def is_well_formed(self) -> bool:
        """Neither negative nor empty as written, by MonPoly's rule."""
        if self.low < 0:
            return False
        if self.high is None:
            return True
        open_somewhere = self.low_open or self.high_open
        if self.low_months and self.high_months:
            apart = self.high_months - self.low_months
            return apart > 0 if open_somewhere else apart >= 0
        return self.low < self.high if open_somewhere else self.low <= self.high

    def contains(self, distance: int) -> bool:
        """Whether ``distance`` lies inside.

        >>> Interval(2, 5, low_open=True).contains(2), Interval(2, 5).contains(5)
        (False, True)
        """
        return distance >= self.least and (self.most is None or distance <= self.most)


@record(frozen=True, slots=True)
class Formula:
    """Anything that holds or does not hold at a time-point, under a valuation."""

    place: Place | None = field(default=None, compare=False, repr=False, kw_only=True)


@record(frozen=True, slots=True)
class Predicate(Formula):
    """``name(arguments)``: an event, a LET-bound name, or ``tp ts tpts``."""

    name: str
    arguments: tuple[Term, ...]


@record(frozen=True, slots=True)
class Compare(Formula):
    """``left op right`` with op one of ``= < <= SUBSTRING``."""

    operator: str
    left: Term
    right: Term


@record(frozen=True, slots=True)
class Matches(Formula):
    """``text MATCHES pattern (groups)``; a group ``None`` is ``_``."""

    text: Term
    pattern: Term
    groups: tuple[Term | None, ...] = ()


@record(frozen=True, slots=True)
class Not(Formula):
    """Negation."""

    body: Formula


@record(frozen=True, slots=True)
class And(Formula):
    """Both."""

    left: Formula
    right: Formula


@record(frozen=True, slots=True)
class Or(Formula):
    """Either."""

    left: Formula
    right: Formula


@record(frozen=True, slots=True)
class Implies(Formula):
    """If left then right."""

    left: Formula
    right: Formula


@record(frozen=True, slots=True)
class Equiv(Formula):
    """Both or neither."""

    left: Formula
    right: Formula


@record(frozen=True, slots=True)
class Exists(Formula):
    """For some values of the variables."""

    variables: tuple[str, ...]
    body: Formula


@record(frozen=True, slots=True)
class Forall(Formula):
    """For all values of the variables."""

    variables: tuple[str, ...]
    body: Formula


@record(frozen=True, slots=True)
class Aggregate(Formula):
    """``result <- operator variable; group body``; operator ``CNT SUM AVG MIN MAX MED``.

    ``argument_type`` is the type of ``variable``, filled in by the type check.
    """

    result: str
    operator: str
    variable: str
    group: tuple[str, ...]
    body: Formula
    argument_type: str = field(default="", compare=False)


@record(frozen=True, slots=True)
class Temporal(Formula):
    """``PREVIOUS NEXT ONCE EVENTUALLY PAST_ALWAYS ALWAYS``, over an interval."""

    operator: str
    interval: Interval
    body: Formula


@record(frozen=True, slots=True)
class TwoSided(Formula):
    """``left SINCE right`` and ``left UNTIL right``, over an interval."""

    operator: str
    interval: Interval
    left: Formula
    right: Formula


@record(frozen=True, slots=True)
class Let(Formula):
    """``LET name(parameters) = definition IN body``; ``past`` for LETPAST."""

    name: str
    parameters: tuple[Term, ...]
    definition: Formula
    body: Formula
    past: bool = False


TRUE = Compare("=", Const(0, "int"), Const(0, "int"))
FALSE = Compare("=", Const(0, "int"), Const(1, "int"))
