from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from servanda.report.jsonlines import due_records, iso, verdict_records

from .invented import AS_OF, KYIV, day
from .synthetic import assessment, breached, crowd, fact, unattributed, violation

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def _times(value: Any) -> list[str]:
    text = json.dumps(value)
    return re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\"]*", text)


def test_records_are_json_and_one_a_clause_in_order() -> None:
    records = verdict_records(assessment())
    assert [r["clause"] for r in json.loads(json.dumps(records))] == [
        "no-advance", "no-strikes", "crossing", "consult", "package",
    ]  # fmt: skip
    assert records[0]["verdict"] == "breached"
    assert records[0]["flips"] == [{"without": "map-a", "verdict": "undetermined"}]


def test_every_time_ends_in_z_whatever_zone_it_had() -> None:
    local = fact("x", arguments={"at": day(1).astimezone(KYIV), "odd": object})
    shown = assessment([breached(violations=(violation(facts=(local,)),))])
    times = _times(verdict_records(shown) + due_records(shown))
    assert len(times) > 10
    assert all(time.endswith("Z") for time in times)
    assert iso(AS_OF.astimezone(KYIV)) == "2026-05-20T12:00:00Z"
    assert datetime.fromisoformat(times[0]).tzinfo is not None


def test_unattributed_breach_has_no_bearer_and_says_so() -> None:
    record = verdict_records(assessment([unattributed()]))[0]
    assert record["by"] == []
    assert record["attributable"] is False


def test_nothing_is_cut() -> None:
    assert len(verdict_records(crowd(5000))[0]["violations"]) == 5000


def test_denials_stand_beside_the_facts() -> None:
    found = verdict_records(assessment())[0]["violations"][0]
    assert len(found["facts"]) == 2
    assert found["denials"][0]["party"] == "WM"


def test_due_records_keep_an_absent_deadline_as_null() -> None:
    first, second = due_records(assessment())
    assert first["deadline"] == "2026-03-12T06:00:00Z"
    assert first["remedy_for"] == "no-advance"
    assert second["deadline"] is None


def test_every_key_is_documented() -> None:
    documented = set(re.findall(r"`(\w+)`", REFERENCE.read_text(encoding="utf-8")))
    records = verdict_records(assessment()) + due_records(assessment())
    own = {"place", "area", "patch", "speaker", "about", "to", "amount", "currency"}  # arguments
    assert _keys(records) - own <= documented
