"""``servanda monitor --follow``: answers as it reads, stops and goes on."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.base.errors import DamagedError, MisuseError, UnreadableError
from servanda.case import follow as module
from servanda.case.follow import follow

FORMULA = "p(x) AND NOT EVENTUALLY[0,5] q(x)"
LOG = "@1 p(7) p(8);\n@4 q(8);\n@7 p(9);\n@20 p(1);\n"
ALL = "@1 (time point 0): (7)\n@7 (time point 2): (9)\n@20 (time point 3): (1)\n"


@dataclass
class Case:
    """A formula and a signature in a folder."""

    folder: Path
    told: list[str] = field(default_factory=list)

    def write(self, formula: str = FORMULA) -> Case:
        (self.folder / "f.mfotl").write_text(formula)
        (self.folder / "f.sig").write_text("p(int) q(int) r(int,string)")
        return self

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def follow(self, log: bytes | IO[Any], *, saved: bool = False, **options: Any) -> str:
        out = io.StringIO()
        stream = io.BytesIO(log) if isinstance(log, bytes) else log
        asked = {"negate": False, "open_end": False, "as_json": False, "strict": False, **options}
        self.code = follow(
            self.folder / "f.mfotl", self.folder / "f.sig", stream, out=out, tell=self.told.append,
            state=self.state if saved else None, **asked,
        )  # fmt: skip
        return out.getvalue()


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path).write()


def test_a_complete_log_is_answered_as_the_batch_command_does(case: Case) -> None:
    assert case.follow(LOG.encode()) == ALL
    assert case.code == 1
    assert case.follow(b"@1 q(1);\n") == ""
    assert case.code == 0


def test_an_open_end_answers_only_what_is_decided(case: Case) -> None:
    assert case.follow(LOG.encode(), open_end=True) == ALL[: ALL.index("@20")]


def test_negate_and_json(case: Case) -> None:
    case.write("p(x) IMPLIES q(x)")
    answer = case.follow(b"@1 p(7);\n", negate=True, as_json=True)
    assert answer == '{"time_point": 0, "timestamp": 1, "valuations": [{"x": 7}]}\n'


def test_what_cannot_be_read_is_told_and_counted(case: Case) -> None:
    assert case.follow(b"@1 p(7) p(x);\n@0 p(1);\n") == "@1 (time point 0): (7)\n"
    assert "<stdin>:1: p: 'x' is no int" in case.told[0]
    assert "<stdin>:2: this time-point is earlier" in case.told[1]
    assert case.told[-1] == "2 things could not be read; the rest was"


def test_strict_stops_at_what_cannot_be_read(case: Case) -> None:
    with pytest.raises(UnreadableError, match=r"<stdin>:1: p: 'x' is no int(?s:.)*--strict"):
        case.follow(b"@1 p(x);\n", strict=True)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, len(LOG)), max_size=4))
def test_stops_anywhere_change_nothing(case: Case, cuts: list[int]) -> None:
    case.state.unlink(missing_ok=True)
    data, answer = LOG.encode(), ""
    ends = sorted(cuts)
    for begin, end in zip([0, *ends], ends, strict=False):
        answer += case.follow(data[begin:end], saved=True, open_end=True)
    answer += case.follow(data[ends[-1] if ends else 0 :], saved=True)
    assert answer == ALL


def test_the_end_of_a_part_does_not_count_in_its_state(case: Case) -> None:
    assert case.follow(b"@1 p(7);\n@2 p(8);\n", saved=True).count("time point") == 2
    # The rest tells that 7 was answered in time after all.
    assert case.follow(b"@3 q(7);\n@50;\n", saved=True) == "@2 (time point 1): (8)\n"


def test_a_state_belongs_to_its_formula(case: Case) -> None:
    case.follow(LOG.encode(), saved=True)
    before = case.state.read_bytes()
    case.write(FORMULA.replace("5", "6"))
    with pytest.raises(MisuseError, match="belongs to another formula"):
        case.follow(LOG.encode(), saved=True)
    assert case.state.read_bytes() == before


def test_a_damaged_state_is_refused_and_kept(case: Case) -> None:
    case.follow(LOG.encode(), saved=True)
    half = case.state.read_bytes()[:-20]
    case.state.write_bytes(half)
    with pytest.raises(DamagedError, match="not a complete state"):
        case.follow(LOG.encode(), saved=True)
    assert case.state.read_bytes() == half


def test_a_log_without_events_leaves_a_state_to_go_on_from(case: Case) -> None:
    assert case.follow(b"", saved=True) == ""
    assert case.follow(LOG.encode(), saved=True) == ALL


def test_a_state_needs_a_folder(case: Case) -> None:
    with pytest.raises(MisuseError, match="there is no folder"):
        follow(
            case.folder / "f.mfotl", case.folder / "f.sig", io.BytesIO(b""), negate=False,
            open_end=False, state=case.folder / "none" / "state", as_json=False, strict=False,
            out=io.StringIO(),
        )  # fmt: skip


class _Out(io.StringIO):
    """Calls back when something arrives."""

    def __init__(self, arrived: Callable[[], None]) -> None:
        super().__init__()
        self._arrived = arrived

    def flush(self) -> None:
        if self.getvalue():
            self._arrived()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_between_reads_and_nothing_is_lost(case: Case, number: int) -> None:
    read, write = os.pipe()
    cut = LOG.index("@20") + 5
    stopped: list[int] = []

    def stop() -> None:
        if not stopped:
            stopped.append(number)
            os.write(write, LOG[cut:].encode())  # still in the pipe when the signal comes
            signal.raise_signal(number)

    with os.fdopen(read, "rb") as stream:
        os.write(write, LOG[:cut].encode())
        out = _Out(stop)
        code = follow(
            case.folder / "f.mfotl", case.folder / "f.sig", stream, negate=False, open_end=False,
            state=case.state, as_json=False, strict=False, out=out, tell=case.told.append,
        )  # fmt: skip
        assert code == 128 + number
        os.close(write)
        assert out.getvalue() + case.follow(stream, saved=True) == ALL
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_each_line_is_answered_before_the_next_comes(case: Case) -> None:
    case.write("p(x)")
    read, write = os.pipe()
    arrived = threading.Semaphore(0)

    def feed() -> None:
        for number in range(3):
            os.write(write, f"@{number} p({number});\n".encode())
            assert arrived.acquire(timeout=30)
        os.close(write)

    feeder = threading.Thread(target=feed)
    feeder.start()
    with os.fdopen(read, "rb") as stream:
        follow(
            case.folder / "f.mfotl", case.folder / "f.sig", stream, negate=False, open_end=True,
            state=None, as_json=False, strict=False, out=_Out(arrived.release),
        )  # fmt: skip
    feeder.join(timeout=30)
    assert not feeder.is_alive()


def test_a_state_is_saved_while_the_pipe_is_idle(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SAVE_EVERY_S", 0.01)
    read, write = os.pipe()
    os.write(write, LOG.encode())

    def close_once_saved() -> None:
        while not case.state.exists():
            threading.Event().wait(0.01)
        os.close(write)

    closer = threading.Thread(target=close_once_saved)
    closer.start()
    with os.fdopen(read, "rb") as stream:
        assert case.follow(stream, saved=True) == ALL
    closer.join(timeout=30)


DOC = Path(__file__).parents[2] / "docs" / "concepts" / "streaming.md"


def test_the_page_on_streaming_shows_what_runs(case: Case) -> None:
    text = DOC.read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    exec(code, {})  # our own documentation
    case.follow(LOG.encode(), saved=True)
    header = json.loads(case.state.read_bytes().partition(b"\n")[0])
    assert header["bytes_read"] == len(LOG)
    named = set(re.findall(r"`(\w+_\w+)`", text))
    assert named
    assert named <= set(header)
