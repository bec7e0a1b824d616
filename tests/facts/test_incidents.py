from __future__ import annotations

import itertools
import random
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.facts.incidents import incidents_sql
from servanda.facts.shipped import shipped_vocabulary
from servanda.facts.vocabulary import Argument, Predicate

STRIKE = shipped_vocabulary()["strike"]
HOUR = 3600
TYPES = {"number": pa.float64(), "integer": pa.int64(), "truth": pa.bool_()}


def fact(name: str, source: str, hour: float, **more: Any) -> dict[str, Any]:
    at = int(hour * HOUR)
    return {
        "fact": name, "source": source, "origin": more.pop("origin", source), "at": at,
        "valid_from": at, "valid_until": at, "by": "RU", "place": "Kyiv", **more,
    }  # fmt: skip


def incidents(facts: list[dict[str, Any]], predicate: Predicate = STRIKE) -> dict[str, str]:
    types = {
        argument.name: TYPES.get(argument.type, pa.string()) for argument in predicate.arguments
    }
    names = ["fact", "source", "origin", *types, "at", "valid_from", "valid_until"]
    types |= {name: pa.int64() for name in ("at", "valid_from", "valid_until")}
    columns = {
        name: pa.array([row.get(name) for row in facts], types.get(name, pa.string()))
        for name in names
    }
    connection = duckdb.connect()
    connection.register("facts", pa.table(columns))
    return dict(connection.execute(incidents_sql(predicate, "facts")).fetchall())


def groups(found: dict[str, str]) -> set[frozenset[str]]:
    by: dict[str, set[str]] = {}
    for name, incident in found.items():
        by.setdefault(incident, set()).add(name)
    return {frozenset(names) for names in by.values()}


def test_two_sources_that_agree_in_time_and_place_report_one_incident() -> None:
    found = incidents([fact("a", "A", 0), fact("b", "B", 11)])
    assert groups(found) == {frozenset("ab")}


def test_reports_further_apart_than_the_predicate_allows_are_two_incidents() -> None:
    assert len(groups(incidents([fact("a", "A", 0), fact("b", "B", 13)]))) == 2


def test_reports_of_different_places_or_attackers_are_different_incidents() -> None:
    found = incidents(
        [fact("a", "A", 0), fact("b", "B", 0, place="Lviv"), fact("c", "C", 0, by=None)]
    )
    assert len(groups(found)) == 3


def test_two_unattributed_reports_are_one_incident() -> None:
    found = incidents([fact("a", "A", 0, by=None), fact("b", "B", 1, by=None)])
    assert groups(found) == {frozenset("ab")}


def test_an_exact_repeat_inside_one_source_is_one_incident() -> None:
    found = incidents([fact("a", "A", 0), fact("b", "A", 0)])
    assert groups(found) == {frozenset("ab")}


def test_two_different_rows_of_one_source_stay_two_and_meet_their_counterparts_in_order() -> None:
    found = incidents(
        [
            fact("a1", "A", 0, means="drone"), fact("a2", "A", 2, means="missile"),
            fact("b1", "B", 1), fact("b2", "B", 3),
        ]
    )  # fmt: skip
    assert groups(found) == {frozenset({"a1", "b1"}), frozenset({"a2", "b2"})}


def test_counterparts_in_a_long_chain_of_reports_are_one_only_if_close_in_time() -> None:
    chain = [fact(f"a{index:02}", "A", 10 * index) for index in range(20)]
    found = incidents([*chain, fact("b", "B", 190)])
    assert len(groups(found)) == 21  # b meets the first of A in order, and lies 190 h away


def test_an_agency_copy_adds_no_independent_origin() -> None:
    facts = [fact("a", "A", 0, origin="agency:dpa"), fact("b", "B", 1, origin="agency:dpa")]
    found = incidents(facts)
    (incident,) = groups(found)
    assert {row["origin"] for row in facts if row["fact"] in incident} == {"agency:dpa"}


