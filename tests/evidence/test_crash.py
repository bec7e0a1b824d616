"""An interruption between any two steps loses nothing, and the next run completes it."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from servanda.evidence import durable
from servanda.evidence.archive import Archive

NOON = datetime(2025, 8, 22, 12, 0, tzinfo=UTC)
STEPS = ("open", "write", "fsync", "replace", "mkdir", "ftruncate")


class Crash(BaseException):
    """Not an Exception: nothing may catch it, as nothing catches a power cut."""


class FragileOs(types.SimpleNamespace):
    """The ``os`` module, breaking at its n-th step, before it, after it or half-way."""

    def __init__(self, at: int, when: str) -> None:
        super().__init__()
        self.at, self.when, self.steps = at, when, 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._breaking(name, real) if name in STEPS else real

    def _breaking(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **more: Any) -> Any:
            self.steps += 1
            if self.steps != self.at:
                return real(*given, **more)
            if self.when == "half-way" and name == "write":
                real(given[0], bytes(given[1])[: len(given[1]) // 2])
            elif self.when == "after" and name != "open":
                real(*given, **more)
            raise Crash(f"{name}, step {self.at}")

        return step


def work(root: Path) -> None:
    """What an analyst does, written so that doing it again is doing it once."""
    archive = Archive(root)
    one = archive.add(b"one" * 10, source="a", name="1", collected_at=NOON).item
    archive.add(b"two" * 10, source="a", name="2", collected_at=NOON)
    archive.add(b"one" * 10, source="b", name="1", collected_at=NOON)
    if not archive.withdrawn():
        archive.withdraw(one, "taken back", decided_at=NOON)


def content(root: Path) -> dict[str, bytes]:
    """Everything but the marks of an interruption."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "lock" and path.parent.name != "recovered"
    }


def count_steps(root: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    fragile = FragileOs(0, "never")
    with monkeypatch.context() as patched:
        patched.setattr(durable, "os", fragile)
        work(root)
    return fragile.steps


@pytest.mark.parametrize("when", ["before", "half-way", "after"])
def test_a_crash_at_any_step_loses_nothing_and_the_next_run_completes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    steps = count_steps(tmp_path / "undisturbed", monkeypatch)
    wanted = content(tmp_path / "undisturbed")
    assert steps > 40
    for at in range(1, steps + 1):
        root = tmp_path / f"crash-{at}"
        with monkeypatch.context() as patched:
            patched.setattr(durable, "os", FragileOs(at, when))
            with pytest.raises(Crash):
                work(root)
        before = [(item.sha256, item.source) for item in Archive(root).items()]
        work(root)
        assert content(root) == wanted, f"step {at}, {when}"
        assert Archive(root).verify() == []
        after = Archive(root).items() + Archive(root).withdrawn()
        assert set(before) <= {(item.sha256, item.source) for item in after}


def test_a_crash_during_recovery_is_recovered_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(tmp_path / "undisturbed")
    wanted = content(tmp_path / "undisturbed")
    for at in range(1, 100):
        root = tmp_path / f"crash-{at}"
        work(root)
        log = root / "log.jsonl"
        whole = log.read_bytes()
        log.write_bytes(whole + b'{"event":"add","it')
        with monkeypatch.context() as patched:
            patched.setattr(durable, "os", FragileOs(at, "before"))
            try:
                work(root)
            except Crash:
                crashed = True
            else:
                crashed = False
        work(root)
        assert content(root) == wanted, f"step {at}"
        if not crashed:
            return
    pytest.fail("recovery takes more steps than were broken")


@pytest.mark.parametrize("torn", [b'{"event":"add"', b"\x00\x00\x00\n", b"not json\n", b"[1]\n"])
def test_a_half_written_line_is_kept_aside_with_a_note(tmp_path: Path, torn: bytes) -> None:
    work(tmp_path)
    log = tmp_path / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + torn)
    archive = Archive(tmp_path)
    (finding,) = archive.verify()
    assert (finding.kind, finding.line) == ("half-written", 5)
    assert "log line 5 breaks off after" in finding.message
    assert len(archive.items()) == 2, "reading goes on without it"
    archive.add(b"three", source="a", name="3", collected_at=NOON)
    (partial,) = (tmp_path / "recovered").glob("*.partial")
    assert partial.read_bytes() == torn
    assert (
        partial.with_suffix(".txt")
        .read_text()
        .startswith(
            f"Line 5 of log.jsonl was half-written ({len(torn)} bytes): its writer was interrupted."
        )
    )
    assert log.read_bytes().startswith(whole)
    assert archive.verify() == []


def test_an_object_without_an_entry_is_a_finding_until_it_is_added_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(path: Path, data: bytes) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(durable, "append", cut)
        with pytest.raises(Crash):
            work(tmp_path)
    (finding,) = Archive(tmp_path).verify()
    assert finding.kind == "stray"
    assert "is named by no log entry: an add was interrupted (add it again)" in finding.message
    work(tmp_path)
    assert Archive(tmp_path).verify() == []


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from servanda.evidence import durable; from servanda.evidence.archive import Archive\n"
        "durable.write_file = lambda path, data: os._exit(9)\n"
        "Archive(Path(sys.argv[1])).add(b'one'*10, source='a', name='1',"
        " collected_at=datetime(2025, 8, 22, 12, tzinfo=UTC))"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], check=False)
    assert ended.returncode == 9
    work(tmp_path / "a")
    work(tmp_path / "undisturbed")
    assert content(tmp_path / "a") == content(tmp_path / "undisturbed")
