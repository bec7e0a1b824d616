"""Patterns of times as data, and the promises of reading: any text, valid places, linear work."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import MisuseError
from servanda.language.lexicon import languages
from servanda.language.lexicon import load as words
from servanda.language.times import times
from servanda.language.times.lexicon import build, load
from servanda.language.times.pattern import compile_pattern
from servanda.language.times.resolve import known_meanings, read_times

from .steps import calls

MEMBERS = {"day": frozenset("ab"), "month": frozenset("c"), "und": frozenset("d")}
PIECES = [
    "am ", "5", ".", " ", "Mai", "2024", "Montag", "bis", "zwei", "Jahre", "Uhr", "20.30", "-",
    "vor", "\n\n", "heute", "Nacht", "den", "letzten", "99999999999999", "1.1.1", "Ostern", "zu",
    "Abend", "May", "three", "years", "ago", "p.m.", "last", "week", "the", "of", "½", "²", "٣",
    "\ud800", "der", "zum", "9999", "0", "31.02.2025", "Jahrhundert", "90er", "später",
    "Wochenende", "weekend", "Sunday",
]  # fmt: skip


def test_named_parts_and_context_become_an_expression() -> None:
    found = compile_pattern("und? < d:day (month | x:$two)? >", {"two": "day day"}, MEMBERS)
    match = found.expression.match("dacb")
    assert match is not None
    assert (match.span("S"), match.start("d"), found.first) == ((1, 3), 1, frozenset("abd"))


@pytest.mark.parametrize(
    ("line", "second", "single"),
    [
        ("< day >", "", True),
        ("< day month >", "c", False),
        ("und? < day month? >", "abc", True),
        ("< day{1,3} und >", "abd", False),
        ("< (day month)? und >", "c", True),
    ],
)
def test_a_pattern_tells_what_may_follow_its_first_word(
    line: str, second: str, single: bool
) -> None:
    found = compile_pattern(line, {}, MEMBERS)
    assert (found.second, found.single) == (frozenset(second), single)


@pytest.mark.parametrize("language", ["de", "en"])
@given(data=st.data())
def test_no_rule_that_fits_is_passed_over_for_the_second_word(
    language: str, data: st.DataObject
) -> None:
    grammar = load(language)
    assert grammar is not None
    alphabet = sorted({code for codes in grammar.members.values() for code in codes})
    codes = data.draw(st.text(st.sampled_from(alphabet), min_size=1, max_size=6))
    fitting = [rule for rule in grammar.rules.get(codes[0], ()) if rule.expression.match(codes)]
    assert all(rule.may_begin(codes[:2]) for rule in fitting)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("< nix >", "no class 'nix'"),
        ("< $nix >", "no macro 'nix'"),
        ("< day", "brackets do not close"),
        ("day month", "brackets do not close, or < > is missing"),
        ("< (day >", "brackets do not close"),
        ("< day? >", "brackets do not close, or < > is missing"),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_refused(line: str, reason: str) -> None:
    with pytest.raises(MisuseError, match="pattern of times") as refusal:
        compile_pattern(line, {}, MEMBERS)
    assert reason in str(refusal.value)


def test_a_macro_that_calls_itself_is_refused() -> None:
    with pytest.raises(MisuseError, match="no macro"):
        compile_pattern("< $a >", {"a": "$a"}, MEMBERS)


@pytest.mark.parametrize("language", languages())
def test_every_rule_has_a_meaning_and_no_unbounded_repetition(language: str) -> None:
    grammar = load(language)
    assert grammar is not None
    rules = [rule for own in grammar.rules.values() for rule in own]
    assert {rule.norm for rule in rules} - known_meanings() == {"null"}
    assert not any(mark in rule.expression.pattern for rule in rules for mark in "*+")


@given(
    st.lists(st.sampled_from(PIECES), max_size=40),
    st.sampled_from(languages()),
    st.sampled_from([None, date.min, date(2024, 2, 29), date(2025, 8, 22), date.max]),
)
def test_any_mixture_of_words_of_time_is_read(
    pieces: list[str], language: str, day: date | None
) -> None:
    for joint in ("", " "):
        text = joint.join(pieces)
        found = times(text, day, words(language))
        assert found == times(text, day, words(language))
        ends = [0, *(time.end for time in found)]
        assert all(end <= time.begin < time.end for end, time in zip(ends, found, strict=False))
        assert all(time.earliest <= time.latest for time in found)
        assert all(time.end <= len(text) for time in found)


@given(st.text(), st.sampled_from([date.min, date.max, date(2024, 2, 29)]))
def test_any_text_is_read_on_any_day(text: str, day: date) -> None:
    for language in languages():
        mentions = f"{text} gestern morgen vor 30 Jahren nächste Woche last week ago {text}"
        assert times(mentions, day, words(language)) is not None


FRENCH = {
    "classes": {
        "month": {5: "mai", 6: "juin"},
        "day": {-1: "hier"},
        "unit": {"D": "jour jours", "Y": "an ans"},
        "one": "un une",
        "agoword": "a",
    },
    "numbers": {
        "units": {2: "deux", 3: "trois"}, "teens": {}, "tens": {20: "vingt"},
        "joined": "{ten}-{unit}",
    },
    "rules": [
        {"norm": "day", "match": "< d:dayno m:month y:year >"},
        {"norm": "deictic", "match": "< d:day >"},
        {"norm": "duration", "match": "< (n:num | n:int | n:one) u:unit >"},
    ],
}  # fmt: skip


def test_a_third_language_is_data_alone() -> None:
    text = "Le 3 mai 2024 et hier, il y a deux ans, trois jours."
    found = read_times(text, date(2025, 8, 22), build("fr", FRENCH))
    assert [(text[time.begin : time.end], time.value) for time in found] == [
        ("3 mai 2024", "2024-05-03"), ("hier", "2025-08-21"), ("deux ans", "P2Y"),
        ("trois jours", "P3D"),
    ]  # fmt: skip
    assert (found[2].earliest, found[2].latest) == ("2023-01-01", "2023-12-31")


def _steps(text: str) -> int:
    return calls(lambda: times(text, date(2025, 8, 22), words("de")))


@pytest.mark.parametrize(
    "piece",
    ["der ", "am ", "5. ", "1. und ", "Montag ", "2024-", "Mitte der ", "a", "9", "heute, ", "\n",
     "20.30 bis ", "vor zwei Jahren und ", "Zwei Tage später ", "1.1.", "um 8 Uhr "],
)  # fmt: skip
def test_twice_the_text_costs_twice_the_steps(piece: str) -> None:
    times(piece, date(2025, 8, 22), words("de"))
    assert _steps(piece * 1600) < 2.2 * _steps(piece * 800) + 100
