"""What differs between two editions of one map, dated to the interval between them.

Gross gain, gross loss and net are three numbers and all three are always there; what was
probably only redrawn is a fourth, apart from them. A change is dated (after, until]: the
later map shows that control differed by then, not when it changed hands. Whether it is an
advance, a correction or an edit by a third hand takes more than one edition and more than
one source, and is not decided here.

Main path: ``compare`` -> ``Change`` -> its ``Patch``es; of many steps at once,
``step_between`` of each -> ``measured`` -> ``changes_of``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely

from servanda.base.errors import MisuseError
from servanda.territory.area import Edges
from servanda.territory.edition import Edition
from servanda.territory.ground import Ground
from servanda.territory.outline import Outline, outline_of
from servanda.territory.overlay import Leftover, changed_grounds, leftover
from servanda.territory.patch import Columns, Patch, Reading, Thresholds, columns_of

__all__ = ["Change", "Step", "changes_of", "compare", "ignoring", "measured", "step_between"]

_DEFAULTS = Thresholds()


@dataclass(frozen=True, slots=True)
class Change:
    """What one holder gained and lost between two editions.

    Attributes:
        source: Publisher of both editions.
        holder_class: Class of ground compared.
        after: Moment of the earlier edition: the change happened after it ...
        until: ... and up to the moment of the later edition.
        identical: The two editions show the same ground. The map was not changed; that
            does not say that nothing happened.
        gained: Patches the holder gained, redraw included, largest first.
        lost: Patches the holder lost, redraw included, largest first.
    """

    source: str
    holder_class: str
    after: datetime
    until: datetime
    identical: bool
    gained: tuple[Patch, ...]
    lost: tuple[Patch, ...]

    @property
    def gained_km2(self) -> float:
        """Gross gain, redraw included."""
        return _sum(self.gained)

    @property
    def lost_km2(self) -> float:
        """Gross loss, redraw included."""
        return _sum(self.lost)

    @property
    def net_km2(self) -> float:
        """Gross gain less gross loss."""
        return self.gained_km2 - self.lost_km2

    @property
    def redrawn_gained_km2(self) -> float:
        """The part of the gross gain that reads as redraw."""
        return _sum(p for p in self.gained if p.movement == "redraw")

    @property
    def redrawn_lost_km2(self) -> float:
        """The part of the gross loss that reads as redraw."""
        return _sum(p for p in self.lost if p.movement == "redraw")

    @property
    def redrawn_km2(self) -> float:
        """Ground that changed only by redrawing, both ways together."""
        return self.redrawn_gained_km2 + self.redrawn_lost_km2


def compare(
    earlier: Edition,
    later: Edition,
    *,
    holder_class: str = "held",
    ignore_below_km2: float | None = None,
    thresholds: Thresholds = _DEFAULTS,
    edges: Edges = "geodesic",
) -> Change:
    """Return what the holder gained and lost between two editions of one map.

    Args:
        earlier: The edition to start from.
        later: The edition to explain: same source, later moment.
        holder_class: Class of ground to compare; an edition may lack it if the other
            has it (then nothing was held).
        ignore_below_km2: Smaller patches are redraw; None takes it from ``thresholds``.
        thresholds: What else counts as redraw.
        edges: How areas are measured, see ``servanda.territory.area``.

    Raises:
        MisuseError: Wrong order, different sources, or a class neither edition has.

    >>> from datetime import UTC
    >>> from servanda.territory.edition import edition_of
    >>> monday = edition_of("map A", datetime(2026, 3, 2, 3, tzinfo=UTC),
    ...                     {"held": shapely.box(37.0, 48.0, 37.1, 48.1)})
    >>> tuesday = edition_of("map A", datetime(2026, 3, 3, 3, tzinfo=UTC),
    ...                      {"held": shapely.box(37.0, 48.0, 37.2, 48.1)})
    >>> change = compare(monday, tuesday)
    >>> round(change.gained_km2, 1), change.lost_km2
    (82.9, 0.0)
    """
    limits = thresholds if ignore_below_km2 is None else ignoring(thresholds, ignore_below_km2)
    steps = [step_between(earlier, later, holder_class)]
    columns = measured(steps, limits, edges)
    return changes_of(steps, columns, columns.alone())[0]


@dataclass(frozen=True, slots=True)
class Step:
    """From one edition to the next, before anything is measured.

    Attributes:
        source: Publisher of both.
        holder_class: Class of ground compared.
        interval: Moments of the earlier and the later edition.
        identical: Whether they show the same ground.
        left: What their outlines have not in common; nothing if they are identical.
    """

    source: str
    holder_class: str
    interval: tuple[datetime, datetime]
    identical: bool
    left: Leftover


def step_between(earlier: Edition, later: Edition, holder_class: str) -> Step:
    """Return the step between two editions of one map; see ``compare``."""
    before, after = _ground(earlier, later, holder_class)
    identical = earlier.same_ground(later)
    left = _NOTHING_LEFT if identical else leftover(before, after)
    return Step(later.source, holder_class, (earlier.at, later.at), identical, left)


def measured(steps: Sequence[Step], thresholds: Thresholds, edges: Edges) -> Columns:
    """Return the patches of steps. Many cost little more than one; each is as if alone.

    Args:
        steps: Any steps.
        thresholds: What counts as redraw.
        edges: How areas are measured.
    """
    pieces = changed_grounds([each.left for each in steps])
    return columns_of(pieces, [each.interval for each in steps], thresholds, edges)


def changes_of(steps: Sequence[Step], columns: Columns, reading: Reading) -> list[Change]:
    """Return the change of each step, its patches read as they are to be.

    Args:
        steps: As for ``measured``.
        columns: What it returned.
        reading: How its patches are read.
    """
    return [
        Change(each.source, each.holder_class, *each.interval, each.identical, won, lost)
        for each, (won, lost) in zip(steps, columns.patches(reading), strict=True)
    ]


_NOTHING = outline_of(shapely.MultiPolygon())
_NOTHING_LEFT = Leftover(_NOTHING, _NOTHING, np.empty((0, 4)), np.empty((0, 4)))


def _ground(earlier: Edition, later: Edition, holder_class: str) -> tuple[Outline, Outline]:
    if earlier.source != later.source:
        raise MisuseError(
            f"{later.source} cannot be compared with {earlier.source}: two mappers draw two lines, "
            f"and their difference is not a change. Compare editions of one source."
        )
    if later.at <= earlier.at:
        raise MisuseError(
            f"{later.source}: the edition of {later.at} is not later than that of {earlier.at}. "
            f"Pass the earlier one first; of two editions of one moment keep the one that "
            f"replaced the other."
        )
    if holder_class not in earlier.held and holder_class not in later.held:
        known = ", ".join(sorted({*earlier.held, *later.held}))
        raise MisuseError(
            f"{later.source}: no class {holder_class!r} in the editions of {earlier.at} and "
            f"{later.at}; they have: {known}. An unknown class would read as no change."
        )
    return _outline(earlier, holder_class), _outline(later, holder_class)


def _outline(edition: Edition, holder_class: str) -> Outline:
    held = edition.held
    if holder_class not in held:
        return _NOTHING
    return (
        held.outline(holder_class) if isinstance(held, Ground) else outline_of(held[holder_class])
    )


def ignoring(thresholds: Thresholds, ignore_below_km2: float) -> Thresholds:
    """Return the thresholds with another area below which a patch is redraw."""
    return Thresholds(
        ignore_below_km2,
        thresholds.sliver_width_m,
        thresholds.sliver_ratio,
        thresholds.return_share,
    )


def _sum(patches: Iterable[Patch]) -> float:
    return float(sum(p.area_km2 for p in patches))
