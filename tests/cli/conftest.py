from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from case.dsl import NO_STRIKES, Story, at, row
from servanda.cli import main

CONSULT = """\
- id: consult
  text: The guarantor consults.
  bearer: GG
  obliges: consulted(by: bearer)
  after: breach of no-strikes
  within: 24 h
"""


@dataclass(frozen=True)
class Ran:
    """What one command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The lines of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Servanda = Callable[..., Ran]


@pytest.fixture
def servanda(capfd: pytest.CaptureFixture[str]) -> Servanda:
    """Run the command line in this process, as the installed script does."""

    def run(*arguments: str | Path) -> Ran:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        out, err = capfd.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Ran(code, out, err)

    return run


def story(*, reports: int = 2) -> Story:
    """A strike that so many logs report, and a duty that a breach makes due."""
    made = Story(NO_STRIKES + CONSULT)
    for source in ("log-a", "log-b"):
        made.source(source, covers="strike, consulted")
        strike = row("strike", at(5), by="AA", place="Kell")
        made.log(source, *([strike] if reports > 0 else []))
        reports -= 1
    return made


@pytest.fixture
def breached(tmp_path: Path) -> Path:
    """A case with a breach and an overdue remedy."""
    return story().write(tmp_path / "case").root
