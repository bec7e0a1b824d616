"""``servanda territory``: editions on disk to what changed hands, for people and programs.

Reads the maps one at a time, follows each patch, and keeps the patches, not the maps.
Rows are made in ``ground_rows``, the table in ``ground_table``, files in ``ground_files``.
Main path: ``territory_answer`` -> ``territory_records`` or ``territory_lines``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.base.errors import MisuseError
from servanda.base.suggest import nearest
from servanda.case.ground_front import Fronts, Measures
from servanda.case.ground_read import Maps, Mended, Reading, maps_of
from servanda.readers.protocol import Progress, no_progress

if TYPE_CHECKING:
    from servanda.territory import Change, Edition
    from servanda.territory.followed import Outcome
    from servanda.territory.periods import By, Period
    from servanda.territory.regions import Regions

__all__ = ["Answer", "Asked", "territory_answer"]

_WITH_FRONT = ("week", "month")


@dataclass(frozen=True, slots=True)
class Asked:
    """What to compare.

    Attributes:
        begins: First edition to use; None is open.
        ends: Last edition to use; None is open.
        by: ``edition`` (each pair), ``day``, ``week`` (ISO) or ``month`` of the later edition.
        holder: Class whose gains and losses are told; empty: the only class there is.
        between: Compare only the first and the last edition.
        cumulative: Add running totals.
        lag: An edition shows the ground so many days before its date.
        k: How many editions back a change can be taken back, and how many forward decide
            whether it lasted.
        regions: Layer of polygons to split by; None for none.
        region_name: Property with the names of the regions; empty tries the usual ones.
        reading: How the maps are read.
    """

    begins: datetime | None = None
    ends: datetime | None = None
    by: By = "edition"
    holder: str = ""
    between: bool = False
    cumulative: bool = False
    lag: int = 0
    k: int = 30
    regions: Path | None = None
    region_name: str = ""
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True)
class Answer:
    """What changed hands.

    Attributes:
        asked: What was asked.
        holder: Class whose gains and losses these are.
        first: The first edition used.
        last: The last.
        periods: In order, gaps included.
        outcomes: What became of each patch, by its id.
        regions: The layer, if one was given.
        shares: km² by region, by patch id; empty without regions.
        fronts: Front and depth by period and region, where they are measured.
        refused: Files that were left out, as records.
        repaired: Editions that were mended, by moment.
    """

    asked: Asked
    holder: str
    first: Edition
    last: Edition
    periods: Sequence[Period]
    outcomes: Mapping[str, Outcome]
    regions: Regions | None
    shares: Mapping[str, Mapping[str, float]]
    fronts: Mapping[str, Mapping[str, Measures]]
    refused: Sequence[dict[str, Any]]
    repaired: Mapping[datetime, Mended]

    @property
    def changes(self) -> list[Change]:
        """All changes in order."""
        return [change for period in self.periods for change in period.changes]


def territory_answer(
    paths: Sequence[Path], asked: Asked, *, progress: Progress = no_progress
) -> Answer:
    """Compare consecutive editions, or the first and the last, and put them into periods.

    Args:
        paths: Maps, or folders of them; a date without a time means midnight UTC.
        asked: What to compare.
        progress: Told how far it has come.

    Raises:
        MisuseError: If fewer than two editions are given, or lie in the window; or if the
            maps have several classes and none of them is chosen.
        UnreadableError: If fewer than two are left because files cannot be read; or the
            regions cannot be read.
    """
    from servanda.territory.followed import Follower
    from servanda.territory.periods import in_periods

    regions = _regions(asked)
    maps = maps_of(
        paths, asked.reading, begins=_day(asked.begins), ends=asked.ends, progress=progress
    )
    walk = _Walk(maps, asked)
    follower = Follower(0 if asked.between else asked.k)
    found: list[Change] = []
    fronts: Fronts | None = None
    for earlier, later, change in walk.steps():
        if fronts is None and _has_front(asked):
            fronts = _fronts(asked, change.holder_class, regions)
        found.append(change)
        follower.step(change)
        if fronts:
            fronts.step(_label(change, asked), earlier, later)
    assert walk.first is not None  # fewer than two editions are refused
    assert walk.last is not None
    return Answer(
        asked=asked,
        holder=found[0].holder_class,
        first=walk.first,
        last=walk.last,
        periods=in_periods(found, asked.by, lag_days=asked.lag),
        outcomes=follower.outcomes(),
        regions=regions,
        shares=_shares(found, regions),
        fronts=fronts.found() if fronts else {},
        refused=maps.refused,
        repaired=maps.repaired,
    )


class _Walk:
    """Goes through the editions, holding two at a time, the first and the last."""

    def __init__(self, maps: Maps, asked: Asked) -> None:
        self._maps, self._asked = maps, asked
        self._recent: dict[datetime, Edition] = {}
        self.first: Edition | None = None
        self.last: Edition | None = None

    def steps(self) -> Iterator[tuple[Edition, Edition, Change]]:
        """Yield each pair of editions with its change."""
        from servanda.territory import changes

        editions = self._seen()
        first = next(editions, None)
        second = next(editions, None)
        if first is None or second is None:
            return
        holder = _holder((first, second), self._asked.holder)
        for change in changes(
            _again(first, second, editions), holder_class=holder, k=self._asked.k
        ):
            yield self._recent[change.after], self._recent[change.until], change
            for at in [at for at in self._recent if at < change.until]:
                del self._recent[at]

    def _seen(self) -> Iterator[Edition]:
        for edition in self._maps.ends() if self._asked.between else self._maps.editions():
            self._recent[edition.at] = edition
            self.first = self.first or edition
            self.last = edition
            yield edition


def _again(first: Edition, second: Edition, rest: Iterator[Edition]) -> Iterator[Edition]:
    yield first
    yield second
    yield from rest


def _holder(editions: Sequence[Edition], wanted: str) -> str:
    classes = sorted({name for edition in editions for name in edition.held})
    if wanted in classes or (not wanted and len(classes) == 1):
        return wanted or classes[0]
    hint = nearest(wanted, classes) if wanted else None
    raise MisuseError(
        f"the maps have the classes {', '.join(classes)}; say whose gains are wanted with "
        f"--holder CLASS" + (f" (did you mean {hint}?)" if hint else "")
    )


def _day(moment: datetime | None) -> datetime | None:
    """A day on the command line is its last second; as a beginning it means its first."""
    return moment and moment.replace(hour=0, minute=0, second=0)


def _label(change: Change, asked: Asked) -> str:
    from servanda.territory.periods import day_of, label_of

    if asked.by == "edition":
        return change.until.isoformat()
    return label_of(day_of(change, asked.lag), asked.by)


def _has_front(asked: Asked) -> bool:
    return asked.between or asked.by in _WITH_FRONT


def _fronts(asked: Asked, holder: str, regions: Regions | None) -> Fronts:
    from servanda.territory.front import inland

    inner = inland(regions.areas) if regions else None
    return Fronts(holder, regions, inland=inner)


def _regions(asked: Asked) -> Regions | None:
    from servanda.territory.formats import bytes_of
    from servanda.territory.regions import read_regions

    if asked.regions is None:
        return None
    return read_regions(
        bytes_of(asked.regions), name=asked.regions.name, name_property=asked.region_name
    )


def _shares(changes: Sequence[Change], regions: Regions | None) -> dict[str, dict[str, float]]:
    if regions is None:
        return {}
    patches = [patch for change in changes for patch in (*change.gained, *change.lost)]
    split = regions.split(patches)
    return {patch.id: share for patch, share in zip(patches, split, strict=True)}
