"""The reader in columns and the reader by line agree on every log, sound or not."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.cases import FOLDER, REASON
from servanda.engines import logs_text
from servanda.engines.logs import load
from servanda.engines.logs_model import Loaded
from servanda.rules import Log, Signature, parse_log, parse_signature

SIGNATURE = parse_signature("e() p(int) q(string) r(int,float) s-1(string,int,regexp)")
_CONNECTION = duckdb.connect()


def _facts(log: Log) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: sorted(zip(table.time_points, *table.columns, strict=True))
        for name, table in log.tables.items()
    }


def _loaded(
    path: Path, signature: Signature
) -> tuple[Loaded, list[int], dict[str, list[tuple[object, ...]]]]:
    connection = _CONNECTION
    loaded = load(connection, path, signature, signature, "monpoly")
    points = connection.execute(f"SELECT tp, ts FROM {loaded.timepoints} ORDER BY tp").fetchall()
    assert [tp for tp, _ in points] == list(range(len(points)))
    times = [ts for _, ts in points]
    facts = {}
    for name, table in loaded.tables.items():
        rows = sorted(connection.execute(f"FROM {table}").fetchall())
        assert all(times[row[0]] == row[-1] for row in rows)
        facts[name] = [row[:-1] for row in rows]
    return loaded, times, facts


def _agree(path: Path, signature: Signature) -> Loaded:
    log = parse_log(
        path.read_text(encoding="utf-8-sig").splitlines(), signature, file=path.name, sort=True
    )
    loaded, times, facts = _loaded(path, signature)
    assert times == log.timestamps
    assert facts == _facts(log)
    assert (loaded.refused, loaded.late) == (log.refused, len(log.late))
    assert [str(each) for each in loaded.problems] == [str(each) for each in log.problems]
    return loaded


@pytest.mark.shared_data
@pytest.mark.skipif(not FOLDER.is_dir(), reason=REASON)
def test_both_readers_agree_on_every_log_of_the_conformance_cases() -> None:
    logs = [path for path in sorted(FOLDER.glob("*/*.log")) if path.with_suffix(".sig").exists()]
    assert logs
    for path in logs:
        _agree(path, parse_signature(path.with_suffix(".sig").read_text()))


_VALUE = st.one_of(
    st.integers(-3, 12).map(str),
    st.sampled_from(
        [
            "1.5",
            "-2e3",
            "x",
            "a.b:c",
            '""',
            '"A, b"',
            '"f(x)"',
            '"é ü"',
            '"a@b #1"',
            '"a"b"',
            "9" * 18,
            "9" * 19,
            "1e999",
            "nan",
            "+5",
            "0x1",
            'r"a|b"',
            '"',
            "-",
            '"; p(1)"',
            '" p(1)"',
        ]
    ),
)
_BLANK = st.sampled_from(["", "", "", " ", "  ", "\t", "\n", "\n\n", " # p(1)\n", "\r\n"])


@st.composite
def _tuples(draw: st.DrawFn) -> str:
    values = draw(st.lists(_VALUE, max_size=3))
    gap = draw(_BLANK)
    return f"({(',' + gap).join(values)}{draw(_BLANK)})"


@st.composite
def _events(draw: st.DrawFn) -> str:
    name = draw(
        st.sampled_from(["e", "p", "q", "r", "s-1", "p", "unknown", "tp", '"p"', "pp", "P"])
    )
    return name + "".join(draw(_BLANK) + each for each in draw(st.lists(_tuples(), max_size=3)))


@st.composite
def _sound(draw: st.DrawFn) -> str:
    number = st.integers(-1, 4).map(str)
    word = st.sampled_from(["a", '"b"', '"c d"', '"e;"', '"f, g"'])
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.integers(0, 3))
        gap = draw(st.sampled_from(["", " ", "\n "]))
        count = draw(st.integers(1, 3))
        if kind == 0:
            parts.append("e()")
        elif kind == 1:
            parts.append("p" + gap.join(f"({draw(number)})" for _ in range(count)))
        elif kind == 2:
            parts.append("q" + gap + gap.join(f"({draw(word)})" for _ in range(count)))
        else:
            parts.append(f"s-1({draw(word)},{gap}{draw(number)},{draw(word)})")
    return " ".join(parts)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(["", "", "# a log\n", "p(1)\n"]))
    now = 5
    for _ in range(draw(st.integers(0, 6))):
        now += draw(st.sampled_from([0, 1, 1, 2, -2]))
        if draw(st.booleans()):
            body = draw(_sound())
        else:
            body = draw(_BLANK).join(draw(st.lists(_events(), max_size=3)))
        end = draw(st.sampled_from(["\n", ";\n", " ;\n", "\n\n", "; ", " ", " # end\n", "; x\n"]))
        text += f"@{now}{draw(st.sampled_from([' ', ' ', ' ', '', '  ']))}{body}{end}"
        text += draw(st.sampled_from(["", "", "", "", "", "> set x <\n", "@x p(1)\n", "p(2)\n"]))
    return text


@given(text=_texts())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_readers_agree_on_logs_with_every_kind_of_mistake(tmp_path: Path, text: str) -> None:
    path = tmp_path / "fuzzed.log"
    path.write_bytes(text.encode())
    _agree(path, SIGNATURE)


@pytest.mark.parametrize(
    "text",
    [
        '@0 q("one\ntwo")\n@1 q("a")\n',
        '@0 q("one\n\ntwo") q("three") p(1)\n@1 q("a")\n',
        '@0 q("a")\n  q("b") p(1)\n@1 q("c\n@2 d")\n',
        '@0 q("a\\"b")\n q("c")\n',
    ],
)
def test_a_text_over_a_line_end_is_refused_not_joined(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.log"
    path.write_text(text, encoding="utf-8")
    _agree(path, SIGNATURE)


def test_a_log_that_several_threads_read_keeps_the_order_of_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs_text, "_LONGEST_LINE", 1000)
    monkeypatch.setattr(logs_text, "_BUFFER", 2000)
    path = tmp_path / "a.log"
    path.write_text("".join(f"@{n // 7} p({n}) q({n % 5});\n" for n in range(20_000)), "utf-8")
    _agree(path, parse_signature("p(int) q(string)"))


def test_a_line_longer_than_the_buffer_is_read_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs_text, "_LONGEST_LINE", 1000)
    monkeypatch.setattr(logs_text, "_BUFFER", 2000)
    monkeypatch.setattr(logs_text, "_ByLine", None)  # not one by one
    path = tmp_path / "a.log"
    long = "".join(f"({n})" for n in range(1000))
    path.write_text(f"@1 p(7);\n@2 p{long};\n@3 p(8);\n", "utf-8")
    _agree(path, parse_signature("p(int)"))
