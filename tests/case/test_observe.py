from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servanda.agreement.model import Act, Restriction, Zone
from servanda.case.observe import Asked, asked_of, observe
from servanda.evidence.source import Source
from servanda.facts.model import Coverage
from servanda.facts.shipped import shipped_vocabulary
from servanda.verdicts.model import Gap
from servanda.verdicts.observed import Observed

SECOND = timedelta(seconds=1)


def day(number: float) -> datetime:
    return datetime(2031, 4, 1, tzinfo=UTC) + timedelta(days=number - 1)


def source(name: str, lag: int = 0) -> Source:
    return Source(name, f"publisher of {name}", "unknown", "B", "table", lag=timedelta(days=lag))


def cover(
    name: str, begins: float, ends: float, predicate: str = "strike", **more: object
) -> Coverage:
    """From the start of one day to the last second before the start of another."""
    fields = {"origin": name, **more}
    return Coverage(
        name, predicate=predicate, begins=day(begins), ends=day(ends) - SECOND,
        **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def ask(
    *coverage: Coverage,
    predicates: tuple[str, ...] = ("strike",),
    accepted: tuple[Source, ...] = (source("log"), source("news")),
    ends: float = 11,
    places: tuple[str, ...] = (),
) -> Observed:
    zone = Zone("z", places=places) if places else None
    return observe(
        coverage, [Asked(each) for each in predicates], accepted, (day(1), day(ends)), zone
    )


def test_coverage_to_the_last_second_covers_a_half_open_window() -> None:
    observed = ask(cover("log", 1, 11))
    assert observed.spans == ((day(1), day(11)),)
    assert observed.gaps == ()
    assert observed.observers(day(1), day(11)) == ("log",)


def test_one_missing_second_is_a_gap_of_one_second() -> None:
    almost = cover("log", 1, 11)
    cut = Coverage("log", "log", "strike", almost.begins, almost.ends - SECOND)
    (gap,) = ask(cut).gaps
    assert (gap.begins, gap.ends) == (day(11) - SECOND, day(11))


def test_a_declared_gap_is_named_and_half_open() -> None:
    observed = ask(cover("log", 1, 11), cover("log", 4, 5, reported=False, reason="no edition"))
    assert observed.gaps == (Gap(day(4), day(5), "log: no edition"),)
    assert observed.spans == ((day(1), day(4)), (day(5), day(11)))


def test_a_source_that_the_clause_does_not_accept_covers_nothing() -> None:
    observed = ask(cover("blog", 1, 11))
    assert observed.spans == ()
    assert observed.by_origin == {}
    assert observed.gaps == (Gap(day(1), day(11), "no accepted source covers strike"),)


def test_every_predicate_must_be_covered() -> None:
    both = ask(cover("log", 1, 8), cover("log", 3, 11, "gained"), predicates=("strike", "gained"))
    assert both.spans == ((day(3), day(8)),)
    assert [(gap.begins, gap.ends) for gap in both.gaps] == [(day(1), day(3)), (day(8), day(11))]
    assert both.by_origin == {"log": ((day(3), day(8)),)}


def test_two_outlets_of_one_origin_observe_as_one() -> None:
    observed = ask(cover("log", 1, 6, origin="agency"), cover("news", 6, 11, origin="agency"))
    assert observed.observers(day(1), day(11)) == ("agency",)


def test_two_origins_cover_together_what_neither_observes_alone() -> None:
    observed = ask(cover("log", 1, 6), cover("news", 6, 11))
    assert observed.gaps == ()
    assert observed.observers(day(1), day(11)) == ()


def test_every_place_of_the_zone_must_be_covered_and_the_gap_names_its_place() -> None:
    observed = ask(cover("log", 1, 11, places=("North",)), places=("North", "South"))
    assert observed.spans == ()
    assert [gap.reason for gap in observed.gaps] == ["South: log: does not cover South"]


def test_a_source_that_is_blind_somewhere_covers_no_clause_that_holds_everywhere() -> None:
    observed = ask(cover("log", 1, 11, except_places=("South",)))
    assert observed.spans == ()
    assert observed.gaps == (Gap(day(1), day(11), "South: log: does not cover South"),)
    assert observed.observers(day(1), day(11)) == ()


def test_a_source_that_reports_only_on_ports_says_nothing_of_energy() -> None:
    ports = cover("log", 1, 11, where=(("target", "port"),))
    window = (day(1), day(11))

    def spans(target: str) -> tuple[object, ...]:
        asked = Asked("strike", {"target": frozenset({target})})
        return observe([ports], [asked], [source("log")], window, None).spans

    assert spans("port") == (window,)
    assert spans("energy") == ()


def test_a_log_that_names_who_struck_covers_the_strikes_of_every_party() -> None:
    restricted = (Restriction("by", ("bearer",)), Restriction("target", ("energy",)))
    asked = asked_of(Act("strike", restricted), shipped_vocabulary())
    assert asked == Asked("strike", {"target": frozenset({"energy"})})


def test_the_slowest_accepted_source_sets_the_lag() -> None:
    observed = ask(cover("log", 1, 11), accepted=(source("log", 1), source("news", 3)))
    assert observed.lag == timedelta(days=3)
    assert ask(accepted=()).lag == timedelta(0)


def test_a_window_that_has_not_begun_is_neither_covered_nor_a_gap() -> None:
    assert ask(cover("log", 1, 11), ends=1) == Observed()


def test_a_clause_that_names_nothing_observable_is_never_covered() -> None:
    observed = ask(cover("log", 1, 11), predicates=())
    assert observed.spans == ()
    assert observed.gaps[0].reason == "the clause names nothing that a source could cover"


@given(
    st.lists(
        st.builds(
            cover,
            st.sampled_from(("log", "news", "blog")),
            st.integers(1, 10),
            st.integers(11, 14),
            st.sampled_from(("strike", "gained")),
            reported=st.booleans(),
        ),
        max_size=5,
    ),
    st.sampled_from((("strike",), ("strike", "gained"))),
)
def test_covered_stretches_and_gaps_fill_the_window_between_them(
    coverage: list[Coverage], predicates: tuple[str, ...]
) -> None:
    observed = ask(*coverage, predicates=predicates)
    edges = sorted([*observed.spans, *((gap.begins, gap.ends) for gap in observed.gaps)])
    reached = day(1)
    for begins, ends in edges:
        assert begins <= reached
        reached = max(reached, ends)
    assert reached == day(11)
    for first, last in observed.spans:
        assert not any(gap.begins < last and first < gap.ends for gap in observed.gaps)
    for stretches in observed.by_origin.values():
        for first, last in stretches:
            assert any(a <= first and last <= b for a, b in observed.spans)
