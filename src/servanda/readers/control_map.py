"""Editions of a map of control to facts of ground gained, lost, held and reverted.

All editions of a source are read together: a change lies between two of them, and how
long it lasted takes more. Each fact carries the time of the edition that shows it, so
that "as known on day D" sees what could be seen then. Redrawn patches are facts of a
predicate of their own, ``redrawn``: nothing is hidden, and no line redrawn is a gain.

Decides how a difference becomes a fact. What is a difference, and what reads as
redraw, is decided in ``servanda.territory``; whether it is a breach, in
``servanda.verdicts``, from more than one edition or source.

Main path: ``ControlMapReader.read`` -> editions -> changes -> ``Reading``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from servanda.base.errors import MisuseError
from servanda.base.quantity import parse_quantity, parse_span
from servanda.facts.coverage import declared, no_edition
from servanda.facts.model import Coverage, Reading, Refusal
from servanda.readers.map_tables import MapFacts, Published
from servanda.readers.protocol import origin_of

if TYPE_CHECKING:
    from servanda.readers.protocol import Context, Evidence, Progress
    from servanda.territory import Edition, Read, Repair

__all__ = ["ControlMapReader", "edition_of"]

MAX_BYTES = 256_000_000
_PREDICATES = ("gained", "lost", "redrawn", "persisted", "reverted", "controls")
_FOLLOWED = "7"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Settings:
    """The options of a source that reads as control map.

    Attributes:
        holders: Class of ground -> the party that holds it.
        opponent: Who holds what the holder does not; empty: the map does not say.
        edition_time: Local time of day that an edition shows.
        zone: Zone of that time.
        class_property: Property that separates classes.
        classes: Class -> values of that property; empty: each value is a class.
        date_property: Property that dates an edition; empty: its file name does.
        date_patterns: How dates stand in file names; empty: as they do by themselves.
        crs: Coordinate system of maps that state none.
        follow: How many further editions a gained patch is followed.
        bridges: Longest span between two editions that is no gap.
        ignore_below_km2: Smaller patches are redraw; None: the library's default.
    """

    holders: Mapping[str, str]
    opponent: str
    edition_time: time | None
    zone: str
    class_property: str | None
    classes: Mapping[str, tuple[str, ...]]
    date_property: str | None
    date_patterns: tuple[str, ...]
    crs: str | None
    follow: int
    bridges: timedelta
    ignore_below_km2: float | None


class ControlMapReader:
    """Reads editions of one map, in any format; see docs/reference/facts.md for its options."""

    name = "control map"
    version = "3"

    def together(self) -> bool:
        """All editions of a source are read together."""
        return True

    def settings(self, context: Context) -> Mapping[str, Any]:
        """Return nothing: all that matters is in the source's options."""
        return {}

    def read(self, batch: Sequence[Evidence], context: Context, progress: Progress) -> Reading:
        """Read all editions of a source.

        Raises:
            MisuseError: If the options name no holder, or a date needs a time of day and zone.
        """
        from servanda.territory import changes, persistence, survey

        chosen = _settings(context)
        found, refused, notes = _editions(batch, context, chosen, progress)
        editions = [each.edition for each in found]
        facts = MapFacts(context, {each.edition.at: each for each in found}, chosen.opponent)
        for ground, party in chosen.holders.items():
            shown = [each for each in editions if ground in each.held]
            if not shown:
                notes.append(f"no edition has ground of class {ground!r}; nothing is read for it")
                continue
            below = chosen.ignore_below_km2
            steps = _watched(
                changes(editions, holder_class=ground, ignore_below_km2=below),
                len(editions) - 1, f"changes of {ground}", progress,
            )  # fmt: skip
            facts.add_changes(steps, party)
            facts.add_persistence(persistence(editions, steps, chosen.follow))
            facts.add_controls(shown, ground, party)
        coverage = _coverage(editions, survey(editions).gaps, context, chosen, notes)
        return Reading(facts.tables(), coverage, refused, notes, len(editions), facts.extra())


