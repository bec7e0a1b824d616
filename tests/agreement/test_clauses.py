"""Formulas of clauses: they parse, type and can be monitored, and mean what the words say."""

from __future__ import annotations

import operator
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreement import ClauseFormula, compile_clause, log_columns
from servanda.rules import Checked, Signature, check, parse_formula, parse_log, reference

from .sample import load_clause, sample

ASPECTS = ("violation", "fulfilment", "trigger", "tally")
DAY = 86_400
Row = tuple[int, str, tuple[object, ...]]

SHAPES = {
    "ban": "prohibits: 'strike(by: bearer, target: energy | port)'",
    "ban with a number": "prohibits: gained(by: bearer, area >= 50 ha)\nzone: line",
    "ban after": "prohibits: strike(by: bearer)\nafter: breach of quiet\nwithin: 2 d",
    "ban of nobody": "prohibits: 'alert(place: Mill)'",
    "duty": "obliges: consulted(by: bearer)\nafter: breach of quiet\nwithin: 24 h",
    "duty after an act": "obliges: consulted(by: bearer)\nafter: strike(number >= 3)\nwithin: 1 h",
    "duty without clock": "obliges: consulted(by: bearer)\nafter: entry into force",
    "duty by a date": "obliges: consulted(by: bearer)\nby: 2031-05-01",
    "duty every month": "obliges: reported(by: bearer)\nevery: month",
    "sum": "obliges: sum of amount in disbursed(by: bearer) >= 1e9 USD\nevery: month",
    "limit": "prohibits: count of strike(by: bearer) > 2\nevery: day",
    "limit as a duty": "obliges: count of strike(by: bearer) <= 2\nevery: day",
    "exactly": "obliges: count of met(by: bearer) = 2\nevery: day",
    "sum after": "obliges: sum of amount in disbursed(by: bearer) >= 9 EUR\nafter: breach of quiet"
    "\nwithin: 30 d",
    "limit after": "prohibits: count of strike(by: bearer) > 2\nafter: breach of quiet"
    "\nwithin: 1 d",
    "count after by": "obliges: count of met >= 2\nafter: strike\nby: 2031-05-01",
    "count after": "obliges: count of met >= 2\nafter: strike",
    "sum of integers": "prohibits: sum of number in strike(number > 2) > 9",
    "leave": "permits: inspected(by: bearer)",
    "leave with a limit": "permits: count of inspected(by: bearer) <= 2\nevery: month",
    "power": "empowers: sanctioned(by: bearer)\nafter: strike(by: counterparty)\ncounterparty: B",
    "two roles": "obliges: 'met(by: bearer, with: bearer)'\nby: 2031-05-01",
}


def _compiled(shape: str, bearer: str = "A") -> tuple[ClauseFormula, Signature]:
    agreement = load_clause(f"id: x\nbearer: {bearer}\n{shape}")
    formula = compile_clause(agreement.clause("x"), agreement)
    return formula, Signature(log_columns(formula, agreement))


def _checked(formula: ClauseFormula, signature: Signature, aspect: str) -> Checked:
    return check(parse_formula(getattr(formula, aspect)), signature)


def _answers(
    formula: ClauseFormula, signature: Signature, rows: Sequence[Row], aspect: str = "violation"
) -> list[tuple[int, dict[str, object]]]:
    """Return (time, bindings by column) of every satisfaction on a log of rows."""
    at: dict[int, list[str]] = {}
    for ts, name, values in rows:
        if name in signature:
            at.setdefault(ts, []).append(f"{name}({', '.join(map(_value, values))})")
    lines = [f"@{ts} {' '.join(at[ts])}" for ts in sorted(at)]
    log = parse_log(lines, signature)
    assert not log.problems
    checked = _checked(formula, signature, aspect)
    names = [str(getattr(one, "name", one)) for one in checked.free_variables]
    return [
        (verdict.ts, dict(zip(names, values, strict=True)))
        for verdict in reference.evaluate(checked, log)
        for values in sorted(verdict.tuples, key=repr)
    ]


