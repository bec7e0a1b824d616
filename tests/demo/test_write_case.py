from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from servanda.agreement.load import load_agreement
from servanda.agreement.model import Agreement, Modality
from servanda.base.errors import MisuseError
from servanda.demo import DEMO_AS_OF, DemoInputs, write_case
from servanda.evidence.grade import CREDIBILITY
from servanda.evidence.sources import load_sources
from servanda.readers.mapping_file import load_mapping


def _agreement(case: DemoInputs) -> Agreement:
    return load_agreement(case.agreement.read_text("utf-8"), file="agreement.yaml")


def _hashes(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_the_demo_is_the_same_bytes_every_time(case: DemoInputs, tmp_path: Path) -> None:
    again = write_case(tmp_path / "again")
    assert _hashes(again.root) == _hashes(case.root)
    assert [item.path.name for item in again.inbox] == [item.path.name for item in case.inbox]


def test_the_demo_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(MisuseError, match="not empty, and the demo overwrites nothing"):
        write_case(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    with pytest.raises(MisuseError, match="is a file; name a folder"):
        write_case(tmp_path / "notes.txt")


def test_the_agreement_has_twelve_clauses_or_more_in_two_layers_and_a_ceasefire(
    case: DemoInputs,
) -> None:
    agreement = _agreement(case)
    assert len(agreement.clauses) >= 12
    assert {clause.layer for clause in agreement.clauses} == {
        "ceasefire",
        "own strength",
        "guarantee",
    }


def test_the_agreement_shows_every_part_a_clause_can_have(case: DemoInputs) -> None:
    clauses = _agreement(case).clauses
    assert all(clause.bearer for clause in clauses)
    assert any(clause.formula for clause in clauses)
    assert any(clause.remedy for clause in clauses)
    assert any(clause.zone for clause in clauses)
    assert any(clause.by_deadline for clause in clauses)
    assert any(clause.every and clause.every.span.months == 1 for clause in clauses)
    assert any(clause.after and clause.after.act for clause in clauses)
    clocks = [clause for clause in clauses if clause.after and clause.after.breach_of]
    assert any(clause.within and clause.within.seconds == 86_400 for clause in clocks)
    assert all(clause.verified_by for clause in clauses if clause.id != "early-warning")


def test_ceasefire_clauses_bind_both_parties_alike(case: DemoInputs) -> None:
    ceasefire = [clause for clause in _agreement(case).clauses if clause.layer == "ceasefire"]
    assert {clause.bearer for clause in ceasefire} == {("HAL", "KES")}
    assert {clause.modality for clause in ceasefire} == {Modality.PROHIBITION}


def test_duties_of_one_party_have_their_mirror_image(case: DemoInputs) -> None:
    agreement = _agreement(case)
    for pair in ("forces-report", "release"):
        ours, theirs = agreement.clause(f"{pair}-halvany"), agreement.clause(f"{pair}-kestria")
        assert (ours.requirement, ours.by_deadline, ours.every) == (
            theirs.requirement,
            theirs.by_deadline,
            theirs.every,
        )


def test_each_clause_is_read_from_the_very_words_of_the_accord(case: DemoInputs) -> None:
    text = (case.root / "accord.txt").read_text("utf-8")
    for clause in _agreement(case).clauses:
        [place] = clause.source_text
        begin, end = map(int, place.removeprefix("accord.txt#char=").split(","))
        assert text[begin:end].replace("\n", " ") == clause.text, clause.id


def test_every_source_states_licence_and_reader_and_every_mapping_loads(case: DemoInputs) -> None:
    sources = load_sources(case.sources.read_text("utf-8"), file="sources.yaml")
    vocabulary = _agreement(case).vocabulary
    assert all(source.licence for source in sources.values())
    assert {source.reader for source in sources.values()} == {"control map", "table", "news"}
    for path in case.mappings:
        assert load_mapping(path.read_text("utf-8"), file=path.name, vocabulary=vocabulary).rules
    named = {source.options.get("mapping") for source in sources.values()} - {None}
    assert named == {f"mappings/{path.name}" for path in case.mappings}


def test_the_inbox_says_for_each_file_what_is_needed_to_add_it(case: DemoInputs) -> None:
    sources = load_sources(case.sources.read_text("utf-8"), file="sources.yaml")
    for item in case.inbox:
        assert item.path.is_file()
        assert item.source in sources
        assert item.credibility in CREDIBILITY
        assert item.published_at < item.collected_at < DEMO_AS_OF
    assert [item.published_at for item in case.inbox] == sorted(
        item.published_at for item in case.inbox
    )
    with (case.root / "inbox" / "contents.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["file"] for row in csv.DictReader(file)}
    found = {path.relative_to(case.root / "inbox").as_posix()
             for path in (case.root / "inbox").glob("*/*")}  # fmt: skip
    assert listed == found


def test_verified_by_names_kinds_that_some_source_has(case: DemoInputs) -> None:
    sources = load_sources(case.sources.read_text("utf-8"), file="sources.yaml").values()
    known = {source.kind for source in sources} | {source.id for source in sources}
    for clause in _agreement(case).clauses:
        assert set(clause.verified_by) <= known, clause.id
