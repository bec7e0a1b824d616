"""When and where somebody was looking: interval algebra on coverage.

Silence is compliance only where an accepted source reported. A source covers the
union of its reported spans without its own declared gaps; the whole is covered where
at least one source covers it. What is left is a gap, and a gap has a reason.

Times are inclusive at both ends and known to the second: spans that end and begin
in neighbouring seconds touch. Decides coverage only; which sources are accepted, and
what a gap does to a verdict, is decided in ``servanda.verdicts``.

Main path: ``covered(coverages, predicate, window)`` -> ``Answer`` (spans, gaps).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from servanda.base.errors import MisuseError
from servanda.base.said import Listed, Said, said
from servanda.facts.model import Coverage

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.evidence.source import Source

__all__ = [
    "Answer",
    "Gap",
    "Span",
    "coverage_from_table",
    "coverage_table",
    "covered",
    "declared",
    "no_edition",
    "origins_covering",
]

_SECOND = timedelta(seconds=1)
_LAST = datetime.max.replace(tzinfo=UTC, microsecond=0) - _SECOND

Span = tuple[datetime, datetime]
"""From, until: both inclusive, UTC."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A span that no accepted source covers, and why, one reason a source.

    Attributes:
        begins: First moment, inclusive.
        ends: Last moment, inclusive.
        reasons: ``source: reason`` lines, sorted.
        place: The place it is about; empty for everywhere.
    """

    begins: datetime
    ends: datetime
    reasons: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What of a window is covered.

    Attributes:
        spans: Spans in which everything asked about is covered, sorted, none touching another.
        gaps: The rest, with reasons; of a place alone, if only that place is not covered.
    """

    spans: tuple[Span, ...]
    gaps: tuple[Gap, ...]


def covered(
    coverages: Iterable[Coverage],
    predicate: str,
    window: Span,
    places: Sequence[str] = (),
    about: Mapping[str, frozenset[str]] | None = None,
) -> Answer:
    """Say what of a window the given sources cover.

    Args:
        coverages: Spans and gaps of the accepted sources.
        predicate: On what they should have reported.
        window: From, until, inclusive.
        places: Every one of them must be covered; empty asks about everywhere, and then
            also about each place that some source says it does not see.
        about: Argument -> values asked about. A source whose records all have another
            value there is silent about them.

    Raises:
        MisuseError: If the window ends before it begins.
    """
    window = (_to_second(window[0]), _to_second(window[1]))
    if window[1] < window[0]:
        raise MisuseError(f"the window ends ({window[1]}) before it begins ({window[0]})")
    known = sorted(
        (
            replace(each, begins=_to_second(each.begins), ends=_to_second(each.ends))
            for each in _told_apart(coverages, predicate, window, about or {})
            if each.predicate == predicate
        ),
        key=lambda each: (each.source, each.begins, each.ends, each.reason),
    )
    asked = tuple(dict.fromkeys(places)) or ("",)
    if not places:
        unseen = {place for each in known if each.reported for place in each.except_places}
        asked = ("", *sorted(unseen))
    whole: list[Span] = [window]
    gaps: list[Gap] = []
    anywhere = [window] if places else _spans(known, window, "")
    for place in asked:
        spans = _spans(known, window, place)
        missing = _without(anywhere if place else [window], spans)
        gaps += _gaps(known, predicate, missing, place)
        whole = _both(whole, spans)
    return Answer(tuple(whole), tuple(sorted(gaps, key=_gap_order)))


def _told_apart(
    coverages: Iterable[Coverage],
    predicate: str,
    window: Span,
    about: Mapping[str, frozenset[str]],
) -> list[Coverage]:
    """Leave out what sources report of other things; a source left with nothing says so."""
    mine = [each for each in coverages if each.predicate == predicate]
    kept = [
        each
        for each in mine
        if all(name not in about or value in about[name] for name, value in each.where)
    ]
    silent: dict[tuple[str, str], list[Coverage]] = {}
    for each in mine:
        if each.source not in {other.source for other in kept}:
            silent.setdefault((each.source, each.origin), []).append(each)
    for (source, origin), some in sorted(silent.items()):
        reason = _only_where(predicate, {pair for each in some for pair in each.where})
        kept.append(Coverage(source, origin, predicate, *window, False, reason))
    return kept


