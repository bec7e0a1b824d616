"""`servanda monitor`: what it prints, what it says of a bad log, and how it ends."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from rules.cases import Case, every_case, rounded

from .conftest import Ran, Servanda

_LOG = """\
@10 strike("A",2.5) ("B",1000000) truce()
@10 strike("A, the first",3)

@12 consulted("B")
@20
"""


class Folder:
    """A folder with a signature, a formula and logs, and a way to monitor them."""

    def __init__(self, path: Path, servanda: Servanda) -> None:
        self.path = path
        self._servanda = servanda
        self.write("a.sig", "strike(string,float) consulted(string) truce()")
        self.write("a.mfotl", "strike(x, n) AND NOT EVENTUALLY[0,5] consulted(x)")
        self.write("a.log", _LOG)

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        return path

    def monitor(self, log: str | Path = "a.log", *options: str, formula: str = "a.mfotl") -> Ran:
        path = log if str(log) == "-" else self.path / log
        given = ("--signature", self.path / "a.sig", "--formula", self.path / formula)
        return self._servanda("monitor", *given, path, *options)


@pytest.fixture
def folder(tmp_path: Path, servanda: Servanda) -> Folder:
    return Folder(tmp_path, servanda)


def test_verdicts_are_printed_as_monpoly_prints_them(folder: Folder) -> None:
    ran = folder.monitor()
    assert ran.out == '@10 (time point 0): ("A",2.5)\n@10 (time point 1): ("A, the first",3)\n'
    assert (ran.code, ran.err) == (1, "")


def test_a_closed_formula_is_true_and_large_floats_have_six_digits(folder: Folder) -> None:
    folder.write("closed.mfotl", "EXISTS x, n. strike(x, n)")
    ran = folder.monitor(formula="closed.mfotl")
    assert ran.out == "@10 (time point 0): true\n@10 (time point 1): true\n"
    folder.write("float.mfotl", 'strike("B", n)')
    assert folder.monitor(formula="float.mfotl").out == "@10 (time point 0): (1e+06)\n"


def test_several_valuations_stand_on_one_line_in_order(folder: Folder) -> None:
    folder.write("all.mfotl", "strike(x, n)")
    assert '@10 (time point 0): ("A",2.5) ("B",1e+06)\n' in folder.monitor(formula="all.mfotl").out


def test_no_verdict_ends_with_0_and_prints_nothing(folder: Folder) -> None:
    folder.write("none.mfotl", 'strike("C", n)')
    ran = folder.monitor(formula="none.mfotl")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert folder.monitor("a.log", "--json", formula="none.mfotl").out == ""


def test_negate_finds_where_the_policy_does_not_hold(folder: Folder) -> None:
    folder.write("policy.mfotl", "strike(x, n) IMPLIES EVENTUALLY[0,5] consulted(x)")
    assert folder.monitor("a.log", "--negate", formula="policy.mfotl").out == folder.monitor().out


def test_open_end_answers_only_what_the_log_decides(folder: Folder) -> None:
    folder.write("short.log", '@10 strike("A",1)\n@12\n')
    assert folder.monitor("short.log").code == 1
    assert folder.monitor("short.log", "--open-end").code == 0


def test_json_is_a_record_for_each_time_point(folder: Folder) -> None:
    folder.write("all.mfotl", "strike(x, n)")
    first, second = folder.monitor("a.log", "--json", formula="all.mfotl").records
    valuations = [{"x": "A", "n": 2.5}, {"x": "B", "n": 1000000.0}]
    assert first == {"time_point": 0, "timestamp": 10, "valuations": valuations}
    assert second["valuations"] == [{"x": "A, the first", "n": 3.0}]


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("formula", ["strike(x, n)", "truce()", "strike(x, n) AND tp(i)"])
def test_both_engines_print_the_same_bytes(
    folder: Folder, formula: str, options: tuple[str, ...]
) -> None:
    values = [0.1, 1e300, -2.0, 1e-7, 123456.7, 1234567.8, 1e16]
    rows = " ".join(f'strike("é {i}#;@x",{value!r})' for i, value in enumerate(values))
    folder.write("odd.log", f"{_LOG}@30 {rows}\n")
    folder.write("x.mfotl", formula)
    fast = folder.monitor("odd.log", *options, formula="x.mfotl")
    slow = folder.monitor("odd.log", *options, "--engine", "reference", formula="x.mfotl")
    assert fast.out
    assert (fast.out, fast.code) == (slow.out, slow.code)


def test_the_example_of_the_how_to_works(
    servanda: Servanda, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "monitor.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    for kind in ("sig", "mfotl", "log"):
        [text] = re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)
        Path(f"truce.{kind}").write_text(text, "utf-8")
    [(command, printed)] = re.findall(r"```console\n\$ servanda (.*?)\n(.*?)```", page, re.DOTALL)
    assert servanda(*command.split()).out == printed


# --- the log ---------------------------------------------------------------------------


def test_what_cannot_be_read_is_told_with_its_line_and_counted(folder: Folder) -> None:
    folder.write("bad.log", _LOG + '@21 strike("A") strike("C",x) strick("C",1) strike("D",1)\n')
    ran = folder.monitor("bad.log")
    assert '@21 (time point 4): ("D",1)' in ran.out
    assert f"{folder.path}/bad.log:6: strike has 2 values, not 1" in ran.err
    assert "bad.log:6: strike: 'x' is no float" in ran.err
    assert "bad.log:6: predicate strick is not in the signature" in ran.err
    assert "bad.log: 3 things could not be read; the rest was" in ran.err
    assert ran.code == 1


def test_a_thousand_mistakes_are_counted_and_twenty_told(folder: Folder) -> None:
    folder.write("bad.log", "".join(f"@{i} strike(1)\n" for i in range(1500)))
    ran = folder.monitor("bad.log")
    assert ran.err.count("strike has 2 values, not 1") == 20
    assert "1,500 things could not be read, the first 20 above; the rest was" in ran.err


def test_strict_stops_at_the_first_mistake(folder: Folder) -> None:
    folder.write("bad.log", _LOG + '@21 strike("A")\n')
    ran = folder.monitor("bad.log", "--strict")
    assert (ran.code, ran.out) == (3, "")
    assert "bad.log:6: strike has 2 values, not 1" in ran.err
    assert "--strict" in ran.err


def test_late_time_points_are_sorted_in_and_counted(folder: Folder) -> None:
    folder.write("late.log", '@10 strike("A",1)\n@30\n@12 consulted("A")\n@12 strike("B",1)\n')
    ran = folder.monitor("late.log")
    assert ran.out == '@12 (time point 2): ("B",1)\n'
    assert "late.log:3: 2 time-points are earlier than one before; sorted into place" in ran.err


def test_strict_refuses_late_time_points(folder: Folder) -> None:
    folder.write("late.log", '@10 strike("A",1)\n@30\n@12 consulted("A")\n')
    ran = folder.monitor("late.log", "--strict")
    assert (ran.code, ran.out) == (3, "")
    assert "late.log:3: 1 time-point is earlier than one before" in ran.err


def test_bytes_that_are_no_text_are_refused_alone(folder: Folder) -> None:
    path = folder.path / "bytes.log"
    path.write_bytes(b'@1 strike("A",1)\n@2 strike("\xff",1) strike("B",1)\n')
    ran = folder.monitor("bytes.log")
    assert ran.out == '@1 (time point 0): ("A",1)\n@2 (time point 1): ("B",1)\n'
    assert "bytes.log:2: strike: '\\udcff' is no string" in ran.err


def test_an_empty_log_has_no_verdicts(folder: Folder) -> None:
    folder.write("empty.log", "")
    assert folder.monitor("empty.log").code == 0


def test_standard_input_is_a_log(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO((_LOG + "@21 strike(1)").encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    ran = folder.monitor("-")
    assert ran.out == folder.monitor().out
    assert "-:6: strike has 2 values, not 1" in ran.err


def test_a_name_with_a_pattern_in_it_is_one_file(folder: Folder) -> None:
    folder.write("[x]*.log", _LOG)
    folder.write("x1.log", "@1 nonsense")
    ran = folder.monitor("[x]*.log")
    assert (ran.out, ran.err) == (folder.monitor().out, "")


# --- tables ----------------------------------------------------------------------------

_ROWS = """\
tp,ts,event,a0,a1
0,10,strike,A,2.5
0,10,strike,B,1000000
0,10,truce,,
1,10,strike,"A, the first",3
2,12,consulted,B,
3,20,,,
"""


def test_csv_and_parquet_say_the_same_as_text(folder: Folder) -> None:
    folder.write("a.csv", _ROWS)
    parquet = folder.path / "a.parquet"
    types = "{'tp': 'BIGINT', 'ts': 'BIGINT', 'event': 'VARCHAR', 'a0': 'VARCHAR', 'a1': 'DOUBLE'}"
    duckdb.execute(
        f"COPY (FROM read_csv('{folder.path}/a.csv', columns={types}, header=true)) TO '{parquet}'"
    )
    expected = folder.monitor().out
    for log in ("a.csv", "a.parquet"):
        ran = folder.monitor(log)
        assert (ran.out, ran.err, ran.code) == (expected, "", 1)


def test_labelled_csv_is_read_too(folder: Folder) -> None:
    lines = ["strike, tp=0, ts=10, x0=A, x1=2.5", "truce, tp=0, ts=10",
             "strike, tp=1, ts=10, x0=C, x1=3", "consulted, tp=2, ts=12, x0=A"]  # fmt: skip
    folder.write("a.csv", "\n".join(lines) + "\n")
    ran = folder.monitor("a.csv")
    assert (ran.out, ran.err) == ('@10 (time point 1): ("C",3)\n', "")


def test_the_form_can_be_said(folder: Folder) -> None:
    folder.write("table.txt", _ROWS)
    assert folder.monitor("table.txt", "--format", "csv").out == folder.monitor().out


def test_rows_that_do_not_fit_are_told_one_by_one(folder: Folder) -> None:
    rows = "0,soon,strike,A,1\n1,11,strike,A,x\n2,12,strick,A,1\n3,13,strike,C,1,7\n3,14,strike,D,1"
    folder.write("a.csv", f"tp,ts,event,a0,a1\n{rows}\n")
    ran = folder.monitor("a.csv")
    assert ran.out.endswith('("D",1)\n')
    for words in (
        "a.csv:2: this is no time-stamp",
        "a.csv:3: strike: a value is missing or of another type",
        "a.csv:4: predicate strick is not in the signature",
        "a.csv:5: this line is no row",
        "4 things could not be read",
    ):
        assert words in ran.err
    assert folder.monitor("a.csv", "--strict").code == 3


# --- misuse ----------------------------------------------------------------------------


def test_a_formula_that_cannot_be_monitored_is_misuse(folder: Folder) -> None:
    folder.write("bad.mfotl", "NOT consulted(x)")
    ran = folder.monitor(formula="bad.mfotl")
    assert (ran.code, ran.out) == (2, "")
    assert "bad.mfotl:1:1: this formula cannot be monitored" in ran.err


def test_a_formula_that_does_not_parse_is_misuse(folder: Folder) -> None:
    folder.write("bad.mfotl", "strike(x,")
    assert folder.monitor(formula="bad.mfotl").code == 2


def test_a_formula_file_that_is_not_there_is_misuse(folder: Folder) -> None:
    ran = folder.monitor(formula="nowhere.mfotl")
    assert (ran.code, "nowhere.mfotl: No such file" in ran.err) == (2, True)


def test_a_log_that_is_not_there_is_unreadable(folder: Folder) -> None:
    ran = folder.monitor("nowhere.log")
    assert (ran.code, "nowhere.log: No such file" in ran.err) == (3, True)


@pytest.mark.parametrize("name", ["a.parquet", "b.csv"])
def test_a_table_that_is_none_is_unreadable(folder: Folder, name: str) -> None:
    folder.write(name, "this is no table\n")
    ran = folder.monitor(name)
    assert (ran.code, ran.out) == (3, "")
    assert name in ran.err


@pytest.mark.parametrize("options", [[], ["--engine", "reference"], ["--follow"]])
@pytest.mark.parametrize(
    "given",
    [
        # beyond 64 bits
        ("n(int,int)", "s <- SUM v n(i, v)", f"@1 n(1,{2**62}) (2,{2**62})", f"({2**63})"),
        ("n(int)", "n(x) AND y = x + 1", f"@1 n({2**63 - 1})", f"({2**63 - 1},{2**63})"),
        ("n(int)", "n(x) AND y = - x", f"@1 n(-{2**63})", f"(-{2**63},{2**63})"),
        ("n(int)", "n(x) AND NOT x = 99999999999999999999", "@1 n(1)", "(1)"),
        ("f(float)", "EXISTS x. f(x) AND y = f2i(x)", "@1 f(9.87654321e30) (-42)",
         "(-42) (9876543209999999887853064552448)"),
        ("s(string)", "EXISTS x. s(x) AND y = s2i(x)", '@1 s("99999999999999999999")',
         "(99999999999999999999)"),
        # beyond 128 bits
        ("f(float)", "EXISTS x. f(x) AND y = f2i(x)", "@1 f(1e40)", f"({int(1e40)})"),
        ("n(int)", "n(x) AND y = x * x * x", f"@1 n({2**62})", f"({2**62},{2**186})"),
        ("n(int)", f"n(x) AND NOT x = {10**50}", "@1 n(1)", "(1)"),
        # no value: the comparison does not hold
        ("n(int)", "n(x) AND y = 1 / x", "@1 n(0) (1)", "(1,1)"),
        ("n(int)", "n(x) AND y = 7 MOD x", "@1 n(0) (4)", "(4,3)"),
        ("n(int)", "n(x) AND NOT 1 / x = 1", "@1 n(0) (1)", "(0)"),
        ("f(float)", "f(x) AND y = 1. / x", "@1 f(0) (4)", "(4,0.25)"),
        # a pattern is shown as one
        ("s(string)", "s(x) AND y = s2r(x)", '@1 s("a b") ("c")', '("a b",r"a b") ("c",r"c")'),
        # patterns that SQL cannot say
        ("s(string)", r's(x) AND x MATCHES r"\(a*\)b\|c" (y)', '@1 s("ab") ("b") ("c")',
         '("ab","a") ("b","")'),
        ("s(string)", r's(x) AND x MATCHES r"\(a+\)b\1"', '@1 s("aba") ("ab")', '("aba")'),
        ("s(string, regexp)", "s(x, r) AND x MATCHES r (y)", r'@1 s("ab", r"\\(b\\)?")', ""),
        ("s(string, regexp)", "s(x, r) AND x MATCHES r (y)", r'@1 s("ab", "\(.\)b")',
         r'("ab",r"\(.\)b","a")'),
    ],
)  # fmt: skip
def test_numbers_and_patterns_mean_the_same_in_every_engine(
    folder: Folder, given: tuple[str, str, str, str], options: list[str]
) -> None:
    signature, formula, log, expected = given
    folder.write("a.sig", signature)
    folder.write("f.mfotl", formula)
    folder.write("n.log", log + "\n")
    ran = folder.monitor("n.log", *options, formula="f.mfotl")
    line = f"@1 (time point 0): {expected}\n" if expected else ""
    assert (ran.out, ran.code, ran.err) == (line, int(bool(line)), "")


def test_what_sql_cannot_say_is_explained_all_the_same(folder: Folder) -> None:
    folder.write("a.sig", "n(int)")
    folder.write("f.mfotl", "n(x) AND y = x + 1")
    folder.write("n.log", f"@1 n({2**63 - 1})\n")
    ran = folder.monitor("n.log", "--explain", formula="f.mfotl")
    assert f"{2**63} = ({2**63 - 1} + 1)" in ran.out


def test_a_reader_that_has_seen_enough_is_no_failure(folder: Folder) -> None:
    folder.write("all.mfotl", "strike(x, n)")
    folder.write("long.log", "".join(f'@{i} strike("A",1)\n' for i in range(50_000)))
    words = [sys.executable, "-m", "servanda", "monitor", "--signature", "a.sig"]
    words += ["--formula", "all.mfotl", "long.log"]
    with subprocess.Popen(
        words, cwd=folder.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


# --- the conformance cases -------------------------------------------------------------


def _read(out: str) -> dict[int, tuple[int, list[Any]]]:
    """What the command printed, as the cases have it."""
    verdicts = {}
    for line in out.splitlines():
        match = re.fullmatch(r"@(-?\d+) \(time point (\d+)\): (.*)", line)
        assert match, line
        rows: list[list[Any]] = [[]]
        if match[3] != "true":
            tuples = re.findall(r'\(((?:"[^"]*"|[^"()])*)\)', match[3])
            rows = [[_value(v) for v in re.findall(r'"[^"]*"|[^,"]+', row)] for row in tuples]
        verdicts[int(match[2])] = (int(match[1]), rounded(rows))
    return verdicts


def _value(text: str) -> Any:
    return float(text) if "inf" in text else json.loads(text)


def _options(case: Case) -> list[str | Path]:
    def file(key: str, suffix: str) -> Path:
        return case.path.parent / str(case.facts.get(key, case.path.stem + suffix))

    words: list[str | Path] = ["--formula", file("formula", ".mfotl")]
    words += ["--signature", file("sig", ".sig"), file("log", ".log")]
    words += ["--negate"] if case.facts.get("negate") else []
    return words + (["--open-end"] if not case.facts.get("adds_final_timepoint", True) else [])


@pytest.mark.shared_data
@pytest.mark.parametrize("case", every_case(accepted=True))
def test_the_command_answers_every_case_as_monpoly_does(servanda: Servanda, case: Case) -> None:
    ran = servanda("monitor", *_options(case))
    expected = case.expected()
    assert _read(ran.out) == expected
    assert ran.code == (1 if expected else 0)


@pytest.mark.shared_data
@pytest.mark.parametrize("case", every_case(accepted=False))
def test_the_command_refuses_every_case_that_monpoly_refuses(
    servanda: Servanda, case: Case
) -> None:
    ran = servanda("monitor", *_options(case))
    assert (ran.code, ran.out) == (2, "")


# --- following -------------------------------------------------------------------------


def test_follow_answers_as_the_whole_log_does(folder: Folder) -> None:
    ran = folder.monitor("a.log", "--follow")
    assert (ran.out, ran.code) == (folder.monitor().out, 1)


def test_follow_goes_on_from_its_state(folder: Folder) -> None:
    lines = _LOG.splitlines(keepends=True)
    folder.write("whole.log", _LOG)
    folder.write("first.log", "".join(lines[:1]))
    folder.write("rest.log", "".join(lines[1:]))
    options = ("--follow", "--state", str(folder.path / "state"))
    first = folder.monitor("first.log", *options, "--open-end")
    rest = folder.monitor("rest.log", *options)
    assert first.out + rest.out == folder.monitor("whole.log").out


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_follow_with_an_engine_is_refused_not_ignored(folder: Folder, engine: str) -> None:
    ran = folder.monitor("a.log", "--follow", "--engine", engine)
    assert (ran.code, ran.out) == (2, "")
    assert "--engine goes with a whole log" in ran.err


# 31 January 23:30 UTC is 1 February 01:30 in Kyiv; a month later is the end of 28 February UTC,
# and 1 March 01:30 in Kyiv: half an hour earlier.
_ZONES = "@1738366200 p(1)\n@1740786300 q(1)\n"


@pytest.mark.parametrize("options", [[], ["--engine", "reference"], ["--follow"], ["--explain"]])
@pytest.mark.parametrize(
    ("formula", "zone", "code"),
    [
        ("p(x) AND NOT EVENTUALLY[0,1 month] q(x)", [], 0),
        ("p(x) AND NOT EVENTUALLY[0,1 month] q(x)", ["--zone", "Europe/Kyiv"], 1),
        ("q(x) AND EXISTS t. (ts(t) AND t >= @2025-03-01)", [], 0),
        ("q(x) AND EXISTS t. (ts(t) AND t >= @2025-03-01)", ["--zone", "+02:00"], 1),
    ],
)
def test_months_and_dates_are_those_of_the_zone(
    folder: Folder, formula: str, zone: list[str], code: int, options: list[str]
) -> None:
    folder.write("a.sig", "p(int) q(int)")
    folder.write("zone.mfotl", formula)
    folder.write("zone.log", _ZONES)
    ran = folder.monitor("zone.log", *options, *zone, formula="zone.mfotl")
    assert (ran.code, ran.err) == (code, "")


def test_an_unknown_zone_is_misuse(folder: Folder) -> None:
    ran = folder.monitor("a.log", "--zone", "Europe/Kyjv")
    assert (ran.code, ran.out) == (2, "")
    assert re.search(r"Europe/Kyjv(.|\n)*expected: a name such as Europe/Kyiv", ran.err)


@pytest.mark.parametrize(
    "options", [("--follow", "--format", "csv"), ("--follow", "--explain"), ("--state", "x")]
)
def test_options_that_do_not_go_together_are_misuse(
    folder: Folder, options: tuple[str, ...]
) -> None:
    ran = folder.monitor("a.log", *options)
    assert (ran.code, ran.out) == (2, "")
    assert "--follow" in ran.err