def edition_of(evidence: Evidence, context: Context) -> Edition:
    """Read one edition again, as the reader read it, for a picture.

    Raises:
        UnreadableError: If it cannot be read.
    """
    (read,) = _read([evidence], context, _settings(context))
    return read.or_raise()


def _watched(steps: Iterable[_T], total: int, what: str, progress: Progress) -> list[_T]:
    """Return all steps, and tell how far they have come."""
    found = []
    for done, step in enumerate(steps):
        progress(done, total, what)
        found.append(step)
    progress(total, total, what)
    return found


def _settings(context: Context) -> _Settings:
    source = context.source
    holders = source.options.get("holders") or {"held": context.option("holder")}
    if not isinstance(holders, Mapping) or not all(holders.values()):
        raise MisuseError(
            f"source {source.id!r} reads as control map, but its options do not say who holds the "
            "ground; write `holder: RU`, or `holders: {occupied: RU}` for a map with classes"
        )
    clock = context.option("edition time")
    below = context.option("ignore below")
    return _Settings(
        holders={str(ground): str(party) for ground, party in holders.items()},
        opponent=context.option("opponent"),
        edition_time=_time_of_day(clock, source.id) if clock else None,
        zone=context.option("time zone"),
        class_property=context.option("class property") or None,
        classes=_classes(context),
        date_property=context.option("date property") or None,
        date_patterns=_date_patterns(context),
        crs=context.option("coordinate system") or None,
        follow=_follow(context.option("follow editions", _FOLLOWED), source.id),
        bridges=_bridges(context.option("bridges")),
        ignore_below_km2=parse_quantity(below).in_unit("km²") if below else None,
    )


def _classes(context: Context) -> dict[str, tuple[str, ...]]:
    """Return class -> values; the values of one class may be one value or a list."""
    from servanda.territory.styles import Classes

    source = context.source
    written = source.options.get("classes") or {}
    lists = written.values() if isinstance(written, Mapping) else [None]
    found = [_texts(each) for each in lists]
    if not all(found):
        raise MisuseError(
            f"source {source.id!r}: `classes` says which values make a class; write "
            "`classes: {occupied: ['#a52714', '#880e4f'], grey: ['#bcaaa4']}`"
        )
    values = dict(zip(map(str, written), found, strict=True))
    if values and not context.option("class property"):
        raise MisuseError(
            f"source {source.id!r}: `classes` gives values, but not of which property; write "
            "`class property: fill` as well"
        )
    Classes.of(context.option("class property"), values)
    return values


def _date_patterns(context: Context) -> tuple[str, ...]:
    from servanda.territory.dating import check_pattern

    written = context.source.options.get("date pattern", ())
    patterns = _texts(written)
    if written and not patterns:
        raise MisuseError(
            f"source {context.source.id!r}: `date pattern` is a text such as map_%d-%m-%Y, or a "
            "list of them"
        )
    for pattern in patterns:
        check_pattern(pattern)
    return patterns


def _texts(written: Any) -> tuple[str, ...]:
    """One value or a list of them as texts; nothing for what is neither."""
    values = written if isinstance(written, list | tuple) else [written]
    if not all(isinstance(each, str | int | float) for each in values):
        return ()
    return tuple(str(each) for each in values)


def _time_of_day(text: str, source: str) -> time:
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError as error:
        raise MisuseError(
            f"source {source!r}: {text!r} is no `edition time`; write a time of day such as 03:00"
        ) from error


def _follow(text: str, source: str) -> int:
    if not text.isdecimal() or int(text) > 1000:  # noqa: PLR2004 - three years of days
        raise MisuseError(
            f"source {source!r}: `follow editions` is a count such as 7, not {text!r}"
        )
    return int(text)


def _bridges(text: str) -> timedelta:
    if not text:
        return timedelta(days=1)
    span = parse_span(text)
    if span.months:
        raise MisuseError(f"`bridges: {text}`: write days or hours, months differ in length")
    return timedelta(days=span.days, seconds=span.seconds)


