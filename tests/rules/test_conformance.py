"""The reference evaluator and the checks against every stored verdict of MonPoly."""

from __future__ import annotations

import pytest

from servanda.base.errors import FormulaError
from servanda.rules import reference

from .cases import Case, every_case, rounded

pytestmark = pytest.mark.shared_data

LONG = 1000
"""Logs longer than this are for the compiled query: the reference is quadratic on purpose."""


@pytest.mark.parametrize("case", every_case(accepted=True))
def test_reference_gives_monpolys_verdicts(case: Case) -> None:
    log = case.log()
    if len(log.timestamps) > LONG:
        pytest.skip("a long log, covered by the compiled query")
    found = reference.evaluate(case.checked(), log, open_end=case.open_end)
    assert {v.tp: (v.ts, rounded(v.tuples)) for v in found} == case.expected()


@pytest.mark.parametrize("case", every_case(accepted=False))
def test_what_monpoly_refuses_is_refused(case: Case) -> None:
    with pytest.raises(FormulaError, match=r"(?s).+"):
        case.checked()
