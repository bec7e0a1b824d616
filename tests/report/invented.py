"""An invented truce between invented parties: the agreement and its calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from servanda.agreement.model import (
    Act,
    After,
    Agreement,
    Clause,
    Comparison,
    Every,
    Modality,
    Party,
    Quota,
    Restriction,
    VerifiedWhen,
    Zone,
)
from servanda.base.quantity import CalendarSpan, Quantity
from servanda.facts.vocabulary import Argument, Predicate, Vocabulary

KYIV = ZoneInfo("Europe/Kyiv")
BEGINS = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
ENDS = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
AS_OF = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert('owned')</script>"


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def day(offset: float) -> datetime:
    return BEGINS + timedelta(days=offset)


def vocabulary() -> Vocabulary:
    area = Argument("area", "number", "km²")
    by = Argument("by", "party")
    place = Argument("place", "place")
    money = (Argument("amount", "number", "money"), Argument("currency", "text"))
    return Vocabulary(
        [
            Predicate("gained", "Ground gained", (by, area, place, Argument("patch", "text"))),
            Predicate("strike", "An attack", (by, Argument("target", "text"), place)),
            Predicate("disbursed", "Money", (by, Argument("to", "party"), *money)),
            Predicate("consulted", "Talks", (by, Argument("with", "party"))),
            Predicate("said", "Words", (by, Argument("speaker", "text"))),
            Predicate("denied", "Denial", (by, Argument("about", "text"))),
        ]
    )


def clauses() -> list[Clause]:
    by_bearer = Restriction("by", ("bearer",))
    square_km = Restriction("area", comparison=Comparison(">=", Quantity(1, "km²")))
    both = ("WM", "EM")
    quota = Quota(
        "sum",
        "amount",
        Act("disbursed", (Restriction("to", ("EM",)),)),
        Comparison(">=", Quantity(1e9, "USD")),
    )
    return [
        Clause(
            "no-advance",
            "Not one square kilometre is taken.",
            Modality.PROHIBITION,
            both,
            requirement=Act("gained", (by_bearer, square_km)),
            zone="valley",
            layer="truce",
            domain="land",
            verified_by=("control maps", "news"),
            remedy="consult",
            source_text=("truce.txt#char=10,44",),
            verb="shall not",
        ),
        Clause(
            "no-strikes",
            "Neither side strikes the other.",
            Modality.PROHIBITION,
            both,
            requirement=Act("strike", (by_bearer,)),
            layer="truce",
            verified_when=VerifiedWhen(3, 2, 2),
        ),
        Clause(
            "crossing",
            "The river crossing stays open.",
            Modality.PROHIBITION,
            both,
            formula="strike(by, t, p) AND p = 'Crossing'",
            layer="truce",
        ),
        Clause(
            "consult",
            "The guarantor convenes both sides.",
            Modality.OBLIGATION,
            ("NH",),
            both,
            requirement=Act("consulted", (by_bearer,)),
            after=After(breach_of="no-advance"),
            within=CalendarSpan(seconds=86400, words="24 h"),
            layer="guarantee",
        ),
        Clause(
            "package",
            "Each month one thousand million dollars are paid.",
            Modality.OBLIGATION,
            ("NH",),
            ("EM",),
            requirement=quota,
            every=Every(CalendarSpan(months=1, words="month")),
            layer="guarantee",
            domain="finance",
        ),
    ]


def agreement(chosen: Sequence[Clause] | None = None) -> Agreement:
    return Agreement(
        name="Valley truce 2026",
        zone=KYIV,
        zone_name="Europe/Kyiv",
        in_force=(BEGINS, ENDS),
        parties={
            "WM": Party("WM", "Westmark"),
            "EM": Party("EM", "Eastmark"),
            "NH": Party("NH", "Northhaven", guarantor=True),
        },
        clauses=clauses() if chosen is None else chosen,
        vocabulary=vocabulary(),
        zones={"valley": Zone("valley", "Alder valley", ("Alder", "Birch"))},
        purpose="To end the fighting over the Alder valley.",
        reference="https://example.org/truce",
    )
