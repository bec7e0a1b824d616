from __future__ import annotations

from datetime import timedelta

from servanda.verdicts.model import Gap
from servanda.verdicts.observed import Observed

from .build import day, looking


def test_what_is_neither_covered_nor_a_named_gap_is_a_gap() -> None:
    observed = Observed(spans=((day(1), day(3)), (day(5), day(9))))
    reason = "no accepted source covers it"
    assert observed.gaps_within(day(1), day(11)) == (
        Gap(day(3), day(5), reason), Gap(day(9), day(11), reason),
    )  # fmt: skip
    assert Observed().gaps_within(day(1), day(2)) == (Gap(day(1), day(2), reason),)


def test_gaps_are_cut_to_the_span_asked_about_and_ends_do_not_touch() -> None:
    observed = Observed(((day(4), day(9)),), (Gap(day(1), day(4), "no edition"),))
    assert observed.gaps_within(day(3), day(9)) == (Gap(day(3), day(4), "no edition"),)
    assert observed.gaps_within(day(4), day(9)) == ()
    assert observed.spans_within(day(1), day(4)) == ()


def test_no_time_has_no_gaps_and_no_coverage() -> None:
    assert looking("log").spans_within(day(2), day(2)) == ()
    assert Observed().gaps_within(day(2), day(2)) == ()


def test_less_than_a_second_is_no_gap() -> None:
    sliver = timedelta(microseconds=900_000)
    observed = looking("log", ends=9)
    assert observed.gaps_within(day(1), day(9) + sliver) == (
        Gap(day(9), day(9) + sliver, "log: out of office"),
    )
    bare = Observed(observed.spans, (), observed.by_origin)
    assert bare.gaps_within(day(1), day(9) + sliver) == ()
    assert bare.observers(day(1), day(9) + sliver) == ("log",)


def test_an_observer_covers_all_of_it_alone() -> None:
    halves = {"a": ((day(1), day(5)),), "b": ((day(5), day(9)),), "c": ((day(1), day(9)),)}
    observed = Observed(((day(1), day(9)),), (), halves)
    assert observed.observers(day(1), day(9)) == ("c",)
    assert observed.observers(day(1), day(9) + timedelta(seconds=1)) == ()
    assert observed.observers(day(2), day(5)) == ("a", "c")
