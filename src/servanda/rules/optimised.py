"""Plan nodes that only the optimiser makes: special cases with a cheaper way to be computed.

Each says which general plan it stands for. ``optimise`` decides where they fit, ``sqlspecial``
writes them down.

Main path: the node classes; ``own_columns`` and ``is_single`` say what is known of a plan.
"""

from __future__ import annotations

from servanda.base.record import record
from servanda.rules.plan import (
    AntiJoin,
    Binary,
    Captured,
    Distinct,
    Extend,
    Filter,
    Join,
    Node,
    Project,
    Reach,
    Unary,
)

__all__ = [
    "Apart",
    "Earliest",
    "Limited",
    "Near",
    "Own",
    "Sliding",
    "Within",
    "is_single",
    "own_columns",
]


@record(frozen=True, slots=True, eq=False)
class Own(Unary):
    """Points and one more column, the last: their own ``tp`` or ``ts``. For a join with a clock."""

    kind: str


@record(frozen=True, slots=True, eq=False)
class Earliest(Unary):
    """For each binding its first point: all that an unbounded ONCE needs."""

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return True


@record(frozen=True, slots=True, eq=False)
class Apart(Unary):
    """The child, known to be merged: no two of its rows have equal bindings."""

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return True


@record(frozen=True, slots=True, eq=False)
class Near(Binary):
    """Points of the left that have (or, ``negated``, have not) a point of the right near them.

    Near is: equal in all columns of the right, which are among the left's; and by ``least`` to
    ``most`` earlier (``past``) or later. For a join with ONCE or EVENTUALLY.
    """

    past: bool
    least: int
    most: int | None
    negated: bool

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return True

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        # Rows that have one in both of the buckets they look into come twice.
        return self.negated and self.left.is_merged


@record(frozen=True, slots=True, eq=False)
class Limited(Unary):
    """The runs of a Reach over points, not yet cut where its interval ends, nor merged.

    ``least`` is 0. The limit is kept beside the run as a time-stamp, so that no table of windows
    is needed. Of two rows with equal bindings, the one whose anchor is later (in the past;
    earlier in the future) is the one that reaches further.
    """

    child: Reach

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return False

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return False


@record(frozen=True, slots=True, eq=False)
class Within(Binary):
    """Points of the left that lie within (or, ``negated``, outside) the runs of the right.

    The right is Limited or merged; its columns are among the left's, and there is at least one.
    """

    negated: bool

    @property
    def is_point(self) -> bool:  # noqa: D102 - as in Node
        return True

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        return self.left.is_merged


@record(frozen=True, slots=True, eq=False)
class Sliding(Unary):
    """CNT, SUM or AVG over the child's points in a sliding window of the past, where it is asked.

    The child's points are single: each counts on its own. ``askers`` are points with the group's
    columns; ``None`` if the child's own points ask. First column: the result.
    """

    operator: str
    variable: str
    group: tuple[str, ...]
    least: int
    most: int | None
    askers: Node | None

    @property
    def is_merged(self) -> bool:  # noqa: D102 - as in Node
        # Askers ask once; of the data several rows may stand at one point.
        return self.askers is not None


_KEEPS_ROWS = (Distinct, Filter, Extend, Captured, Own, Apart)


def own_columns(node: Node) -> frozenset[str]:
    """Return the columns that are the number of the row's own time-point."""
    if isinstance(node, Own) and node.kind == "tp":
        return own_columns(node.child) | {node.names[-1]}
    if isinstance(node, Project):
        return own_columns(node.child) & set(node.names)
    if isinstance(node, _KEEPS_ROWS):
        return own_columns(node.child)
    if isinstance(node, Near | Within | AntiJoin):
        return own_columns(node.left)
    if isinstance(node, Join) and node.is_point:
        found = own_columns(node.left) if node.left.is_point else frozenset()
        return found | (own_columns(node.right) if node.right.is_point else frozenset())
    return frozenset()


def is_single(node: Node) -> bool:
    """Whether no two rows have equal bindings, at whatever time."""
    if isinstance(node, Earliest | Apart):
        return True
    if node.is_point and node.is_merged and own_columns(node):
        return True
    return isinstance(node, _KEEPS_ROWS) and is_single(node.child)
