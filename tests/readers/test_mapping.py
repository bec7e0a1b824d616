from __future__ import annotations

from pathlib import Path

import pytest

from servanda.base.errors import AgreementError, MisuseError, UnreadableError
from servanda.facts.shipped import shipped_vocabulary
from servanda.readers.mapping import mapping_text, shipped_mappings
from servanda.readers.mapping_file import load_mapping

from .tables import ALERTS

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "mappings.md"


def problems(text: str) -> str:
    with pytest.raises(AgreementError) as caught:
        load_mapping(text, file="own.yaml", vocabulary=shipped_vocabulary())
    return str(caught.value)


@pytest.mark.parametrize("name", shipped_mappings())
def test_every_shipped_mapping_loads_and_says_what_it_reads(name: str) -> None:
    text, file = mapping_text(name)
    mapping = load_mapping(text, file=file, vocabulary=shipped_vocabulary())
    assert mapping.name == name
    assert mapping.rules
    assert "help:" in text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("predicate: alert", "predicate: alerd", "own.yaml:5:16: 'predicate': unknown predicate"),
        ("merged: n", "merge: n", "alert has no argument 'merge'"),
        ("merged: n", "merge: n", "did you mean merged?"),
        ("valid: {from: start, until: end}", "help: x", "'valid' is missing"),
        ("valid: {from: start, until: end}", "help: x", "cannot be held against a clause"),
        ("rows:", "rowz:", "unknown key 'rowz'"),
        ("time zone: UTC", "time zone: Kiev", "there is no time zone 'Kiev'"),
        ("coverage: rows", "coverage: all", "'coverage' cannot be 'all'"),
        ("coverage: rows", "encoding: utf8", "no encoding 'utf8'"),
        ("coverage: rows", "delimiter: ';;'", "'delimiter' is one character"),
        ("coverage: rows", "header row: 0", "counts from 1"),
        ("coverage: rows", "date order: backwards", "'date order' cannot be 'backwards'"),
        ("{column: where, required: yes}", "{required: yes}", "names no single way"),
        ("{column: where, required: yes}", "{colum: where}", "unknown key 'colum'"),
        ("{column: where, required: yes}", "{column: a, constant: b}", "names no single way"),
        ("{column: where, required: yes}", "{column: a, times: many}", "is no number"),
        ("{from: start, until: end}", "{year: y}", "'month' is missing"),
        ("{from: start, until: end}", "{on: soon}", "is no date"),
    ],
)  # fmt: skip
def test_a_problem_is_named_with_its_place_and_a_way_out(old: str, new: str, words: str) -> None:
    assert words in problems(ALERTS.replace(old, new))


def test_all_problems_come_at_once() -> None:
    broken = ALERTS.replace("alert", "alerd").replace("UTC", "Kiev").replace("rows\n", "all\n", 1)
    assert problems(broken).count("own.yaml:") == 3


def test_an_unknown_mapping_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match=r"did you mean alerts-oblast\?"):
        mapping_text("alert-oblast", tmp_path)


def test_a_mapping_never_lies_outside_the_case(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "own.yaml").write_text(ALERTS)
    with pytest.raises(MisuseError, match="outside the case folder"):
        mapping_text("../own.yaml", tmp_path / "case")
    with pytest.raises(UnreadableError, match="cannot be read"):
        mapping_text("missing.yaml", tmp_path / "case")


def test_every_mapping_and_every_key_is_documented() -> None:
    from servanda.readers import mapping_file

    text = DOCS.read_text(encoding="utf-8")
    for name in (*shipped_mappings(), *mapping_file._KEYS, *mapping_file._RULE_KEYS):
        assert f"`{name}`" in text, name
    for name in mapping_file._CELL_KEYS:
        assert f"`{name}`" in text, name
