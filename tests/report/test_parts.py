"""Passages, cells, drawings, strips, ticks and wording: each rule of the small parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.report.drawing import is_plain_drawing
from servanda.report.quote import cells, passage
from servanda.report.strip import strip_of
from servanda.report.ticks import ticks
from servanda.report.view import anchor
from servanda.report.wording import Wording, one_line, printable
from servanda.verdicts.model import Dated, Gap, Span, Word

from .invented import AS_OF, BEGINS, KYIV, agreement, day
from .synthetic import SVG, breached, crowd, fact, violation

SAY = Wording(agreement())
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.text(max_size=200), st.integers(0, 220), st.integers(0, 220))
def test_a_passage_marks_exactly_the_characters_of_its_locator(text: str, a: int, b: int) -> None:
    found = passage(text, f"char={a},{b}")
    if a < b <= len(text):
        assert found is not None
        assert found.pieces == ((text[a:b], True),)
    else:
        assert found is None


def test_offsets_count_characters_not_bytes() -> None:
    text = "Київ 😀 мовчить"
    begins = text.index("мовчить")
    found = passage(text, f"char={begins},{len(text)}", "мовчить")
    assert found
    assert found.pieces == (("мовчить", True),)
    assert not found.differs


def test_an_interrupted_quotation_is_marked_in_its_pieces() -> None:
    text = "“We hold,” the spokesman said, “and we stay.” Nothing more."
    found = passage(text, "char=0,45", "“We hold,” “and we stay.”")
    assert found
    assert [piece for piece, marked in found.pieces if marked] == ["“We hold,”", "“and we stay.”"]
    assert "".join(piece for piece, _ in found.pieces) == text[:45]
    assert not found.differs


@given(st.text("ab ", max_size=40), st.text("ab ", max_size=40))
def test_pieces_always_add_up_to_the_text_of_the_place(place: str, words: str) -> None:
    found = passage(place, f"char=0,{len(place)}", words)
    if found:
        assert "".join(piece for piece, _ in found.pieces) == place
        marked = " ".join(piece for piece, shown in found.pieces if shown)
        assert found.differs or marked in (words.strip(" "), place)


def test_a_very_long_paragraph_is_cut_on_both_sides() -> None:
    found = passage("a" * 5000 + "HERE" + "b" * 5000, "char=5000,5004")
    assert found
    assert found.before.startswith("… a")
    assert found.after.endswith("b …")
    assert len(found.before) < 1000


@pytest.mark.parametrize("locator", ["", "row=3", "char=", "char=9,2", "char=0,99999999999"])
def test_a_locator_that_points_nowhere_gives_no_passage(locator: str) -> None:
    assert passage("some text", locator) is None


@pytest.mark.parametrize(
    ("locator", "words", "expected"),
    [
        ("row=1", "a=1; b=x=y", [("a", "1"), ("b", "x=y")]),
        ("row=1", "no cells", []),
        ("row=1", "", []),
        ("char=1,2", "a=1", []),
        ("sheet.csv#row=4", "a=", [("a", "")]),
    ],
)
def test_cells_are_read_only_from_rows(
    locator: str, words: str, expected: list[tuple[str, str]]
) -> None:
    assert cells(locator, words) == expected


def test_a_map_of_shapes_is_a_plain_drawing() -> None:
    assert is_plain_drawing(SVG)
    pattern = '<svg><defs><pattern id="a"/></defs><rect fill="url(#a)"/></svg>'
    assert is_plain_drawing(pattern)


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><foreignObject/></svg>",
        "<svg><image href='x'/></svg>",
        "<svg><rect onclick='x'/></svg>",
        "<svg><rect ONCLICK='x'/></svg>",
        "<svg xmlns:x='http://www.w3.org/1999/xlink'><g x:href='x'/></svg>",
        "<svg><style>a{background:url(x)}</style></svg>",
        "<svg/><svg/>",
        "<div/>",
        "",
    ],
)
def test_anything_that_acts_or_links_is_no_plain_drawing(svg: str) -> None:
    assert not is_plain_drawing(svg)


@given(MOMENTS, st.integers(1, 40_000_000))
def test_ticks_are_in_order_inside_the_window_and_few_have_labels(
    begins: datetime, minutes: int
) -> None:
    found = list(ticks(begins, begins + timedelta(minutes=minutes), SAY))
    places = [tick.x for tick in found]
    assert places == sorted(places)
    assert all(0 <= x <= 100 for x in places)
    assert sum(bool(tick.label) for tick in found) <= 5
    assert len(found) <= 60


def test_months_begin_at_midnight_of_the_agreements_zone() -> None:
    begins, ends = datetime(2026, 3, 31, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    first = next(iter(ticks(begins, ends, SAY)))
    april = datetime(2026, 4, 1, tzinfo=KYIV)
    assert first.label == "Apr 2026"
    assert first.x == pytest.approx(100 * (april - begins) / (ends - begins), abs=0.001)


def test_an_interval_is_drawn_over_its_whole_width_and_an_instant_as_a_dot() -> None:
    wide = violation(when=Dated(day(10), day(30), "after"))
    dot = violation(1, when=Dated(day(50), day(50)), verified=False)
    strip = strip_of(breached(violations=(wide, dot)), SAY)
    assert strip
    hollow, full = strip.marks
    assert (hollow.width, hollow.verified) == (0.0, False)
    assert full.width == pytest.approx(100 * timedelta(days=20) / (AS_OF - BEGINS), abs=0.01)


def test_what_lies_outside_the_window_is_drawn_at_its_edge() -> None:
    strip = strip_of(breached(violations=(violation(when=Dated(day(-9), day(900))),)), SAY)
    assert strip
    assert (strip.marks[0].x, strip.marks[0].width) == (0.0, 100.0)


def test_thousands_of_marks_are_merged_but_every_state_survives() -> None:
    strip = strip_of(crowd(5000).verdicts[0], SAY)
    assert strip
    assert len(strip.marks) < 500
    assert {mark.verified for mark in strip.marks} == {True, False}


def test_among_very_many_stretches_the_gravest_word_survives() -> None:
    step = (AS_OF - BEGINS) / 1000
    spans = tuple(
        Span(
            BEGINS + step * n, BEGINS + step * (n + 1), Word.BREACHED if n == 500 else Word.PENDING
        )
        for n in range(1000)
    )
    gaps = tuple(Gap(span.begins, span.ends, "no edition") for span in spans)
    strip = strip_of(breached(strip=spans, gaps=gaps), SAY)
    assert strip
    assert len(strip.bars) <= 200
    assert "breached" in {bar.word for bar in strip.bars}
    assert {gap.word for gap in strip.gaps} == {"gap"}


@given(st.text(alphabet=st.characters(), max_size=100))
def test_cleaned_text_can_always_be_written(text: str) -> None:
    printable(text).encode("utf-8")
    assert "\n" not in one_line(text)
    assert len(one_line(text, 10)) <= 10


@given(st.text(max_size=100))
def test_an_anchor_is_safe_whatever_the_id(text: str) -> None:
    assert anchor("fact", text).replace("-", "").replace(".", "").replace("_", "").isalnum()


def test_different_ids_have_different_anchors() -> None:
    assert anchor("fact", "a b") != anchor("fact", "a  b")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (Dated(day(0), day(0)), "1 Mar 2026, 08:00 +02:00"),
        (
            Dated(
                datetime(2026, 3, 1, 22, tzinfo=UTC), datetime(2026, 3, 2, 21, 59, 59, tzinfo=UTC),
                "within",
            ),
            "some time on 2 Mar 2026",
        ),
        (
            Dated(
                datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC),
                "within",
            ),
            "some time on 2 Mar 2026 (UTC)",
        ),
        (
            Dated(day(0), day(1), "after"),
            "after 1 Mar 2026, 08:00 +02:00, no later than 2 Mar 2026, 08:00 +02:00",
        ),
        (
            Dated(day(0), day(1), "throughout"),
            "from 1 Mar 2026, 08:00 +02:00 to 2 Mar 2026, 08:00 +02:00",
        ),
    ],
)  # fmt: skip
def test_times_are_told_no_more_exactly_than_they_are_known(when: Dated, expected: str) -> None:
    assert SAY.dated(when) == expected


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (1.2e9, "1,200,000,000", "1.200.000.000"),
        (14.25, "14.25", "14,25"),
        (0.00001, "1e-05", "1e-05"),
        (0, "0", "0"),
        (100, "100", "100"),
        (float("inf"), "inf", "inf"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(
    value: float, english: str, german: str
) -> None:
    assert SAY.number(value) == english
    assert Wording(agreement(), "de").number(value) == german


def test_money_carries_its_currency_and_truth_is_a_word() -> None:
    claim = {"amount": 5.0, "currency": "EUR", "training": True, "at": BEGINS, "to": "EM"}
    words = dict(SAY.arguments(fact("x", "disbursed", arguments=claim)))
    assert words == {
        "amount": "5 EUR",
        "training": "yes",
        "at": "1 Mar 2026, 08:00 +02:00",
        "to": "Eastmark",
    }
