from __future__ import annotations

import pytest

from servanda.rules import check, parse_formula, parse_log, parse_signature, reference

from .meanings import MEANINGS, SIGNATURE, Meaning


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda m: m.rule)
def test_reference_means(meaning: Meaning) -> None:
    signature = parse_signature(SIGNATURE)
    log = parse_log([meaning.log], signature)
    checked = check(parse_formula(meaning.formula), signature, negate=meaning.negate)
    found = reference.evaluate(checked, log, open_end=meaning.open_end)
    assert not log.refused
    assert {verdict.tp: verdict.tuples for verdict in found} == meaning.expected
