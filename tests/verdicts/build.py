"""Short ways to write down facts, incidents and questions; April 2031, days as numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts.model import Dated, FactRef, Gap
from servanda.verdicts.obligation import Trigger
from servanda.verdicts.observed import Observed
from servanda.verdicts.prohibition import Incident
from servanda.verdicts.question import Question
from servanda.verdicts.quota import Period
from servanda.verdicts.weigh import shows_done

BOTH = ("A", "B")
TWO = VerifiedWhen(independent_sources=2)


def day(number: float) -> datetime:
    """Midnight UTC of that day of April 2031; ``day(1.5)`` is noon on the first."""
    return datetime(2031, 4, 1, tzinfo=UTC) + timedelta(days=number - 1)


def at(number: float) -> Dated:
    return Dated(day(number), day(number))


def fact(
    origin: str,
    *,
    by: str = "A",
    party: str = "",
    grade: str = "B2",
    on: float = 5,
    known: float = 6,
    when: Dated | None = None,
    **more: object,
) -> FactRef:
    """A report by the source ``<origin>``, which alone makes up that origin unless ``source``."""
    source = str(more.pop("source", origin))
    arguments = {"by": by, **more} if by else dict(more)
    return FactRef(
        f"fact-{source}-{on:g}-{by}", "strike", arguments, when or at(on), source, origin, party,
        grade[0], grade[1], "0" * 64, "row=1", "words", day(known),
    )  # fmt: skip


def incident(*facts: FactRef, by: tuple[str, ...] = ("A",), name: str = "i1") -> Incident:
    return Incident(name, "strike", facts[0].when, by, facts)


def looking(*origins: str, begins: float = 1, ends: float = 31, lag: float = 0) -> Observed:
    """Every origin covers [begins, ends) without a gap; the rest of April is a named gap."""
    span = (day(begins), day(ends))
    gaps = [
        Gap(day(first), day(last), "log: out of office")
        for first, last in ((1, begins), (ends, 31))
        if first < last
    ]
    if not origins:
        return Observed(gaps=(Gap(day(1), day(31), "nobody"),), lag=timedelta(days=lag))
    return Observed((span,), tuple(gaps), dict.fromkeys(origins, (span,)), timedelta(days=lag))


def question(
    observed: Observed | None = None,
    *,
    as_of: float = 20,
    window: tuple[float, float | None] = (1, 31),
    bearer: tuple[str, ...] = BOTH,
    rule: VerifiedWhen = TWO,
) -> Question:
    ends = day(window[1]) if window[1] is not None else None
    return Question(
        "clause", bearer, (day(window[0]), ends), day(as_of), rule,
        looking("log", "news") if observed is None else observed,
    )  # fmt: skip


def trigger(
    name: str = "t1", *, on: float = 5, deadline: float | None = 7, when: Dated | None = None,
    bearer: tuple[str, ...] = (),
) -> Trigger:  # fmt: skip
    due = day(deadline) if deadline is not None else None
    return Trigger(name, when or at(on), due, (fact("log", on=on),), bearer)


def by_others(each: Period, bearer: tuple[str, ...] = ("A", "B")) -> Period:
    """Count of a shortfall what others than the bearer report, as ``servanda.case`` does."""
    shown = any(shows_done(fact, each.by or bearer) for fact in each.facts)
    return replace(each, verified_meets=each.meets and shown)


def period(
    *facts: FactRef, meets: bool = False, verified: bool = False, begins: float = 1,
    ends: float = 8, name: str = "week", by: tuple[str, ...] = (), undecided: str = "",
) -> Period:  # fmt: skip
    return Period(
        name, day(begins), day(ends), f"{len(facts)} (asked: 3)", meets, verified, facts, by,
        undecided,
    )  # fmt: skip