def test_a_predicate_without_same_when_needs_all_arguments_to_agree() -> None:
    own = Predicate("fired", "", (Argument("by", "party"), Argument("what", "text")))
    facts = [fact("a", "A", 0), fact("b", "B", 0), fact("c", "C", 0, what="gun")]
    assert groups(incidents(facts, own)) == {frozenset("ab"), frozenset("c")}


def test_unnamed_places_far_apart_never_confirm_each_other() -> None:
    gained = shipped_vocabulary()["gained"]
    here = {"place": None, "longitude": 36.75, "latitude": 48.05}
    there = {"place": None, "longitude": 33.05, "latitude": 46.55}
    found = incidents([fact("a", "A", 0, **here), fact("b", "B", 1, **there)], gained)
    assert len(groups(found)) == 2
    found = incidents([fact("a", "A", 0, **here), fact("b", "B", 1, **here)], gained)
    assert groups(found) == {frozenset("ab")}
    named = [
        fact("a", "A", 0, **{**here, "place": "X"}),
        fact("b", "B", 1, **{**there, "place": "X"}),
    ]
    assert groups(incidents(named, gained)) == {frozenset("ab")}


def test_names_with_quotes_cannot_break_the_statement() -> None:
    own = Predicate("it's", "", (Argument('b"y', "party"),), ('b"y',), 10)
    assert len(incidents([{**fact("a", "A", 0), 'b"y': "x"}], own)) == 1


reports = st.lists(
    st.builds(
        lambda source, hour, place, by: (source, hour, place, by),
        st.sampled_from("ABC"), st.integers(0, 40), st.sampled_from(["Kyiv", None]),
        st.sampled_from(["RU", "UA", None]),
    ),
    max_size=12,
)  # fmt: skip


def _facts(drawn: list[tuple[str, int, str | None, str | None]]) -> list[dict[str, Any]]:
    return [
        fact(f"f{index:02}", source, hour, place=place, by=by)
        for index, (source, hour, place, by) in enumerate(drawn)
    ]


@settings(max_examples=40, deadline=None)
@given(reports, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(
    drawn: list[tuple[str, int, str | None, str | None]], chance: random.Random
) -> None:
    facts = _facts(drawn)
    shuffled = facts.copy()
    chance.shuffle(shuffled)
    assert incidents(facts) == incidents(shuffled)


@settings(max_examples=40, deadline=None)
@given(reports.filter(bool))
def test_a_repeated_row_changes_no_count(
    drawn: list[tuple[str, int, str | None, str | None]],
) -> None:
    facts = _facts(drawn)
    again = {**facts[0], "fact": "zz"}
    assert len(groups(incidents([*facts, again]))) == len(groups(incidents(facts)))


@settings(max_examples=40, deadline=None)
@given(reports)
def test_reports_of_one_incident_agree_lie_close_and_differ_in_source_or_are_repeats(
    drawn: list[tuple[str, int, str | None, str | None]],
) -> None:
    facts = {row["fact"]: row for row in _facts(drawn)}
    for names in groups(incidents(list(facts.values()))):
        members = sorted((facts[name] for name in names), key=lambda row: row["at"])
        assert len({(row["by"], row["place"]) for row in members}) == 1
        for one, two in itertools.pairwise(members):
            assert two["at"] - one["at"] <= STRIKE.same_within_s
        times = {(row["source"], row["at"]) for row in members}
        assert len(times) == len({row["source"] for row in members})


@settings(max_examples=30, deadline=None)
@given(reports)
def test_swapping_the_parties_swaps_nothing_but_their_names(
    drawn: list[tuple[str, int, str | None, str | None]],
) -> None:
    swap = {"RU": "UA", "UA": "RU", None: None}
    facts = _facts(drawn)
    swapped = [{**row, "by": swap[row["by"]]} for row in facts]
    assert groups(incidents(facts)) == groups(incidents(swapped))
