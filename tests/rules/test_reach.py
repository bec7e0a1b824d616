"""What a formula can reach: outside of it nothing matters."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.strategies import SIGNATURE, formulas, logs
from servanda.rules import Log, check, parse_formula, reference, to_text
from servanda.rules.reach import reach
from servanda.rules.syntax import Formula


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p(x)", (0, 0, 0, 0)),
        ("ONCE[3,7) p(x)", (6, 0, 0, 0)),
        ("ONCE[3,*) p(x)", (None, 0, 0, 0)),
        ("p(x) AND NOT EVENTUALLY[0,5] ONCE[0,9] q(x)", (9, 5, 0, 0)),
        ("NEXT NEXT[0,4] p(x)", (0, 4, 0, 2)),
        ("PREVIOUS p(x)", (0, 0, 1, 0)),
        ("LET d(x) = ONCE[0,4] p(x) IN q(x) AND ONCE[0,3] d(x)", (7, 0, 0, 0)),
        ("p(x) SINCE[0,2] q(x)", (2, 0, 0, 0)),
        ("p(x) UNTIL[1,2] NEXT q(x)", (0, 2, 0, 1)),
    ],
)
def test_reach_adds_up_along_nested_operators(text: str, expected: tuple[int | None, ...]) -> None:
    found = reach(check(parse_formula(text), SIGNATURE))
    assert (found.past_s, found.future_s, found.past_points, found.future_points) == expected


def _without(log: Log, first: int, last: int) -> Log:
    """The log with no event outside of first to last; its time-points stay."""
    kept = Log.empty(log.signature)
    for tp, ts in enumerate(log.timestamps):
        kept.timestamps.append(ts)
        for name, table in log.tables.items():
            for row, at in enumerate(table.time_points):
                if at == tp and first <= tp <= last:
                    kept.add(name, [column[row] for column in table.columns])
    return kept


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs(), st.data())
def test_events_outside_of_the_reach_do_not_matter(
    formula: Formula, log: Log, data: st.DataObject
) -> None:
    if not log.timestamps:
        return
    checked = check(formula, SIGNATURE)
    tp = data.draw(st.integers(0, len(log.timestamps) - 1))
    first, last = reach(checked).needed(log.timestamps, tp)
    whole = {v.tp: v.tuples for v in reference.evaluate(checked, log)}
    part = {v.tp: v.tuples for v in reference.evaluate(checked, _without(log, first, last))}
    assert part.get(tp) == whole.get(tp), (to_text(formula), first, last)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs(), st.data())
def test_a_withdrawn_event_changes_only_what_it_can_reach(
    formula: Formula, log: Log, data: st.DataObject
) -> None:
    if not log.timestamps:
        return
    checked = check(formula, SIGNATURE)
    last = len(log.timestamps) - 1
    first = data.draw(st.integers(0, last))
    touched = reach(checked).affected(log.timestamps, first, last)
    whole = {v.tp: v.tuples for v in reference.evaluate(checked, log)}
    part = {v.tp: v.tuples for v in reference.evaluate(checked, _without(log, 0, first - 1))}
    for tp in range(len(log.timestamps)):
        if tp not in touched:
            assert part.get(tp) == whole.get(tp), (to_text(formula), tp, touched)
