"""A log in pieces is read as the whole log is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.base.errors import UnreadableError
from servanda.rules import parse_log, parse_signature, streamlog
from servanda.rules.stream import TimePoint
from servanda.rules.streamlog import LogReader

SIGNATURE = parse_signature("e() p(int) r(int,int) s(string,float)")
PARTS = [
    "@", "@1 ", "@2 ", "@5 ", "@9;", "@-3 ", "@x ", "@12345678901234567890 ", ";", "\n", ";\n",
    "\r\n", " ", "e", "e()", "p", "p(1)", "p(1)(2) (3)", "p (1)", "p(1,2)", "p(x)", "p(1_0)",
    "p(9223372036854775808)", "p()", "p(", "1)", "r(1,2)", "r( 1 , 2 )(3,4)", "r(1,)", "r(,)",
    "r(+1,-2)", "r(1 2)", 's("a",1.5)', 's(a,1e3)', 's("@;)(",inf)', 's("",nan)', 's("#",2)',
    's("\\"",2)', 's("ä",1_0)', "s(ü,1)", "q(1)", "# @3 p(1);", ">cmd", "<", '"', "'", "(", ")",
    "tp(1)", "{", "\x0c", "@1 p(1);\n", "@2 p(2) r(1,2);\n", "@3 p(3)\n", "@7 e() p(1)(1);\n",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS), max_size=25).map("".join)


def whole(text: str) -> tuple[list[TimePoint], int]:
    log = parse_log(text.split("\n"), SIGNATURE)
    rows: list[dict[str, list[tuple[object, ...]]]] = [{} for _ in log.timestamps]
    for name, table in log.tables.items():
        for at, tp in enumerate(table.time_points):
            rows[tp].setdefault(name, []).append(tuple(column[at] for column in table.columns))
    return list(zip(log.timestamps, rows, strict=True)), log.refused  # type: ignore[arg-type]


@settings(max_examples=600, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 200), max_size=5), st.booleans())
def test_pieces_mean_what_the_whole_means(text: str, cuts: list[int], resume: bool) -> None:
    data = text.encode()
    reader, points, refused = LogReader(SIGNATURE), [], 0
    ends = sorted(min(cut, len(data)) for cut in cuts)
    for begin, end in zip([0, *ends], [*ends, len(data)], strict=True):
        points += reader.feed(data[begin:end])
        if resume:
            refused += reader.refused
            state = json.loads(json.dumps(reader.dump()))
            reader = LogReader(SIGNATURE)
            reader.restore(state)
    points += reader.finish()
    assert (points, refused + reader.refused) == whole(text)


def test_a_time_point_is_complete_at_its_semicolon() -> None:
    reader = LogReader(SIGNATURE)
    assert reader.feed(b"@1 p(1)\n") == []
    assert reader.feed(b"p(2);\n") == [(1, {"p": [(1,), (2,)]})]


def test_a_time_point_without_semicolon_is_complete_when_the_next_begins() -> None:
    reader = LogReader(SIGNATURE)
    assert reader.feed(b"@1 p(1)\n@2 p(2)\n") == [(1, {"p": [(1,)]})]


def test_problems_name_their_line_and_the_rest_is_read() -> None:
    reader = LogReader(SIGNATURE, file="pipe")
    points = reader.feed(b"@1 p(1);\n@2 p(x) p(2);\n\n@1 p(3);\n@3 p(4);\n")
    assert [time for time, _ in points] == [1, 2, 3]
    assert [str(p).splitlines()[0] for p in reader.problems] == [
        "pipe:2: p: 'x' is no int",
        "pipe:4: this time-point is earlier than the one before",
    ]
    assert reader.refused == 2


def test_strict_reading_stops_at_the_first_problem() -> None:
    reader = LogReader(SIGNATURE)
    points = reader.feed(b"@1 p(1);\n@2 p(x);\n@3 p(3);\n", stop=True)
    assert [time for time, _ in points] == [1]
    assert len(reader.problems) == 1


def test_a_time_point_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlog, "LONGEST_BYTES", 100)
    reader = LogReader(SIGNATURE, file="pipe")
    reader.feed(b"@1 p(1) " * 10)
    with pytest.raises(UnreadableError, match=r"pipe:1: a time-point of more than 100 bytes"):
        reader.feed(b"p(1) " * 10)