def _only_where(predicate: str, pairs: Iterable[tuple[str, str]]) -> Said:
    where = sorted(said("{name} is {value}", name=name, value=value) for name, value in pairs)
    return said(
        "reports on {predicate} only where {where: or }", predicate=predicate, where=Listed(where)
    )


def origins_covering(
    coverages: Iterable[Coverage], predicate: str, window: Span, places: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the origins that alone cover the whole window, sorted."""
    known = list(coverages)
    return tuple(
        origin
        for origin in sorted({each.origin for each in known})
        if not covered([c for c in known if c.origin == origin], predicate, window, places).gaps
    )


def declared(
    source: Source,
    origin: str,
    predicate: str,
    first: datetime | None = None,
    last: datetime | None = None,
) -> list[Coverage]:
    """Turn what a source declares to cover into spans; open ends are its records' ends.

    Args:
        source: The source with its declarations.
        origin: Its independence key.
        predicate: On which predicate.
        first: Earliest moment of its records; None if it has none.
        last: Latest moment of its records; None if it has none.
    """
    found = []
    for each in source.coverage:
        begins, ends = each.begins or first, each.ends or last
        if each.predicates and predicate not in each.predicates:
            continue
        if begins is None or ends is None or ends < begins:
            continue
        found.append(
            Coverage(
                source.id, origin, predicate, begins, ends, True,
                said("declared by the source"), each.places, each.except_places,
            )
        )  # fmt: skip
    return found


def no_edition(first: date, last: date) -> Said:
    """Return the reason of a gap between two editions: the days on which there is none."""
    if first == last:
        return said("no edition on {day}", day=first)
    return said("no edition from {first} to {last}", first=first, last=last)


def _spans(known: Sequence[Coverage], window: Span, place: str) -> list[Span]:
    total: list[Span] = []
    for source in sorted({each.source for each in known}):
        own = [each for each in known if each.source == source]
        seen = [(c.begins, c.ends) for c in own if c.reported and _reaches(c, place)]
        missed = [(c.begins, c.ends) for c in own if not c.reported and _touches(c, place)]
        total += _without(_merged(seen), _merged(missed))
    return _both([window], _merged(total))


def _reaches(coverage: Coverage, place: str) -> bool:
    """Whether a reported span includes the place; everywhere needs one without places."""
    if not place:
        return not coverage.places
    folded = place.casefold()
    listed = {each.casefold() for each in coverage.places}
    blind = {each.casefold() for each in coverage.except_places}
    return (not listed or folded in listed) and folded not in blind


def _touches(coverage: Coverage, place: str) -> bool:
    """Whether a declared gap takes something away from the place; a gap anywhere does."""
    return not place or _reaches(coverage, place)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Union: sorted spans, none touching another."""
    merged: list[Span] = []
    for begins, ends in sorted(span for span in spans if span[0] <= span[1]):
        if merged and begins <= _after(merged[-1][1]):
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((begins, ends))
    return merged


def _without(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """Difference of two sorted lists of spans that do not touch."""
    left: list[Span] = []
    for span in spans:
        begins, ends = span
        for hole in holes:
            if hole[1] < begins or hole[0] > ends:
                continue
            if hole[0] > begins:
                left.append((begins, hole[0] - _SECOND))
            begins = _after(hole[1])
            if begins > ends:
                break
        if begins <= ends:
            left.append((begins, ends))
    return [span for span in left if span[0] <= span[1]]


def _both(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Intersection of two sorted lists of spans."""
    pairs = [(max(a[0], b[0]), min(a[1], b[1])) for a in spans for b in others]
    return _merged(pair for pair in pairs if pair[0] <= pair[1])


def _to_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _after(moment: datetime) -> datetime:
    return moment + _SECOND if moment < _LAST else moment


def _gaps(
    known: Sequence[Coverage], predicate: str, spans: Sequence[Span], place: str
) -> list[Gap]:
    found: list[Gap] = []
    for span in spans:
        for begins, ends in _pieces(span, known):
            reasons = _reasons(known, predicate, (begins, ends), place)
            if found and found[-1].reasons == reasons and begins <= _after(found[-1].ends):
                found[-1] = Gap(found[-1].begins, ends, reasons, place)
            else:
                found.append(Gap(begins, ends, reasons, place))
    return found


def _pieces(span: Span, known: Sequence[Coverage]) -> list[Span]:
    """Cut a span where the reason may change: at the bounds of what sources declare."""
    cuts = {each.begins for each in known} | {_after(each.ends) for each in known}
    inside = sorted(cut for cut in cuts if span[0] < cut <= span[1])
    starts = [span[0], *inside]
    ends = [*(cut - _SECOND for cut in inside), span[1]]
    return [piece for piece in zip(starts, ends, strict=True) if piece[0] <= piece[1]]


def _reasons(known: Sequence[Coverage], predicate: str, span: Span, place: str) -> tuple[str, ...]:
    if not known:
        return (said("no accepted source covers {predicate}", predicate=predicate),)
    own = {each.source: [c for c in known if c.source == each.source] for each in known}
    return tuple(
        said("{source}: {reason}", source=source, reason=_reason(own[source], span, place))
        for source in sorted(own)
    )


def _reason(own: Sequence[Coverage], span: Span, place: str) -> str:
    here = [each for each in own if each.begins <= span[1] and each.ends >= span[0]]
    told = [each.reason or said("no report") for each in here if not each.reported]
    if told:
        return said("{parts:; }", parts=Listed(dict.fromkeys(told)))
    if any(each.reported for each in here):
        return said("does not cover {place}", place=place) if place else _only(here)
    reported = [each for each in own if each.reported]
    if not reported:
        return said("declares no coverage")
    first, last = min(c.begins for c in reported), max(c.ends for c in reported)
    if span[1] < first:
        return said("covers nothing before {moment:%Y-%m-%d %H:%M}Z", moment=first)
    if span[0] > last:
        return said("covers nothing after {moment:%Y-%m-%d %H:%M}Z", moment=last)
    return said("no coverage in between")


def _only(here: Sequence[Coverage]) -> Said:
    places = sorted({place for each in here if each.reported for place in each.places})
    return said("covers only {places}", places=Listed(places))


def _gap_order(gap: Gap) -> tuple[datetime, datetime, str]:
    return (gap.begins, gap.ends, gap.place)


_COLUMNS = ("source", "origin", "predicate", "begins", "ends", "reported", "reason", "places",
            "except_places", "where")  # fmt: skip


def coverage_table(coverages: Iterable[Coverage]) -> pa.Table:
    """Return coverage as an Arrow table, each row once, sorted.

    ``missing`` holds the first and the last day of ``no_edition``, so that the reason can be
    said in another language when it was stored.
    """
    import pyarrow as pa

    rows = sorted({
        (*(getattr(each, name) for name in _COLUMNS), _days(each.reason)) for each in coverages
    })  # fmt: skip
    moment, names = pa.timestamp("us", tz="UTC"), pa.list_(pa.string())
    text = pa.string()
    types = [text, text, text, moment, moment, pa.bool_(), text, names, names]
    types += [pa.list_(pa.list_(text)), pa.list_(pa.date32())]
    named = (*_COLUMNS, "missing")
    schema = pa.schema([pa.field(*pair) for pair in zip(named, types, strict=True)])
    columns = list(zip(*rows, strict=True)) or [()] * len(named)
    return pa.table([pa.array(c, t) for c, t in zip(columns, types, strict=True)], schema=schema)


def _days(reason: str) -> tuple[date, ...]:
    days = [*reason.values.values()] if isinstance(reason, Said) else []
    dated = days and all(type(day) is date for day in days)
    return (days[0], days[-1]) if dated else ()


def coverage_from_table(table: pa.Table) -> list[Coverage]:
    """Return the spans and gaps of a table written by ``coverage_table``."""
    rows = table.to_pylist()
    for row in rows:
        for name in ("begins", "ends"):
            row[name] = row[name].astimezone(UTC)
        for name in ("places", "except_places"):
            row[name] = tuple(row[name] or ())
        row["where"] = tuple(tuple(pair) for pair in row["where"] or ())
        days = row.pop("missing")
        if days:
            row["reason"] = no_edition(*days)
    return [Coverage(**row) for row in rows]
