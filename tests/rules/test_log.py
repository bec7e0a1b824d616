from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import FormulaError
from servanda.rules import Log, Signature, parse_log, parse_signature
from servanda.rules.output import verdict_lines

from .strategies import SIGNATURE, logs

MIXED = parse_signature("p(int) s(string, float) e()")


def _log(text: str) -> Log:
    return parse_log(text.splitlines(), MIXED, file="a.log")


def test_a_time_point_may_span_lines_or_share_one() -> None:
    log = _log("@1 p(1)\n   (2) e\n@2 @3; @4 s(a b)")
    assert log.timestamps == [1, 2, 3, 4]
    assert log.tables["p"].columns == [[1, 2]]
    assert log.tables["e"].time_points == [0]
    assert log.refused == 1


def test_text_in_quotes_keeps_its_signs() -> None:
    log = _log('@1 s("a, (b) @2 # ""c", 1.5) s(r"x\\(y", -2) # @9 p(1)')
    assert log.refused == 1
    assert log.tables["s"].columns == [["x\\(y"], [-2.0]]


def test_what_cannot_be_read_is_counted_and_the_rest_is_read() -> None:
    log = _log("p(0)\n@1 p(x) p(1)\n@0 p(2)\n@2 unknown(3) p(3) s(a)\n@x\n@3 p((4)\n@4 p(5")
    assert log.timestamps == [1, 2, 3, 4]
    assert log.tables["p"].columns == [[1, 3]]
    messages = "\n".join(str(problem) for problem in log.problems)
    assert log.refused == len(log.problems) == 8
    for words in (
        "a.log:1: something stands before the first time-stamp",
        "a.log:2: p: 'x' is no int",
        "a.log:3: this time-point is earlier",
        "a.log:4: predicate unknown is not in the signature",
        "a.log:4: s has 2 values, not 1",
        "a.log:5: this is no time-stamp",
        "a.log:6: this tuple cannot be read",
        "a.log:7: the line ends in the middle",
    ):
        assert words in messages


@given(logs())
def test_a_written_log_reads_back(log: Log) -> None:
    lines = [f"@{ts}" for ts in log.timestamps]
    for name, table in log.tables.items():
        for row, tp in enumerate(table.time_points):
            values = ",".join(str(column[row]) for column in table.columns)
            lines[tp] += f" {name}({values})"
    again = parse_log(lines, SIGNATURE)
    assert (again.timestamps, again.tables) == (log.timestamps, log.tables)


@given(st.text(alphabet='@p(1,)s"a e;#\n<>x', max_size=80))
def test_no_text_stops_the_reader(text: str) -> None:
    log = _log(text)
    assert log.timestamps == sorted(log.timestamps)


def test_commands_to_the_monitor_are_passed_over() -> None:
    assert _log("@1 p(1)\n> get_pos <\n@2 p(2)").timestamps == [1, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("p(integer)", ["s.sig:1:3", "integer", "int, float, string, regexp"]),
        ("p(int", ["s.sig:1:3", "end of text", ", or )"]),
        ("p(int)\n p(int)", ["s.sig:2:2", "not taken yet"]),
        ("tp(int)", ["s.sig:1:1", "not taken yet"]),
        ("p int", ["s.sig:1:3", "("]),
        ("p(int) %", ["s.sig:1:8", "name(label:type"]),
    ],
)
def test_a_signature_is_refused_with_its_place(text: str, words: list[str]) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_signature(text, file="s.sig")
    for word in words:
        assert word in str(caught.value)


def test_verdicts_are_printed_as_monpoly_prints_them() -> None:
    lines = verdict_lines([(0, 5, {("b", 1, 0.5), ("a", 2, 1e30)}), (1, 6, set()), (2, 7, {()})])
    assert list(lines) == [
        '@5 (time point 0): ("a",2,1e+30) ("b",1,0.5)',
        "@7 (time point 2): true",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "p(x: int, y : string)",
        "p(x:int,\n  y:string)  # a comment",
        "(* all (* of *) them *) p(x :int, y:string)",
    ],
)
def test_blanks_and_comments_of_a_signature_are_monpolys(text: str) -> None:
    assert parse_signature(text) == Signature({"p": (("x", "int"), ("y", "string"))})