def _value(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _strike(ts: int, incident: str, by: str, target: str = "", number: int = 1) -> Row:
    return ts, "strike", (incident, by, target, "", "", number, 0.0, 0.0, "")


def _paid(ts: int, incident: str, by: str, amount: float) -> Row:
    return ts, "disbursed", (incident, by, "B", amount, "USD", "")


def _consulted(ts: int, incident: str, by: str) -> Row:
    return ts, "consulted", (incident, by, "", "")


@pytest.mark.parametrize("bearer", ["A", "[A, G]"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_shape_parses_types_and_can_be_monitored(shape: str, bearer: str) -> None:
    formula, signature = _compiled(shape, bearer)
    for aspect in ASPECTS:
        if not getattr(formula, aspect):
            assert getattr(formula, f"{aspect}_columns") == ()
            continue
        free = _checked(formula, signature, aspect).free_variables
        names = {str(getattr(one, "name", one)) for one in free}
        assert names == set(getattr(formula, f"{aspect}_columns"))


def test_every_clause_of_the_sample_compiles_and_a_formula_stays_as_written() -> None:
    agreement = sample()
    for clause in agreement.clauses:
        formula = compile_clause(clause, agreement)
        assert formula.clause_id == clause.id
        if clause.formula:
            assert formula == ClauseFormula("raw", violation=clause.formula)


def test_a_permission_cannot_be_violated_but_its_use_is_listed() -> None:
    for shape in ("leave", "leave with a limit", "power"):
        formula, _ = _compiled(SHAPES[shape])
        assert formula.violation == ""
        assert "incident" in formula.fulfilment_columns


def test_columns_of_the_log_are_incident_and_arguments_in_order() -> None:
    agreement = load_clause(f"id: x\nbearer: A\n{SHAPES['limit']}\nzone: line")
    formula = compile_clause(agreement.clause("x"), agreement)
    columns = log_columns(formula, agreement)
    names = [argument.name for argument in agreement.vocabulary["strike"].arguments]
    assert [name for name, _ in columns["strike"]] == ["incident", *names]
    assert dict(columns["strike"])["number"] == "int"
    assert columns["in_zone_line"] == (("incident", "string"),)
    assert columns["in_period"] == (("incident", "string"), ("k", "int"))


def test_the_formula_of_a_plain_ban_is_readable() -> None:
    formula, _ = _compiled("prohibits: strike(by: bearer)", "[A, B]")
    assert formula.violation == (
        "(strike(incident, bearer, _, _, _, _, _, _, _) AND "
        '(bearer = "A" OR bearer = "B" OR bearer = ""))'
    )
    assert formula.violation_columns == ("incident", "bearer")
    assert formula.predicates == ("strike",)
    assert formula.extra == ()


def test_an_unattributed_act_goes_against_a_ban_and_accuses_nobody() -> None:
    formula, signature = _compiled("prohibits: strike(by: bearer, target: energy)")
    rows = [_strike(1, "i", "A", "energy"), _strike(2, "j", "", "energy"),
            _strike(3, "k", "B", "energy"), _strike(4, "l", "A", "field")]  # fmt: skip
    assert _answers(formula, signature, rows) == [
        (1, {"incident": "i", "bearer": "A"}),
        (2, {"incident": "j", "bearer": ""}),
    ]


def test_a_threshold_is_compared_in_the_unit_of_the_argument_and_in_the_zone() -> None:
    formula, signature = _compiled("prohibits: gained(by: bearer, area >= 50 ha)\nzone: line")
    assert formula.not_null == {"gained": ("area",)}
    rows: list[Row] = []
    for ts, (incident, area) in enumerate([("i", 0.5), ("j", 0.49), ("k", 9.0)]):
        rows.append((ts, "gained", (incident, "A", area, "", 0.0, 0.0, "", "", 0.0)))
        rows += [(ts, "in_zone_line", (incident,))] if incident != "k" else []
    assert _answers(formula, signature, rows) == [(0, {"incident": "i", "bearer": "A"})]


def test_a_ban_after_a_breach_lasts_as_long_as_its_clock() -> None:
    formula, signature = _compiled(
        "prohibits: strike(by: bearer)\nafter: breach of quiet\nwithin: 2 d"
    )
    rows: list[Row] = [
        _strike(1, "early", "A"), (10, "breach_of_quiet", ("t", "B")),
        _strike(10 + 2 * DAY, "last", "A"), _strike(11 + 2 * DAY, "late", "A"),
    ]  # fmt: skip
    assert [found["incident"] for _, found in _answers(formula, signature, rows)] == ["last"]


@pytest.mark.parametrize(("delay", "missed"), [(0, 0), (DAY, 0), (DAY + 1, 1)])
def test_a_duty_is_missed_when_its_clock_ends_without_the_act(delay: int, missed: int) -> None:
    formula, signature = _compiled(SHAPES["duty"])
    rows: list[Row] = [(5, "breach_of_quiet", ("t", "B")), _consulted(5 + delay, "c", "A")]
    assert len(_answers(formula, signature, rows)) == missed
    fulfilled = _answers(formula, signature, rows, "fulfilment")
    assert fulfilled == [(5 + delay, {"trigger": "t", "incident": "c"})][: 1 - missed]
    assert _answers(formula, signature, rows, "trigger") == [(5, {"trigger": "t", "by": "B"})]


def test_an_unattributed_act_fulfils_nobodys_duty() -> None:
    formula, signature = _compiled(SHAPES["duty"])
    rows: list[Row] = [(5, "breach_of_quiet", ("t", "B")), _consulted(6, "c", "")]
    assert _answers(formula, signature, rows) == [(5, {"trigger": "t", "by": "B"})]


def test_each_of_several_bearers_must_act_alone() -> None:
    formula, signature = _compiled(SHAPES["duty"], "[A, G]")
    rows: list[Row] = [(5, "breach_of_quiet", ("t", "B")), _consulted(6, "c", "G")]
    assert _answers(formula, signature, rows) == [(5, {"trigger": "t", "by": "B", "bearer": "A"})]


def test_alternatives_written_out_let_any_one_of_them_act() -> None:
    formula, signature = _compiled(
        "obliges: consulted(by: A | G)\nafter: breach of quiet\nwithin: 24 h", "[A, G]"
    )
    rows: list[Row] = [(5, "breach_of_quiet", ("t", "B")), _consulted(6, "c", "G")]
    assert _answers(formula, signature, rows) == []


def test_a_duty_without_a_clock_is_never_missed_but_can_be_fulfilled() -> None:
    formula, signature = _compiled(SHAPES["duty without clock"])
    assert formula.violation == ""
    rows: list[Row] = [(0, "entry_into_force", ()), _consulted(10**9, "c", "A")]
    found = _answers(formula, signature, rows, "fulfilment")
    assert found == [(10**9, {"trigger": "entry into force", "incident": "c"})]


@pytest.mark.parametrize(("at", "missed"), [(99, 0), (100, 0), (101, 1)])
def test_a_fixed_deadline_is_met_up_to_its_second(at: int, missed: int) -> None:
    formula, signature = _compiled(SHAPES["duty by a date"])
    rows: list[Row] = [(0, "entry_into_force", ()), (100, "deadline", ()), _consulted(at, "c", "A")]
    assert len(_answers(formula, signature, rows)) == missed
    assert len(_answers(formula, signature, rows, "fulfilment")) == 1 - missed


def test_a_period_without_any_delivery_is_missed() -> None:
    formula, signature = _compiled(SHAPES["sum"])
    assert (formula.currency, formula.not_null) == ("USD", {"disbursed": ("amount",)})
    rows: list[Row] = [_paid(1, "i", "A", 1e9), (1, "in_period", ("i", 0)),
                       (10, "period_end", (0,)), (20, "period_end", (1,))]  # fmt: skip
    assert _answers(formula, signature, rows) == [(20, {"k": 1})]


def test_equal_amounts_of_two_deliveries_are_both_counted() -> None:
    formula, signature = _compiled(SHAPES["sum"])
    rows: list[Row] = [_paid(1, "i", "A", 5e8), (1, "in_period", ("i", 0)),
                       _paid(1, "j", "A", 5e8), (1, "in_period", ("j", 0)),
                       (10, "period_end", (0,))]  # fmt: skip
    assert _answers(formula, signature, rows) == []
    assert _answers(formula, signature, rows, "tally") == [(1, {"k": 0, "s": 1e9})]


def test_what_was_paid_in_another_period_does_not_count() -> None:
    formula, signature = _compiled(SHAPES["sum"])
    rows: list[Row] = [_paid(1, "i", "A", 9e9), (1, "in_period", ("i", 0)),
                       (10, "period_end", (0,)),
                       _paid(11, "j", "A", 1.0), (11, "in_period", ("j", 1)),
                       (20, "period_end", (1,))]  # fmt: skip
    assert _answers(formula, signature, rows) == [(20, {"k": 1})]


@pytest.mark.parametrize("shape", ["limit", "limit as a duty"])
def test_a_limit_is_exceeded_by_the_act_that_exceeds_it(shape: str) -> None:
    formula, signature = _compiled(SHAPES[shape])
    rows: list[Row] = []
    for ts in range(4):
        rows += [_strike(ts, f"i{ts}", "A"), (ts, "in_period", (f"i{ts}", 0))]
    assert _answers(formula, signature, rows) == [(2, {"k": 0}), (3, {"k": 0})]


def test_limits_of_several_bearers_are_not_added_up() -> None:
    formula, signature = _compiled(SHAPES["limit"], "[A, B]")
    rows: list[Row] = []
    for ts, by in enumerate(["A", "B", "A", "B", "", "B"]):
        rows += [_strike(ts, f"i{ts}", by), (ts, "in_period", (f"i{ts}", 0))]
    assert _answers(formula, signature, rows) == [(5, {"k": 0, "bearer": "B"})]


def test_a_sum_after_a_trigger_counts_from_the_trigger_to_the_end_of_its_clock() -> None:
    formula, signature = _compiled(SHAPES["sum after"])
    rows: list[Row] = [_paid(1, "early", "A", 9.0), (5, "breach_of_quiet", ("t", "B")),
                       _paid(6, "i", "A", 4.0), _paid(5 + 30 * DAY, "j", "A", 5.0),
                       (7, "breach_of_quiet", ("u", "B"))]  # fmt: skip
    assert _answers(formula, signature, rows) == [(7, {"trigger": "u", "by": "B"})]


_COUNTS = st.lists(st.integers(0, 5), min_size=1, max_size=4)
_HOLDS = {"<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge,
          ">": operator.gt}  # fmt: skip


@given(_COUNTS, st.sampled_from(list(_HOLDS)), st.integers(0, 4), st.booleans())
def test_a_quota_is_violated_exactly_in_the_periods_whose_count_is_wrong(
    counts: list[int], sign: str, limit: int, prohibited: bool
) -> None:
    prohibited = prohibited and sign != "="
    key = "prohibits" if prohibited else "obliges"
    formula, signature = _compiled(f"{key}: count of met(by: bearer) {sign} {limit}\nevery: day")
    rows: list[Row] = []
    for k, count in enumerate(counts):
        for n in range(count):
            rows.append((100 * k + n, "met", (f"i{k}-{n}", "A", "", "", "")))
            rows.append((100 * k + n, "in_period", (f"i{k}-{n}", k)))
        rows.append((100 * k + 99, "period_end", (k,)))
    wrong = {k for k, count in enumerate(counts) if _HOLDS[sign](count, limit) == prohibited}
    assert {found["k"] for _, found in _answers(formula, signature, rows)} == wrong
