"""A few dozen decided questions, held fixed: the same evidence leads to the same verdict.

``golden.json`` beside this file may change only together with
``servanda.verdicts.ENGINE_VERSION``. After a change that is meant to alter verdicts, raise
that version and run, from the repository's root::

    python -m tests.verdicts.golden

Without a new version it refuses to overwrite a verdict; it only adds new questions.

Held is what was decided - words, times, parties, what is verified, gaps - not how it is
said: wording has tests of its own and may get better. Empty values are left out, so a new
field of the model changes nothing until it says something.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts import ENGINE_VERSION
from servanda.verdicts.model import Dated, FactRef, Verdict
from servanda.verdicts.obligation import decide_obligation
from servanda.verdicts.observed import Observed
from servanda.verdicts.prohibition import decide_prohibition
from servanda.verdicts.quota import decide_quota

from .build import by_others, day, fact, incident, looking, period, question, trigger

__all__ = ["GOLDEN", "decided", "read", "verdicts", "write"]

GOLDEN = Path(__file__).with_name("golden.json")

_PROSE = {"label", "progress", "reason", "reasons", "what", "why"}
_MAPS = VerifiedWhen(independent_sources=2, persists_editions=2)
_GRADED = VerifiedWhen(independent_sources=None, credibility=2)
_EDITION = fact("map", patch="p1", when=Dated(day(4), day(5), "after"))
_PAIR = (fact("log"), fact("news", known=7))
_LATE = fact("log", when=Dated(day(6), day(8), "within"))


def _prohibitions() -> dict[str, Verdict]:
    decide = decide_prohibition
    own, accuser = fact("ministry A", party="A"), fact("ministry B", party="B")
    return {
        "nothing reported, covered so far": decide(question(), []),
        "nothing reported, covered to the end": decide(question(as_of=40), []),
        "nothing reported, covered within the lag": decide(question(looking("log", lag=3)), []),
        "nothing reported, lag not over": decide(question(looking("log", lag=30)), []),
        "nothing reported, nobody looking": decide(question(Observed()), []),
        "nothing reported, a named gap": decide(question(looking("log", begins=6)), []),
        "not in force yet": decide(question(as_of=3, window=(10, 15)), []),
        "two origins": decide(question(), [incident(*_PAIR)]),
        "one origin": decide(question(), [incident(_PAIR[0])]),
        "two outlets of one agency": decide(
            question(), [incident(fact("agency", source="x"), fact("agency", source="y"))]
        ),
        "one map edition": decide(question(rule=_MAPS), [incident(_EDITION)]),
        "a map edition that persists": decide(
            question(rule=_MAPS), [incident(_EDITION)], {"p1": [(1, day(7)), (2, day(8))]}
        ),
        "an accusation beside one origin": decide(question(), [incident(_PAIR[0], accuser)]),
        "an admission beside one origin": decide(question(), [incident(_PAIR[0], own)]),
        "an unreliable second origin": decide(
            question(), [incident(_PAIR[0], fact("rumour", grade="E2"))]
        ),
        "a second origin of unknown grade": decide(
            question(), [incident(_PAIR[0], fact("new", grade="F6"))]
        ),
        "an item probably true": decide(question(rule=_GRADED), [incident(_PAIR[0])]),
        "an item of unknown truth": decide(
            question(rule=_GRADED), [incident(fact("log", grade="A6"))]
        ),
        "verified, attributed to nobody": decide(
            question(), [incident(fact("log", by=""), fact("news", by=""), by=())]
        ),
        "verified, named by an accuser only": decide(
            question(), [incident(fact("log", by=""), fact("news", by=""), accuser)]
        ),
        "verified and alleged": decide(
            question(), [incident(*_PAIR), incident(fact("log", on=3), name="i2")]
        ),
        "dated across the border": decide(question(window=(5, 15)), [incident(
            *(fact(o, when=Dated(day(4), day(6), "within")) for o in ("log", "news")))]),
        "alleged in a gap": decide(question(Observed()), [incident(_PAIR[0])]),
    }  # fmt: skip


def _obligations() -> dict[str, Verdict]:
    def decide(
        *done: Any, maybe: Any = (), late: Any = (), asked: Any = None, **more: Any
    ) -> Verdict:
        return decide_obligation(
            asked or question(), [trigger(**more)], {"t1": done}, {"t1": maybe}, late={"t1": late}
        )

    own = fact("ministry A", party="A", on=6)
    return {
        "done, seen by another": decide(fact("log", on=6)),
        "not done, two looked": decide(),
        "not done, two looked, found after the lag": decide(
            asked=question(looking("log", "news", lag=3))
        ),
        "not done, one looked": decide(asked=question(looking("log"))),
        "not done, nobody looked": decide(asked=question(Observed())),
        "not done, watched in part": decide(asked=question(looking("log", begins=6))),
        "done late, two looked": decide(late=[fact("log", on=9)]),
        "done late, one looked": decide(asked=question(looking("log")), late=[fact("log", on=9)]),
        "done late by the bearer's word": decide(late=[fact("ministry A", party="A", on=9)]),
        "done late, nobody looked": decide(asked=question(Observed()), late=[fact("log", on=9)]),
        "the clock runs": decide(asked=question(as_of=6)),
        "the deadline itself": decide(asked=question(as_of=7)),
        "done by the bearer's word": decide(own),
        "done by an unreliable word": decide(fact("rumour", grade="E3", on=6)),
        "done about the deadline": decide(maybe=[_LATE]),
        "done by the bearer's word, and about the deadline": decide(own, maybe=[own, _LATE]),
        "no clock": decide(deadline=None),
        "no clock, nobody looking": decide(deadline=None, asked=question(Observed())),
        "triggered after its deadline": decide(on=9),
        "not triggered": decide_obligation(question(), [], {}),
        "one of two bearers": decide_obligation(
            question(),
            [trigger("t1 · A", bearer=("A",)), trigger("t1 · B", bearer=("B",))],
            {"t1 · A": [fact("log", on=6)]},
        ),
    }


def _quotas() -> dict[str, Verdict]:
    def decide(*periods: Any, asked: Any = None, excess: bool = False) -> Verdict:
        counted = periods if excess else [by_others(each) for each in periods]
        return decide_quota(asked or question(), counted, excess=excess)

    own = fact("ministry A", party="A", on=2)
    return {
        "met": decide(period(_PAIR[0], meets=True)),
        "met by the bearer's word": decide(period(own, meets=True)),
        "met by the bearer's word so far": decide(period(own, meets=True), asked=question(as_of=5)),
        "short, two looked": decide(period(_PAIR[0])),
        "short, one looked": decide(period(), asked=question(looking("log"))),
        "short, watched in part": decide(period(), asked=question(looking("log", begins=3))),
        "short, amounts without a rate": decide(period(undecided="no rate")),
        "short so far": decide(period(), asked=question(as_of=8)),
        "three weeks": decide(
            period(_PAIR[0], meets=True, name="w1"),
            period(begins=8, ends=15, name="w2"),
            period(begins=15, ends=22, name="w3"),
        ),
        "limit passed, verified": decide(
            period(*_PAIR, meets=True, verified=True, by=("A",)), excess=True
        ),
        "limit passed, reported": decide(period(*_PAIR, meets=True, by=("A",)), excess=True),
        "within the limit": decide(period(), excess=True),
        "within the limit, watched in part": decide(
            period(), asked=question(looking("log", ends=7)), excess=True
        ),
        "within the limit so far": decide(period(), asked=question(as_of=8), excess=True),
    }


def verdicts() -> dict[str, Verdict]:
    """Decide every question."""
    kinds: dict[str, Callable[[], dict[str, Verdict]]] = {
        "prohibition": _prohibitions, "obligation": _obligations, "quota": _quotas,
    }  # fmt: skip
    return {
        f"{kind}: {name}": verdict
        for kind, decide in kinds.items()
        for name, verdict in decide().items()
    }


def decided() -> dict[str, Any]:
    """Decide every question and return the verdicts as plain records."""
    return {name: _plain(verdict) for name, verdict in verdicts().items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, FactRef):
        return value.fact
    if is_dataclass(value):
        named = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {
            name: each
            for name, each in named.items()
            if name not in _PROSE and each not in ("", None, [])
        }
    return value


def read() -> dict[str, Any]:
    """Return what ``golden.json`` holds."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def write() -> str:
    """Write ``golden.json``; return what stands against it, or an empty text."""
    now = decided()
    if GOLDEN.exists() and (old := read())["engine"] == ENGINE_VERSION:
        changed = [name for name, was in old["verdicts"].items() if now.get(name) != was]
        if changed:
            return (
                f"{len(changed)} verdicts changed, first {changed[0]!r}, but the engine is still "
                f"{ENGINE_VERSION}: raise ENGINE_VERSION in servanda/verdicts/__init__.py first"
            )
    text = json.dumps(
        {"engine": ENGINE_VERSION, "verdicts": now},
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    )
    GOLDEN.write_text(text + "\n", encoding="utf-8")
    return ""


if __name__ == "__main__":
    sys.exit(write())
