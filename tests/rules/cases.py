"""The monitor conformance cases of ../shared/data, one by one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from servanda.rules import Checked, Log, check, parse_formula, parse_log, parse_signature

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "monitor"
REASON = "../shared/data/monitor is not here"


@dataclass(frozen=True, slots=True)
class Case:
    """One log, signature and formula, and what MonPoly said."""

    path: Path
    facts: dict[str, Any]

    def text(self, key: str, suffix: str) -> str:
        name: str = self.facts.get(key, self.path.stem + suffix)
        return (self.path.parent / name).read_text(encoding="utf-8")

    def checked(self) -> Checked:
        formula = parse_formula(self.text("formula", ".mfotl"), file=self.path.stem)
        signature = parse_signature(self.text("sig", ".sig"))
        return check(formula, signature, negate=bool(self.facts.get("negate")))

    def log(self) -> Log:
        signature = parse_signature(self.text("sig", ".sig"))
        return parse_log(self.text("log", ".log").splitlines(), signature)

    @property
    def open_end(self) -> bool:
        return not self.facts["adds_final_timepoint"]

    def expected(self) -> dict[int, tuple[int, list[Any]]]:
        verdicts = self.facts["verdicts"]
        return {int(v["tp"]): (int(v["ts"]), rounded(v["tuples"])) for v in verdicts}


def rounded(rows: Any) -> list[Any]:
    """Rows in a fixed order, floats to the 5 digits that survive MonPoly's printing."""
    return sorted(([_rounded(value) for value in row] for row in rows), key=repr)


def _rounded(value: Any) -> Any:
    # MonPoly prints 2. as 2 and 98754321. as 9.87543e+07.
    if isinstance(value, str):
        return value
    return float(f"{value:.5g}") if abs(value) > 1e6 or value != int(value) else int(value)


def every_case(*, accepted: bool) -> list[Any]:
    """Parameters for pytest: every case that MonPoly accepts, or every one it refuses."""
    paths = sorted(FOLDER.glob("*/*.json"))
    params = []
    for path in paths:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if (facts["status"] == "ok") == accepted:
            params.append(pytest.param(Case(path, facts), id=path.stem))
        if accepted and "verdicts_open_log" in facts:
            # The same log as it stands, without the time-point at the end of time.
            verdicts = facts["verdicts_open_log"]
            open_facts = {**facts, "verdicts": verdicts, "adds_final_timepoint": False}
            params.append(pytest.param(Case(path, open_facts), id=f"{path.stem}-open-log"))
    skip = pytest.mark.skip(reason=REASON)
    return params or [pytest.param(None, id="missing", marks=skip)]
