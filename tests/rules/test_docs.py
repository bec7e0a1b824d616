"""What the documentation shows is what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from servanda.base.errors import FormulaError
from servanda.rules import check, parse_formula, parse_log, parse_signature
from servanda.rules.lexer import KEYWORDS

DOCS = Path(__file__).parents[2] / "docs"
CONCEPT = (DOCS / "concepts" / "rules.md").read_text(encoding="utf-8")
REFERENCE = (DOCS / "reference" / "formula.md").read_text(encoding="utf-8")
SIGNATURE = parse_signature("attack(int,int) notify(int,int) p(int) q(int)")


def _blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.S)


@pytest.mark.parametrize("text", _blocks(CONCEPT + REFERENCE, "mfotl"))
def test_formulas_in_the_docs_can_be_monitored(text: str) -> None:
    assert check(parse_formula(text), SIGNATURE).free_variables


def test_signature_and_log_in_the_docs_can_be_read() -> None:
    (signature,) = _blocks(REFERENCE, "sig")
    (log,) = _blocks(REFERENCE, "log")
    read = parse_log(log.splitlines(), parse_signature(signature))
    assert read.refused == 0
    assert len(read.tables["attack"].time_points) == 2


def test_the_refusal_in_the_docs_is_the_one_given() -> None:
    (message,) = _blocks(CONCEPT, "text")
    with pytest.raises(FormulaError) as caught:
        check(parse_formula("NOT p(x)", file="truce.mfotl"), SIGNATURE)
    assert str(caught.value) == message.rstrip()


def test_every_word_of_the_language_is_documented() -> None:
    synonyms = {"PREV", "SOMETIMES", "FORWARD", "BACKWARD", "IN"}
    words = re.findall(r"\w+", CONCEPT + REFERENCE)
    assert not sorted(KEYWORDS - synonyms - set(words))


def test_the_python_in_the_docs_runs() -> None:
    (code,) = _blocks(REFERENCE, "python")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE attacks AS SELECT 5 AS ts, 'A' AS party")
        connection.execute("CREATE TABLE consultations AS SELECT 99999999 AS ts, 'A' AS party")
        names: dict[str, Any] = {"connection": connection}
        exec(code, names)  # our own documentation
    assert names["table"].to_pylist() == [{"tp": 0, "ts": 5, "x": "A"}]
