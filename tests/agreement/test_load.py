"""Loading: what comes out, and what every mistake is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.agreement import load_agreement
from servanda.agreement.model import Act, Comparison, Modality, Quota, Restriction, VerifiedWhen
from servanda.base.errors import AgreementError, Problem
from servanda.base.quantity import Quantity

from .sample import SAMPLE, load_clause, problems_of, sample, with_clause


def test_asking_for_a_clause_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        sample().clause("nothing")


def test_naive_times_are_in_the_agreements_zone() -> None:
    begins, ends = sample().in_force
    assert begins == datetime(2031, 3, 31, 21, 0, tzinfo=UTC)
    assert ends == datetime(2031, 6, 30, 21, 0, tzinfo=UTC)


def test_until_a_day_means_to_the_end_of_that_day() -> None:
    window = sample().clause("no-advance").in_force
    assert window is not None
    assert window[1] == datetime(2031, 6, 30, 21, 0, tzinfo=UTC)


def test_a_deadline_of_a_day_is_its_last_second() -> None:
    assert sample().clause("talks").by_deadline == datetime(2031, 5, 1, 20, 59, 59, tzinfo=UTC)


def test_parties_keep_names_aliases_and_roles() -> None:
    parties = sample().parties
    assert list(parties) == ["A", "B", "G", "H"]
    assert parties["A"].aliases == ("Alandia", "Alander")
    assert [party.guarantor for party in parties.values()] == [False, False, True, True]


def test_modality_follows_from_the_key() -> None:
    found = {clause.id: clause.modality for clause in sample().clauses}
    assert found == {
        "no-strikes": Modality.PROHIBITION,
        "no-advance": Modality.PROHIBITION,
        "consult": Modality.OBLIGATION,
        "package": Modality.OBLIGATION,
        "talks": Modality.OBLIGATION,
        "look": Modality.PERMISSION,
        "punish": Modality.POWER,
        "raw": Modality.PROHIBITION,
    }


def test_requirements_become_values() -> None:
    agreement = sample()
    assert agreement.clause("no-advance").requirement == Act(
        "gained",
        (
            Restriction("by", ("bearer",)),
            Restriction("area", comparison=Comparison(">=", Quantity(1.0, "km²"))),
        ),
    )
    quota = agreement.clause("package").requirement
    assert isinstance(quota, Quota)
    assert (quota.aggregate, quota.argument) == ("sum", "amount")
    assert quota.threshold == Comparison(">=", Quantity(1e9, "USD"))
    strikes = agreement.clause("no-strikes").requirement
    assert isinstance(strikes, Act)
    assert strikes.restrictions[2] == Restriction("training", ("false", ""))


def test_a_clauses_rule_overrides_and_leaves_out_what_it_does_not_name() -> None:
    assert sample().verified_when == VerifiedWhen(2, None, None)
    assert sample().clause("no-advance").verified_when == VerifiedWhen(None, 3, 2)


def test_a_party_may_be_called_by_name_or_alias_in_any_case() -> None:
    clause = load_clause("id: x\nbearer: aland\nprohibits: strike(by: BLAND)").clause("x")
    assert clause.bearer == ("A",)
    assert clause.requirement == Act("strike", (Restriction("by", ("B",)),))


def test_an_unquoted_expression_reads_like_a_quoted_one() -> None:
    bare = load_clause("id: x\nbearer: A\nprohibits: strike(by: bearer, target: port)")
    quoted = load_clause("id: x\nbearer: A\nprohibits: 'strike(by: bearer, target: port)'")
    folded = load_clause("id: x\nbearer: A\nprohibits: strike(by: bearer,\n  target: port)")
    assert bare.clause("x").requirement == quoted.clause("x").requirement
    assert folded.clause("x").requirement == quoted.clause("x").requirement


def test_quotes_inside_a_bare_expression_are_its_own() -> None:
    bare = load_clause('id: x\nbearer: A\nprohibits: gained(by: bearer, area: ">= 1 km²")')
    plain = load_clause("id: x\nbearer: A\nprohibits: 'gained(by: bearer, area >= 1 km²)'")
    assert bare.clause("x").requirement == plain.clause("x").requirement


def test_words_of_a_block_text_are_not_taken_for_an_expression() -> None:
    clause = load_clause("id: x\ntext: |\n  after: the harvest\nbearer: A\nprohibits: strike")
    assert clause.clause("x").text == "after: the harvest\n"


def test_a_formula_is_kept_with_its_place_and_not_parsed() -> None:
    clause = load_clause("id: x\nbearer: A\nmodality: obligation\nformula: not ( a formula")
    assert clause.clause("x").formula == "not ( a formula"
    assert str(clause.clause("x").formula_place) == "a.yaml:12:14"


def test_an_agreement_may_add_predicates() -> None:
    predicate = sample().vocabulary["escorted"]
    assert predicate.extension
    assert predicate.argument("load").unit == "t"
    assert predicate.same_within_s == 86_400


def test_all_problems_of_a_file_come_in_one_go_in_the_order_of_the_file() -> None:
    text = SAMPLE.replace("Europe/Kyiv", "Europe/Kiew").replace("by: bearer, target", "bye: x, tgt")
    text = text.replace("breach of no-advance", "breach of no-advnce").replace("24 h", "24 hrz")
    found = problems_of(text)
    assert [problem.place.line for problem in found] == sorted(p.place.line for p in found)
    assert [problem.message for problem in found] == [
        "there is no time zone 'Europe/Kiew'; write an IANA name such as Europe/Kyiv "
        "(did you mean Europe/Kiev?)",
        "strike has no argument 'bye'",
        "strike has no argument 'tgt'",
        "there is no clause 'no-advnce'",
        "clause 'consult': 'within': '24 hrz' is no span of time; write 24 h, 30 days or 1 month",
    ]


def test_a_problem_in_an_expression_points_at_the_very_characters() -> None:
    text = with_clause("id: x\nbearer: A\nprohibits: strike(by: baerer)")
    (problem,) = problems_of(text)
    assert str(problem) == (
        "a.yaml:11:27: there is no party 'baerer'\n"
        "    prohibits: strike(by: baerer)\n"
        "                          ^^^^^^\n"
        "  expected: one of bearer, counterparty, unknown, A, B, G, H\n"
        "  did you mean: bearer"
    )
    assert text.split("\n")[problem.place.line - 1][problem.place.column - 1 :] == "baerer)"


def test_a_problem_in_a_folded_expression_points_at_its_own_line() -> None:
    text = with_clause(
        "id: x\nbearer: A\nprohibits: strike(by: bearer,\n  target: port, plaze: Mill)"
    )
    (problem,) = problems_of(text)
    assert (problem.place.line, problem.nearest) == (12, "place")
    assert problem.excerpt.split("\n")[0] == "target: port, plaze: Mill)"


@pytest.mark.parametrize(
    ("body", "message", "more"),
    [
        ("id: x\nbearer: A\nprohibits: strik(by: A)", "there is no predicate 'strik'", "strike"),
        ("id: x\nbearer: C\nprohibits: strike", "bearer 'C' is no party", "one of A, B, G, H"),
        ("id: x\nbearer: A\ncounterparty: Aladn\nprohibits: strike", "'Aladn' is no", "Aland"),
        ("id: x\nprohibits: strike", "'bearer' is missing", "cannot be breached"),
        ("bearer: A\nprohibits: strike", "'id' is missing", "other clauses"),
        ("id: a_b\nbearer: A\nprohibits: strike", "'a_b' cannot be the id", "letters, digits"),
        ("id: quiet\nbearer: A\nprohibits: strike", "there are two clauses 'quiet'", "in line 8"),
        ("id: x\nbearer: A", "nothing is required or forbidden", "exactly one of obliges"),
        ("id: x\nbearer: A\nobliges: met\nprohibits: strike", "obliges and prohibits", "one"),
        ("id: x\nbearer: A\nformula: p(x)", "'modality' is missing", "one of obligation"),
        ("id: x\nbearer: A\nobliges: met\nmodality: prohibition", "states a obligation", ""),
        ("id: x\nbearer: A\nobliges: met\nwithin: 24 h", "a clock needs something", "after:"),
        ("id: x\nbearer: A\nobliges: met\nafter: strike\nwithin: 1 month",
         "runs differently from month to month", "30 d"),
        ("id: x\nbearer: A\nobliges: met\nafter: strike\nevery: day", "exclude each other", ""),
        ("id: x\nbearer: A\nobliges: met\nevery: day\nwithin: 3 h\nafter: strike",
         "`every` and `within` exclude", "one of them"),
        ("id: x\nbearer: A\nobliges: met\nevery: 5 h", "'5 h' is no calendar period", "month"),
        ("id: x\nbearer: A\nobliges: met\nby: 2031-05-01\nafter: strike\nwithin: 1 h",
         "two deadlines", "one of them"),
        ("id: x\nbearer: A\nprohibits: strike\nby: 2031-05-01", "has no deadline", "in force"),
        ("id: x\nbearer: A\nprohibits: strike\nevery: day", "needs a count or a sum", "count of"),
        ("id: x\nbearer: A\nobliges: met\nby: 2031-02-01", "before entry into force", "after 2031"),
        ("id: x\nbearer: A\nobliges: met\nby: 2031-13-01", "is no date", ""),
        ("id: x\nbearer: A\nobliges: met\nin force: {from: 2031-05-02, until: 2031-05-01}",
         "it ends before it begins", "after `from`"),
        ("id: x\nbearer: A\nobliges: met\nin force: {until: 2032-05-01}",
         "its window leaves the agreement's", "inside 2031"),
        ("id: x\nbearer: A\nprohibits: strike\nzone: lnie", "there is no zone 'lnie'", "line"),
        ("id: x\nbearer: A\nobliges: consulted\nzone: line", "consulted has no place", "no zone"),
        ("id: x\nbearer: A\nprohibits: 'strike(place: line)'", "line is a zone", "zone: line"),
        ("id: x\nbearer: A\nprohibits: strike\nremedy: quite", "no clause 'quite'", "quiet"),
        ("id: x\nbearer: A\nprohibits: strike\nremedy: x", "its own remedy", "another clause"),
        ("id: x\nbearer: A\nobliges: met\nafter: breach of quite", "no clause 'quite'", "quiet"),
        ("id: x\nbearer: A\nobliges: met\nafter: breach of", "names no clause", "id of a clause"),
        ("id: x\nbearer: A\nobliges: met\nafter: strike(", "something is missing", "by: bearer"),
        ("id: x\nbearer: A\nobliges: count of mett > 1", "no predicate 'mett'", "met"),
        ("id: x\nbearer: A\nobliges: met\nafter: breach of x", "wait for each other's breach",
         "could ever fall due"),
        ("id: x\nbearer: A\nprohibits: strike\nbeaerr: B", "unknown key 'beaerr'", "bearer"),
        ("id: x\nbearer: A\nprohibits: strike\nsource text: here", "points at no characters",
         "#char="),
        ("id: x\nbearer: A\nprohibits: strike\nverified when: {}", "names no rule", "sources: 2"),
        ("id: x\nbearer: A\nprohibits: strike\nverified when: {credibility: 6}",
         "'credibility' cannot be 6", "1 to 5"),
        ("id: x\nbearer: A\nprohibits: strike\nverified when: {persists: long}",
         "no number of editions", "3 editions"),
        ("id: x\nbearer: A\nprohibits: count of met = 2\nevery: day", "one exact number", ">="),
        ("id: x\nbearer: A\nobliges: 'met(with: counterparty)'", "the clause names none",
         "counterparty: <party>"),
    ],
)  # fmt: skip
def test_a_clause_that_makes_no_sense_is_told_why(body: str, message: str, more: str) -> None:
    text = "\n".join(str(problem) for problem in problems_of(with_clause(body)))
    assert message in text
    assert more in text
    assert "a.yaml:" in text


@pytest.mark.parametrize(
    ("expression", "message", "more"),
    [
        ("gained(area >= 1 kg)", "area is measured in km², not kg", "such as 1 km²"),
        ("gained(area >= 1)", "area is measured in km², not nothing", "such as 1 km²"),
        ("gained(area >= 1 qkm)", "unknown unit 'qkm'", "such as 1 km²"),
        ("disbursed(amount >= 5)", "amount is measured in money", "1e9 USD"),
        ("disbursed(amount >= 5 km)", "amount is measured in money", "1e9 USD"),
        ("strike(number >= 2.5)", "number is a whole number", "a whole number"),
        ("strike(number: many)", "number is a number", "number >= <number>"),
        ("strike(by >= 5)", "by is a party, not a number", "by: <word>"),
        ("strike(training: perhaps)", "training is yes or no", "unknown"),
        ("strike(by: A, by: B)", "by is given twice", "a | b"),
        ("strike(target: '\"')", "a word cannot hold", "without it"),
        ("count of strike > 5 km", "a count is measured in plain numbers", "a number"),
        ("count of strike > 2.5", "a count is a whole number", "a whole number"),
        ("sum of target in strike > 2", "target is a text, nothing to add up", "number"),
        ("sum of nmber in strike > 2", "strike has no argument 'nmber'", "number"),
        ("sum of amount in disbursed > 2 h", "a sum of amount is measured in money", "USD"),
    ],
)
def test_units_and_kinds_must_fit_the_argument(expression: str, message: str, more: str) -> None:
    quoted = expression.replace("'", "''")
    found = problems_of(with_clause(f"id: x\nbearer: A\nprohibits: '{quoted}'"))
    text = "\n".join(str(problem) for problem in found)
    assert message in text
    assert more in text
    assert "^" in text


def test_units_of_one_dimension_may_be_mixed() -> None:
    clause = load_clause("id: x\nbearer: A\nprohibits: gained(area >= 50 ha)").clause("x")
    assert isinstance(clause.requirement, Act)
    assert clause.requirement.restrictions[0].comparison == Comparison(">=", Quantity(50.0, "ha"))


def test_a_ring_of_breaches_is_named_once_and_in_full() -> None:
    text = with_clause("id: x\nbearer: A\nobliges: met\nafter: breach of y") + (
        "\n  - {id: y, bearer: A, obliges: met, after: breach of x}\n"
        "  - {id: z, bearer: A, obliges: met, after: breach of x}"
    )
    (problem,) = problems_of(text)
    assert "x -> y -> x" in problem.message


def test_amounts_of_one_clause_are_compared_in_one_currency() -> None:
    body = "id: x\nbearer: A\nobliges: sum of amount in disbursed(amount > 5 EUR) >= 1e9 USD"
    (problem,) = problems_of(with_clause(body + "\nevery: month"))
    assert "compares amounts in EUR and USD" in problem.message


def test_one_predicate_cannot_be_compared_by_different_numbers_in_one_clause() -> None:
    body = "id: x\nbearer: A\nprohibits: strike(number > 5)\nafter: strike(by: B)"
    (problem,) = problems_of(with_clause(body))
    assert "different numbers" in problem.message
    assert "left out of both" in problem.why


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("agreement: Quiet on the Wold\n", "", "'agreement' is missing"),
        ("time zone: Europe/Kyiv\n", "", "'time zone' is missing"),
        ("B: Bland", "B: Alandia", "'Alandia' names both A and B"),
        ("B: Bland", "bearer: Bland", "'bearer' cannot be the id of a party"),
        ("B: Bland", "B:", "party 'B' has no name"),
        ("  H: Hland", "  A: Hland", "'A' is already among the parties"),
        ("  line: {name: The line, places: [Mill, Ford]}", "  line: {name: The line}",
         "exactly one of places, geojson and file"),
        ("zones/woods.geojson", "../woods.geojson", "leads out of the case"),
        ("zones/woods.geojson", "/etc/passwd", "leads out of the case"),
        ("zones/woods.geojson", "'C:\\woods'", "leads out of the case"),
        ("type: Polygon, coord", "type: Polygone, coord", "'Polygone' is no type of GeoJSON"),
        ("[37, 48], [38, 48]", "[370, 48], [38, 48]", "is no [longitude, latitude]"),
        ("[37, 48], [38, 48]", "[x, 48], [38, 48]", "'x' is no number of degrees"),
        ("of: EUR", "of: EURO", "'EURO' is no currency"),
        ("of: EUR", "of: USD", "USD into USD is no exchange"),
        ("rate: 1.16", "rate: -1", "a rate is above zero"),
        (", reference: central bank", "", "'reference' is missing"),
        ("  escorted:", "  strike:", "predicate 'strike' ships with servanda"),
        ("  escorted:", "  in_zone_x:", "is taken by the formulas"),
        ("{type: party, help: who", "{type: partie, help: who", "'type' cannot be 'partie'"),
        ("unit: t}", "unit: money}", "needs the argument currency beside it"),
        ("same when: [by, place]", "same when: [by, plaze]", "there is no argument 'plaze'"),
        ("until: 2031-07-01T00:00", "until: 2031-03-01T00:00", "it ends before it begins"),
    ],
)  # fmt: skip
def test_a_mistake_outside_the_clauses_is_told(old: str, new: str, message: str) -> None:
    assert old in SAMPLE
    text = "\n".join(str(problem) for problem in problems_of(SAMPLE.replace(old, new, 1)))
    assert message in text


def test_a_moment_is_not_compared_in_a_clause() -> None:
    text = SAMPLE.replace("load: {type: number, unit: t}", "signed: {type: moment}")
    text = text.replace("strike(by: A)", "escorted(signed: 2031)")
    (problem,) = problems_of(text)
    assert "signed is a moment" in problem.message


def test_an_empty_list_of_clauses_is_told() -> None:
    (problem,) = problems_of(SAMPLE.split("clauses:", maxsplit=1)[0] + "clauses: []\n")
    assert problem.message == "there is no clause"


def test_a_zone_file_that_cannot_be_read_is_a_problem_not_a_crash() -> None:
    def missing(path: str) -> str:
        raise FileNotFoundError(2, "No such file", path)

    with pytest.raises(AgreementError, match=r"'zones/woods.geojson' cannot be read"):
        load_agreement(SAMPLE, file="a.yaml", read_file=missing)
    with pytest.raises(AgreementError, match="is no JSON"):
        load_agreement(SAMPLE, file="a.yaml", read_file=lambda path: "{")
    with pytest.raises(AgreementError, match="outside a case"):
        load_agreement(SAMPLE, file="a.yaml")


def test_geometry_is_read_as_numbers() -> None:
    zones = sample().zones
    ring = [[37.0, 48.0], [38.0, 48.0], [38.0, 49.0], [37.0, 48.0]]
    assert zones["strip"].geojson == {"type": "Polygon", "coordinates": [ring]}
    assert zones["woods"].geojson == zones["strip"].geojson
    assert zones["line"].places == ("Mill", "Ford")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = with_clause("id: x\nbearer: A\nprohibits: strike(by: bearer,\n  target: port)")
    plain = load_agreement(text, file="a.yaml")
    other = load_agreement("\ufeff" + text.replace("\n", "\r\n"), file="a.yaml")
    assert other.clauses == plain.clauses


@settings(max_examples=60)
@given(st.integers(0, len(SAMPLE)), st.sampled_from(["", ":", "(", '"', "\n", "- ", "²", "{", "#"]))
def test_a_damaged_file_loads_or_is_refused_with_its_places(at: int, sign: str) -> None:
    text = SAMPLE[:at] + sign + SAMPLE[at + 1 :]
    problems = _problems_or_none(text)
    assert all(problem.place.file == "a.yaml" for problem in problems)
    assert all(problem.place.line >= 1 for problem in problems)


def _problems_or_none(text: str) -> tuple[Problem, ...]:
    try:
        load_agreement(text, file="a.yaml", read_file=lambda path: "{}")
    except AgreementError as error:
        return error.problems
    return ()
