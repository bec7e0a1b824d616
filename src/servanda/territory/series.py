"""Many editions in order: their changes, the days without one, and how long gains lasted.

A missing edition is missing, not "no change": the change across it is dated to the whole
interval, and ``survey`` lists the days. An edition identical to the one before counts as an
edition. Counting editions, not days, is what "persists k editions" means. Whether that
suffices for a verdict is decided elsewhere.

Main path: ``changes`` -> ``persistence``; ``survey`` for what the sequence lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from servanda.base.errors import MisuseError
from servanda.territory.area import Edges
from servanda.territory.batch import BatchRule
from servanda.territory.change import Change, Step, changes_of, ignoring, measured, step_between
from servanda.territory.edition import Edition
from servanda.territory.ground import Ground
from servanda.territory.marks import Marks
from servanda.territory.patch import Patch, Thresholds
from servanda.territory.runs import in_runs

__all__ = ["Gap", "Held", "Reverted", "Survey", "changes", "persistence", "survey"]

_DEFAULTS = Thresholds()
_BATCH = BatchRule()
_HALF = 0.5
_WINDOW = 16  # steps worked out together: calls cost more than the few edges of a step
_POSITIONS = 1 << 16  # of their outlines: so that large maps are worked out one by one


@dataclass(frozen=True, slots=True)
class Gap:
    """Calendar days without an edition, between two that exist.

    Attributes:
        after: Moment of the last edition before the gap.
        until: Moment of the first edition after it.
        missing_days: The days, in the editions' own zone.
    """

    after: datetime
    until: datetime
    missing_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a sequence of editions lacks or repeats.

    Attributes:
        gaps: Days without an edition.
        identical: Moments of editions that show the same ground as the one before.
        same_day: Days with more than one edition.
    """

    gaps: tuple[Gap, ...]
    identical: tuple[datetime, ...]
    same_day: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A gained patch is still held in a later edition.

    Attributes:
        patch_id: The ``Patch``.
        at: Moment of the edition that shows it: known from then on, not before.
        editions_held: How many editions after the one that first showed it; 1 is the next.
        share: Share of its area that this edition shows held, 0.5 to 1.
    """

    patch_id: str
    at: datetime
    editions_held: int
    share: float


@dataclass(frozen=True, slots=True)
class Reverted:
    """A gained patch is no longer held: an edition shows less than half of it.

    Attributes:
        patch_id: The ``Patch``.
        at: Moment of the edition that shows it.
        editions_held: In how many further editions it had been held before.
        share: Share of its area still held, below 0.5.
    """

    patch_id: str
    at: datetime
    editions_held: int
    share: float


def survey(editions: Iterable[Edition]) -> Survey:
    """Return the missing days, identical editions and repeated days of an ordered sequence.

    For maps published daily; a weekly map has six missing days a week, which is true.

    Raises:
        MisuseError: The editions are not in order.
    """
    gaps, identical, same_day = [], [], []
    for earlier, later in pairwise(_in_order(editions)):
        days = (later.at.date() - earlier.at.date()).days
        if earlier.same_ground(later):
            identical.append(later.at)
        if days == 0:
            same_day.append(later.at.date())
        missing = tuple(earlier.at.date() + timedelta(days=n) for n in range(1, days))
        if missing:
            gaps.append(Gap(earlier.at, later.at, missing))
    return Survey(tuple(gaps), tuple(identical), tuple(dict.fromkeys(same_day)))


def _in_order(editions: Iterable[Edition]) -> Iterator[Edition]:
    """Pass editions on; one repeated at the same moment with the same ground is passed once."""
    last: Edition | None = None
    for edition in editions:
        if last and edition.at == last.at and edition.same_ground(last):
            continue
        if last and edition.at <= last.at:
            raise MisuseError(
                f"{edition.source}: the edition of {edition.at} comes after that of {last.at} in "
                f"the sequence. Sort them by moment; of two different editions of one moment keep "
                f"the one that replaced the other."
            )
        last = edition
        yield edition


def changes(
    editions: Iterable[Edition],
    *,
    holder_class: str = "held",
    k: int = 30,
    ignore_below_km2: float | None = None,
    thresholds: Thresholds = _DEFAULTS,
    edges: Edges = "geodesic",
    batch: BatchRule | None = _BATCH,
) -> Iterator[Change]:
    """Yield the change between each edition and the next.

    A patch that changed hands the other way within the last ``k`` editions is classed
    ``return``; a redrawn one stays ``redraw``, and so does any in a step that is a batch.

    Args:
        editions: In order of their moments, one source. Read as a stream, up to 16 steps
            ahead of what is yielded.
        holder_class: Class of ground compared.
        k: How many editions back a change can be taken back, and be a return.
        ignore_below_km2: See ``compare``.
        thresholds: See ``compare``.
        edges: See ``compare``.
        batch: When a step is read as a batch, see ``servanda.territory.batch``; None: never.

    Raises:
        MisuseError: Not in order, or as ``compare``.
    """
    limits = thresholds if ignore_below_km2 is None else ignoring(thresholds, ignore_below_km2)
    marks = Marks(k, limits.return_share, batch)
    found = _steps(editions, holder_class)
    for steps in in_runs(found, _WINDOW, lambda step: step.left.positions, _POSITIONS):
        columns = measured(steps, limits, edges)
        reading = marks.reading(columns, [step.interval for step in steps])
        yield from changes_of(steps, columns, reading)


def _steps(editions: Iterable[Edition], holder_class: str) -> Iterator[Step]:
    """From each edition to the next; of editions only outlines are kept."""
    for earlier, later in pairwise(_in_order(editions)):
        step = step_between(earlier, later, holder_class)
        if isinstance(earlier.held, Ground) and earlier.held is not later.held:
            earlier.held.forget()
        yield step


def _share(area_deg2: float, patch: Patch) -> float:
    """Share of a patch; within one patch square degrees are as good as square kilometres."""
    return min(float(area_deg2 / patch.geometry.area), 1.0)


def persistence(
    editions: Sequence[Edition], changes: Iterable[Change], k: int, *, share: float = _HALF
) -> Iterator[Held | Reverted]:
    """Yield, edition by edition, which gained patches are still held and which are not.

    For each gained patch: ``Held`` with n = 1, 2 ... for each further edition, up to ``k``,
    in which at least ``share`` of it is held; or one ``Reverted``, and then no more. Each
    carries the moment of the edition that shows it, so it can be published with the date
    at which it could be known.

    Args:
        editions: The sequence that ``changes`` came from.
        changes: Its changes, in order.
        k: How many further editions to follow a patch.
        share: Share of the area that counts as held.
    """
    gained = {change.until: change for change in changes}
    alive: list[tuple[Patch, str, int]] = []
    for edition in _in_order(editions):
        alive, events = _follow(alive, edition, k, share)
        yield from events
        change = gained.get(edition.at)
        if change and k > 0:
            alive += [(patch, change.holder_class, 0) for patch in change.gained]


def _follow(
    alive: list[tuple[Patch, str, int]], edition: Edition, k: int, share: float
) -> tuple[list[tuple[Patch, str, int]], list[Held | Reverted]]:
    events: list[Held | Reverted] = []
    still: list[tuple[Patch, str, int]] = []
    for patch, holder, count in alive:
        ground = edition.held.get(holder)
        common = patch.geometry.intersection(ground).area if ground is not None else 0.0
        found = _share(common, patch)
        if found < share:
            events.append(Reverted(patch.id, edition.at, count, found))
            continue
        events.append(Held(patch.id, edition.at, count + 1, found))
        if count + 1 < k:
            still.append((patch, holder, count + 1))
    return still, events
