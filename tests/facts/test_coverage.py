from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import MisuseError
from servanda.base.said import Said
from servanda.evidence.source import Source, SourceCoverage
from servanda.facts.coverage import (
    Answer,
    coverage_from_table,
    coverage_table,
    covered,
    declared,
    no_edition,
    origins_covering,
)
from servanda.facts.model import Coverage

SECOND = timedelta(seconds=1)


def day(number: int) -> datetime:
    return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=number - 1)


def span(source: str, begins: int, ends: int, *, reported: bool = True, **more: object) -> Coverage:
    """From the start of one day to the last second before the start of another."""
    fields = {"origin": source, "reason": "", "places": (), "except_places": (), **more}
    return Coverage(
        source, predicate="gained", begins=day(begins), ends=day(ends) - SECOND,
        reported=reported, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def ask(coverages: list[Coverage], *places: str, begins: int = 1, ends: int = 11) -> Answer:
    return covered(coverages, "gained", (day(begins), day(ends) - SECOND), places)


def test_a_missing_map_day_is_a_gap_not_a_zero() -> None:
    reason = "no edition on 2025-01-05"
    answer = ask([span("map", 1, 11), span("map", 5, 6, reported=False, reason=reason)])
    assert answer.spans == ((day(1), day(5) - SECOND), (day(6), day(11) - SECOND))
    (gap,) = answer.gaps
    assert (gap.begins, gap.ends) == (day(5), day(6) - SECOND)
    assert gap.reasons == (f"map: {reason}",)


def test_a_gap_of_one_source_is_covered_by_another() -> None:
    answer = ask([span("a", 1, 11), span("a", 5, 6, reported=False), span("b", 4, 7)])
    assert not answer.gaps
    assert answer.spans == ((day(1), day(11) - SECOND),)


def test_without_any_source_everything_is_a_gap_and_says_so() -> None:
    answer = ask([])
    assert not answer.spans
    assert answer.gaps[0].reasons == ("no accepted source covers gained",)


def test_another_predicate_covers_nothing() -> None:
    other = Coverage("a", "a", "strike", day(1), day(30))
    assert ask([other]).gaps[0].reasons == ("no accepted source covers gained",)


def test_a_gap_is_cut_where_its_reason_changes() -> None:
    answer = ask([span("a", 3, 6), span("a", 8, 9)])
    assert [gap.reasons[0] for gap in answer.gaps] == [
        "a: covers nothing before 2025-01-03 00:00Z",
        "a: no coverage in between",
        "a: covers nothing after 2025-01-08 23:59Z",
    ]


def test_each_place_must_be_covered_and_the_gap_names_it() -> None:
    answer = ask([span("a", 1, 11, places=("Kharkiv",))], "kharkiv", "Sumy")
    assert not answer.spans
    assert [(gap.place, gap.reasons) for gap in answer.gaps] == [
        ("Sumy", ("a: does not cover Sumy",))
    ]
    assert ask([span("a", 1, 11, places=("Kharkiv",))], "Kharkiv").gaps == ()


def test_a_source_of_some_places_does_not_cover_everywhere() -> None:
    answer = ask([span("a", 1, 11, places=("Sumy", "Kharkiv"))])
    assert answer.gaps[0].reasons == ("a: covers only Kharkiv, Sumy",)


def test_a_place_that_no_source_sees_is_a_gap_of_its_own() -> None:
    blind = span("a", 1, 11, except_places=("Crimea", "Luhansk"))
    answer = ask([blind])
    assert not answer.spans
    assert [(gap.place, gap.reasons) for gap in answer.gaps] == [
        ("Crimea", ("a: does not cover Crimea",)),
        ("Luhansk", ("a: does not cover Luhansk",)),
    ]
    other = span("b", 1, 11, places=("Luhansk",))
    assert [gap.place for gap in ask([blind, other]).gaps] == ["Crimea"]
    assert ask([blind], "Crimea").gaps[0].reasons == ("a: does not cover Crimea",)


def test_a_place_that_another_source_sees_for_a_while_is_missing_only_for_the_rest() -> None:
    blind = span("a", 1, 11, except_places=("Port",))
    answer = ask([blind, span("b", 1, 8)])
    assert [(gap.place, gap.begins, gap.ends) for gap in answer.gaps] == [
        ("Port", day(8), day(11) - SECOND)
    ]
    assert answer.spans == ((day(1), day(8) - SECOND),)


def test_a_source_of_one_purpose_is_silent_about_the_others() -> None:
    table = replace(span("a", 1, 11), where=(("purpose", "PURL"),))
    window = (day(1), day(11) - SECOND)
    asked = covered([table], "gained", window, (), {"purpose": frozenset({"drones"})})
    assert not asked.spans
    assert asked.gaps[0].reasons == ("a: reports on gained only where purpose is PURL",)
    for about in ({"purpose": frozenset({"PURL", "drones"})}, {"means": frozenset({"x"})}, {}):
        assert not covered([table], "gained", window, (), about).gaps


def test_origins_that_cover_alone_are_counted_once_for_all_their_sources() -> None:
    whole = [span("a", 1, 6, origin="X"), span("b", 6, 11, origin="X"), span("c", 1, 9)]
    assert origins_covering(whole, "gained", (day(1), day(11) - SECOND)) == ("X",)


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(MisuseError, match="before it begins"):
        covered([], "gained", (day(2), day(1)))


def test_open_ends_of_a_declaration_are_the_ends_of_the_records() -> None:
    source = Source(
        "a", "A", "CC0", "B", "table",
        coverage=(SourceCoverage(("gained",)), SourceCoverage(("strike",)), SourceCoverage()),
    )  # fmt: skip
    found = declared(source, "A", "gained", day(2), day(4))
    assert [(each.begins, each.ends) for each in found] == [(day(2), day(4))] * 2
    assert declared(source, "A", "gained") == []


def test_coverage_survives_its_table() -> None:
    spans = [span("b", 1, 3, places=("x", "y")), span("a", 1, 2, reported=False, reason="r")]
    assert coverage_from_table(coverage_table(spans)) == sorted(spans, key=lambda c: c.source)
    assert coverage_from_table(coverage_table([])) == []


spans_of_days = st.builds(
    lambda source, begins, length, reported: span(
        source, begins, begins + length, reported=reported
    ),
    st.sampled_from("abc"), st.integers(-5, 15), st.integers(1, 8), st.booleans(),
)  # fmt: skip


def _missing(answer: Answer) -> set[int]:
    """Hours of the window that lie in a gap."""
    hours = (day(1) + timedelta(hours=index) for index in range(240))
    return {
        index
        for index, hour in enumerate(hours)
        if any(gap.begins <= hour <= gap.ends for gap in answer.gaps)
    }


@given(st.lists(spans_of_days, max_size=8))
def test_spans_and_gaps_are_the_whole_window_and_never_overlap(known: list[Coverage]) -> None:
    answer = ask(known)
    pieces = sorted([*answer.spans, *((gap.begins, gap.ends) for gap in answer.gaps)])
    assert pieces[0][0] == day(1)
    assert pieces[-1][1] == day(11) - SECOND
    for one, two in itertools.pairwise(pieces):
        assert one[1] + SECOND == two[0]


@given(st.lists(spans_of_days, min_size=1, max_size=8), st.data())
def test_removing_a_coverage_never_shrinks_the_gaps(
    known: list[Coverage], data: st.DataObject
) -> None:
    reported = [each for each in known if each.reported]
    if reported:
        gone = data.draw(st.sampled_from(reported))
        rest = [each for each in known if each is not gone]
        assert _missing(ask(known)) <= _missing(ask(rest))


@given(st.lists(spans_of_days, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_coverage_changes_nothing(known: list[Coverage], chance: object) -> None:
    shuffled = known.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ask(shuffled) == ask(known)


@given(st.lists(spans_of_days, max_size=8))
def test_a_moment_is_covered_if_one_source_reports_it_without_a_gap_of_its_own(
    known: list[Coverage],
) -> None:
    missing = _missing(ask(known))
    for index in range(0, 240, 12):
        hour = day(1) + timedelta(hours=index)
        here = [each for each in known if each.begins <= hour <= each.ends]
        silent = {each.source for each in here if not each.reported}
        seen = any(each.reported and each.source not in silent for each in here)
        assert (index not in missing) == seen


@pytest.mark.parametrize("last", [3, 5])
def test_a_stored_gap_between_editions_still_knows_its_days(last: int) -> None:
    reason = no_edition(day(3).date(), day(last).date())
    gap, other = span("map", 3, 6, reported=False, reason=reason), span("map", 7, 9, reason="said")
    found = coverage_from_table(coverage_table([gap, other]))
    assert found == [gap, other]
    assert isinstance(found[0].reason, Said)
    assert (found[0].reason.template, found[0].reason.values) == (reason.template, reason.values)
    assert type(found[1].reason) is str


def test_a_gap_between_editions_names_one_day_or_the_first_and_the_last() -> None:
    assert no_edition(day(3).date(), day(3).date()) == "no edition on 2025-01-03"
    assert no_edition(day(3).date(), day(5).date()) == "no edition from 2025-01-03 to 2025-01-05"
