"""German: twenty-five reports of our own with keys, in the style of agencies and newspapers.

Events, people and words are made up; countries and bodies are real ones. Every key was written
before its report was read for the first time. That first reading found quotes with an F1 of
0.86, overlapped the right speaker in 87 % of those found and gave 52 % of the named speakers
their full name (a quotation that is missed gives none). What failed then became rules; the first
reading of the last five reports, written behind these rules, gave 0.90, 96 % and 76 %. What
failed there became rules as well, so that the figures below are floors that must not be lost, no
estimate for other texts. Of the keys only forms were changed afterwards: times, amounts and one
demand left out at first, units as they are written in answers, and bodies with what hangs on
them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from servanda.language import read

from .report_score import Pair, Report, kind_f1, macro, scored, spans_lie_in_text

REPORTS = Path(__file__).parent / "german"
FILES = sorted(REPORTS.glob("*.txt"))
PARTS = ("quote", "speaker", "cue", "addressee")
REPORTS_KEYED = 25
Found = tuple[dict[str, Any], dict[str, Any]]
Spans = Sequence[Sequence[int]]


@cache
def _report(path: Path) -> Report:
    text = path.read_text(encoding="utf-8")
    key = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    for quotation in key["quotations"]:
        quotation["frame"] = []  # not keyed
    return text, key, read(text, date.fromisoformat(key["published"]), "de").as_dict()


@cache
def _reports() -> tuple[Report, ...]:
    return tuple(_report(path) for path in FILES)


@cache
def _scored() -> tuple[Pair, ...]:
    return scored(_reports())


def _common(one: Spans, other: Spans) -> int:
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def _length(spans: Spans) -> int:
    return sum(end - begin for begin, end in spans)


def _like(one: dict[str, Any], other: dict[str, Any]) -> float:
    common = 2 * _common(one["quote"], other["quote"])
    alike: float = common / (_length(one["quote"]) + _length(other["quote"]))
    return alike + 0.01 * bool(one["type"] == other["type"])


def _matches() -> Iterator[Found]:
    """Yield each quotation of a key with the answer most like it, if any is."""
    for path in FILES:
        _, key, found = _report(path)
        for quotation in key["quotations"]:
            answer = max(found["quotations"], key=lambda other: _like(quotation, other))
            if _like(quotation, answer) > 0.4:
                yield quotation, answer


def _pledges() -> Iterator[tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any]]]:
    for path in FILES:
        _, key, found = _report(path)
        for pledge in key["pledges"]:
            answers = (one for one in found["pledges"] if one["kind"] == pledge["kind"]
                       and _common([pledge["what"]], [one["what"]]))  # fmt: skip
            yield pledge, next(answers, None), found


def test_every_report_has_a_key_whose_offsets_lie_in_it() -> None:
    assert len(FILES) == REPORTS_KEYED
    assert all(spans_lie_in_text(report, PARTS) for report in _reports())


@pytest.mark.parametrize(
    ("parts", "least"),
    [(("quote",), 0.87), (("speaker",), 0.82), (("cue",), 0.89), (PARTS, 0.85)],
    ids=["quote", "speaker", "cue", "all"],
)
def test_quotations_and_their_parts_are_found(parts: tuple[str, ...], least: float) -> None:
    assert macro(_scored(), parts) >= least


def test_the_speaker_of_a_found_quotation_is_right() -> None:
    right = [bool(_common(one["speaker"], other["speaker"]))
             for one, other in _matches() if one["speaker"]]  # fmt: skip
    assert sum(right) / len(right) >= 0.94


def test_a_named_speaker_has_the_full_name() -> None:
    named = [one["speaker_name"] == other["speaker_name"]
             for one, other in _matches() if one["speaker_name"] not in {"", "-"}]  # fmt: skip
    assert sum(named) / len(named) >= 0.92


def test_somebody_the_text_does_not_name_has_no_name() -> None:
    for path in FILES:
        _, key, found = _report(path)
        people = {person["name"] for person in found["people"]}
        for quotation in key["quotations"]:
            answer = max(found["quotations"], key=lambda other: _like(quotation, other))
            assert quotation["speaker_name"] != "-" or answer["speaker_name"] not in people


def test_times_are_found_with_their_values() -> None:
    assert kind_f1(_reports(), "times", ("type", "value")) >= 0.9


def test_quantities_are_found_with_value_and_unit() -> None:
    assert kind_f1(_reports(), "quantities", ("value", "unit")) >= 0.86


def test_pledges_offers_and_demands_are_found() -> None:
    found = [answer is not None for _, answer, _ in _pledges()]
    assert sum(found) / len(found) >= 0.71


@pytest.mark.parametrize("field", ["who", "to", "first_hand"])
def test_a_found_pledge_has_the_right(field: str) -> None:
    right = [answer[field] == pledge[field] for pledge, answer, _ in _pledges() if answer]
    assert sum(right) / len(right) >= 0.88


def test_a_found_pledge_has_its_amount_and_condition() -> None:
    for pledge, answer, found in _pledges():
        if answer is None:
            continue
        index = answer["amount"]
        amount = None if index is None else found["quantities"][index]["value"]
        assert amount == pledge["amount"] or amount is None
        assert bool(answer["condition"]) == bool(pledge["condition"])
