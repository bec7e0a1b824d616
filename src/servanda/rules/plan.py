"""The logical plan: relational algebra over satisfactions, before any SQL.

A node stands for a relation of *bindings in time*: a value for each column, and either one
time-point (``is_point``) or a run of consecutive ones, first to last. ``is_merged`` says
that no two rows with the same bindings overlap or touch (points: that none repeats), so
that each satisfaction is there once. A run may end at ``FOREVER``; joins with the real
time-points clip it.

The nodes are values: two equal nodes are the same relation, and a compiler may compute it
once. Optimising means replacing nodes by others with the same meaning; nothing here knows
SQL. ``planner`` builds plans from formulas, ``sql`` writes them down.
"""

from __future__ import annotations

from dataclasses import field, fields

from servanda.base.record import record
from servanda.rules.syntax import Compare, Matches, Term

__all__ = [
    "FOREVER",
    "Aggregated",
    "AntiJoin",
    "Binary",
    "Bind",
    "Captured",
    "Clock",
    "Columns",
    "Distinct",
    "Empty",
    "Everywhere",
    "Extend",
    "Filter",
    "Join",
    "Merge",
    "Node",
    "Points",
    "Project",
    "Reach",
    "Scan",
    "Shift",
    "Spread",
    "Steps",
    "Unary",
    "Union",
]

FOREVER = 2**62
"""Last time-point of a run that never ends."""

Columns = tuple[tuple[str, str], ...]
"""(variable, type) of each binding."""


@record(frozen=True, slots=True, eq=False)
class Node:
    """A relation of bindings in time."""

    columns: Columns
    _hash: int = field(init=False, repr=False, default=0, kw_only=True)

    def __post_init__(self) -> None:
        # Kept, because plans share nodes: hashing all below each time would be exponential.
        object.__setattr__(self, "_hash", hash((type(self).__name__, self._parts())))

    def _parts(self) -> tuple[object, ...]:
        return tuple(getattr(self, f.name) for f in fields(self) if f.name != "_hash")

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Node):
            return NotImplemented
        if type(self) is not type(other):
            return False
        return self._hash == other._hash and self._parts() == other._parts()

    @property
    def is_point(self) -> bool:
        """Each row is one time-point, not a run."""
        return False

    @property
    def is_merged(self) -> bool:
        """No two rows with equal bindings overlap or touch."""
        return True

    @property
    def names(self) -> tuple[str, ...]:
        """The bound variables."""
        return tuple(name for name, _ in self.columns)

    def type_of(self, name: str) -> str:
        """Return the type of a bound variable."""
        return dict(self.columns)[name]


@record(frozen=True, slots=True, eq=False)
class Scan(Node):
    """All tuples of an event predicate, as points. Columns are named ``0 1 2 ...``.

    A log may say a tuple twice, so it is not merged.
    """

    predicate: str

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return True

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return False


@record(frozen=True, slots=True, eq=False)
class Clock(Node):
    """The time-points themselves: ``kind`` is ``tp``, ``ts`` or ``tpts``."""

    kind: str

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return True


@record(frozen=True, slots=True, eq=False)
class Empty(Node):
    """No row."""

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return True


@record(frozen=True, slots=True, eq=False)
class Everywhere(Node):
    """One row of constants, at every time-point."""

    values: tuple[Term, ...] = ()


@record(frozen=True, slots=True, eq=False)
class Steps(Node):
    """Points whose distance to the time-point before (``by`` -1) or after (+1) fits."""

    by: int
    least: int
    most: int | None

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return True


@record(frozen=True, slots=True, eq=False)
class Unary(Node):
    """A relation made from one other, row by row unless it says otherwise."""

    child: Node

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return self.child.is_point

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return self.child.is_merged


@record(frozen=True, slots=True, eq=False)
class Bind(Unary):
    """The child's columns, by position, matched against arguments: variables or constants.

    ``None`` is a column that is not kept.
    """

    arguments: tuple[Term | None, ...]

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return self.child.is_merged and None not in self.arguments


@record(frozen=True, slots=True, eq=False)
class Filter(Unary):
    """The rows that satisfy a comparison (or do not)."""

    condition: Compare | Matches
    negated: bool


@record(frozen=True, slots=True, eq=False)
class Extend(Unary):
    """One more column, computed by a term; rows without a value go."""

    term: Term


@record(frozen=True, slots=True, eq=False)
class Captured(Unary):
    """More columns: what the groups of a pattern matched; rows that do not match go."""

    condition: Matches


@record(frozen=True, slots=True, eq=False)
class Project(Unary):
    """Fewer columns, or in another order. What differed only in those now repeats."""

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return self.child.is_merged and len(self.columns) == len(self.child.columns)


@record(frozen=True, slots=True, eq=False)
class Distinct(Unary):
    """Points, each once."""

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return True


@record(frozen=True, slots=True, eq=False)
class Merge(Unary):
    """Runs: equal bindings whose points or runs overlap or touch become one."""

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return False

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return True


@record(frozen=True, slots=True, eq=False)
class Points(Unary):
    """Each run as its single time-points."""

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return True


@record(frozen=True, slots=True, eq=False)
class Shift(Unary):
    """Moved by one time-point: +1 for PREVIOUS, -1 for NEXT. Points stay within the log."""

    by: int


@record(frozen=True, slots=True, eq=False)
class Spread(Unary):
    """ONCE (``past``) or EVENTUALLY: each row reaches as far as the interval lets it.

    The child has points, unless ``least`` is 0 or ``most`` is None.
    """

    past: bool
    least: int
    most: int | None

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return False

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return False


@record(frozen=True, slots=True, eq=False)
class Reach(Unary):
    """SINCE (``past``) or UNTIL: the child anchors, ``held`` says where the other side holds.

    The child has points, unless ``least`` is 0. ``held`` is merged, its columns are among the
    child's, and unless ``negated`` it has runs.
    """

    held: Node
    negated: bool
    past: bool
    least: int
    most: int | None

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return False

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return False


@record(frozen=True, slots=True, eq=False)
class Aggregated(Unary):
    """One row per group and time-point; the child is merged. First column: the result."""

    operator: str
    variable: str
    group: tuple[str, ...]

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return self.child.is_point


@record(frozen=True, slots=True, eq=False)
class Binary(Node):
    """A relation made from two others."""

    left: Node
    right: Node

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return self.left.is_point or self.right.is_point

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return self.left.is_merged and self.right.is_merged


@record(frozen=True, slots=True, eq=False)
class Join(Binary):
    """Both, where they overlap in time and agree in their shared columns."""


@record(frozen=True, slots=True, eq=False)
class AntiJoin(Binary):
    """Left, without the time at which right has the same bindings; right is merged."""

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return self.left.is_point

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return self.left.is_merged


@record(frozen=True, slots=True, eq=False)
class Union(Binary):
    """Either, by name of column; points only if both are."""

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return self.left.is_point and self.right.is_point

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return False