def _editions(
    batch: Sequence[Evidence], context: Context, chosen: _Settings, progress: Progress
) -> tuple[list[Published], list[Refusal], list[str]]:
    """Read the editions in order of their moments; of one moment only the latest known."""
    found: dict[datetime, Published] = {}
    refused: list[Refusal] = []
    notes: list[str] = []
    for done, read in enumerate(_read(batch, context, chosen)):
        progress(done, len(batch), "editions")
        evidence: Evidence = read.text.about
        if read.edition is None:
            refused.append(Refusal(evidence.item.sha256, "", str(read.problem)))
            continue
        notes += [_told(repair) for repair in read.repairs]
        one = Published(read.edition, evidence.item)
        other = found.get(one.edition.at)
        if other is None:
            found[one.edition.at] = one
            continue
        older, newer = sorted((other, one), key=lambda each: each.order)
        found[one.edition.at] = newer
        if older.edition.digest != newer.edition.digest:
            reason = (
                f"{older.item.name} and {newer.item.name} are two editions of {one.edition.at}; "
                "the one that became known later replaces the other"
            )
            refused.append(Refusal(older.item.sha256, "", reason))
    progress(len(batch), len(batch), "editions")
    return [found[at] for at in sorted(found)], refused, notes


def _read(batch: Sequence[Evidence], context: Context, chosen: _Settings) -> Iterator[Read]:
    """What comes of each, in order; ``text.about`` is the evidence."""
    from servanda.territory import Text, read_editions

    return read_editions(
        (
            Text.of(
                partial(each.read, MAX_BYTES), each.item.name, _known_moment(each, chosen), each
            )
            for each in batch
        ),
        source=context.source.id,
        class_property=chosen.class_property,
        classes=chosen.classes or None,
        crs=chosen.crs,
        default_class=next(iter(chosen.holders)),
        date_property=chosen.date_property,
        date_patterns=chosen.date_patterns,
        time_of_day=chosen.edition_time,
        zone=chosen.zone or None,
    )


def _known_moment(evidence: Evidence, chosen: _Settings) -> datetime | None:
    """An edition whose name and properties hold no date is dated by its publication."""
    from servanda.territory.dating import has_date

    if chosen.date_property or chosen.date_patterns or has_date(evidence.item.name):
        return None
    return evidence.item.published_at


def _told(repair: Repair) -> str:
    area = f", {repair.area_km2:.3f} km²" if repair.area_km2 else ""
    return f"{repair.where}: {repair.what}{area}"


def _coverage(
    editions: Sequence[Edition],
    gaps: Sequence[Any],
    context: Context,
    chosen: _Settings,
    notes: list[str],
) -> list[Coverage]:
    """From the first edition to the last, less the spans in which one is missing."""
    if not editions:
        return []
    source, origin = context.source, origin_of(context.source)
    first, last = (edges.at.astimezone(UTC) for edges in (editions[0], editions[-1]))
    found = []
    for predicate in _PREDICATES:
        spans = declared(source, origin, predicate, first, last)
        if not source.coverage:
            reason = "from the first edition to the last"
            spans = [Coverage(source.id, origin, predicate, first, last, True, reason)]
        found += spans
        if spans:
            found += [_gap(gap, predicate, context) for gap in gaps if _is_gap(gap, chosen)]
    for gap in gaps:
        state = "" if _is_gap(gap, chosen) else "; the source's `bridges` accepts it"
        notes.append(f"{_missing(gap)}{state}")
    return found


def _is_gap(gap: Any, chosen: _Settings) -> bool:
    return bool(gap.until - gap.after > chosen.bridges)


def _gap(gap: Any, predicate: str, context: Context) -> Coverage:
    second = timedelta(seconds=1)
    begins, ends = gap.after.astimezone(UTC) + second, gap.until.astimezone(UTC) - second
    source = context.source
    return Coverage(source.id, origin_of(source), predicate, begins, ends, False, _missing(gap))


def _missing(gap: Any) -> str:
    return no_edition(gap.missing_days[0], gap.missing_days[-1])
