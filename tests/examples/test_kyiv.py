"""The Kyiv example, end to end on the data it is about; skipped where that is missing."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from servanda.agreement.load import load_agreement
from servanda.base.moment import parse_moment
from servanda.case.assess import assess
from servanda.case.folder import Case
from servanda.evidence.sources import load_sources
from servanda.report.model import Assessment

ROOT = Path(__file__).parents[2]
HERE = ROOT / "examples" / "kyiv-2025"
DATA = ROOT.parent / "shared" / "data"
AS_OF = parse_moment("2026-11-21T00:00Z").earliest

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"needs the evidence of the example in {DATA}, which is not shipped"
)

EXPECTED = {
    "no-square-kilometre": "breached",
    "no-square-kilometre-a-week": "breached",
    "no-attack": "alleged",
    "no-alarm-in-kyiv": "alleged",
    "stronger-army": "undetermined",
    "purchases": "alleged",
    "purchases-upper": "alleged",
    "drones": "undetermined",
    "involved": "undetermined",
    "troops": "undetermined",
    "intelligence": "undetermined",
    "sea": "undetermined",
    "air": "undetermined",
    "consultation": "undetermined",
    "sanctions": "undetermined",
}


def assembler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("assemble", HERE / "assemble.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["assemble"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    made: Case = assembler().assemble(DATA, tmp_path_factory.mktemp("kyiv") / "case")
    return made


@pytest.fixture(scope="module")
def answers(case: Case) -> Assessment:
    return assess(case, AS_OF)


def words(assessment: Assessment) -> dict[str, str]:
    return {verdict.clause: verdict.word.value for verdict in assessment.verdicts}


def test_the_agreement_and_its_sources_load() -> None:
    agreement = load_agreement((HERE / "agreement.yaml").read_text("utf-8"), file="agreement.yaml")
    sources = load_sources((HERE / "sources.yaml").read_text("utf-8"), file="sources.yaml")
    assert [clause.id for clause in agreement.clauses] == list(EXPECTED)
    assert {clause.layer for clause in agreement.clauses} == {"own strength", "guarantee"}
    kinds = {source.kind for source in sources.values()}
    for clause in agreement.clauses:
        assert set(clause.verified_by) <= kinds, clause.id
        assert clause.source_text, clause.id


def test_the_readme_names_every_clause() -> None:
    readme = (HERE / "README.md").read_text("utf-8")
    assert [clause for clause in EXPECTED if f"`{clause}`" not in readme] == []


@needs_data
@pytest.mark.shared_data
def test_each_clause_points_at_characters_of_a_report_and_copies_no_sentence() -> None:
    agreement = load_agreement((HERE / "agreement.yaml").read_text("utf-8"), file="agreement.yaml")
    for clause in agreement.clauses:
        for reference in clause.source_text:
            name, begin, end = re.fullmatch(r"(.+)#char=(\d+),(\d+)", reference).groups()  # type: ignore[union-attr]
            quoted = (DATA / "seeds" / name).read_text("utf-8")[int(begin) : int(end)]
            assert quoted.strip() == quoted, reference
            assert len(quoted) > 10, reference
            assert quoted not in clause.text, reference


@needs_data
@pytest.mark.shared_data
def test_each_clause_gets_the_answer_that_the_readme_explains(answers: Assessment) -> None:
    assert words(answers) == EXPECTED


@needs_data
@pytest.mark.shared_data
def test_what_no_source_speaks_of_is_undetermined_with_the_reason(answers: Assessment) -> None:
    by_clause = {verdict.clause: verdict for verdict in answers.verdicts}
    assert "no accepted source covers deployed" in by_clause["troops"].reasons[0]
    assert "only where purpose is" in by_clause["drones"].reasons[0]
    assert "states no clock" in by_clause["sanctions"].reasons[0]


@needs_data
@pytest.mark.shared_data
def test_the_breach_hangs_on_the_one_map(answers: Assessment) -> None:
    verdict = answers.verdicts[0]
    assert [(flip.source, flip.word.value) for flip in verdict.flips] == [
        ("deepstate", "undetermined")
    ]
    assert verdict.by == ("RU",)


@needs_data
@pytest.mark.shared_data
def test_at_the_end_of_the_year_the_aid_figures_were_not_yet_out(case: Case) -> None:
    then = assess(case, parse_moment("2026-01-02T00:00Z").earliest, robustness=False)
    assert words(then)["no-square-kilometre"] == "breached"
    assert words(then)["purchases"] != "alleged"


@needs_data
@pytest.mark.shared_data
@pytest.mark.parametrize("rate", ["0.91", "2.63"])
def test_no_month_of_the_purchases_depends_on_the_assumed_rate(
    case: Case, rate: str, answers: Assessment
) -> None:
    path = case.root / "agreement.yaml"
    before = path.read_text("utf-8")
    try:
        path.write_text(before.replace("rate: 1.2,", f"rate: {rate},"), "utf-8")
        again = assess(case, AS_OF, robustness=False)
    finally:
        path.write_text(before, "utf-8")
    months = [
        [instance.word for verdict in each.verdicts if verdict.clause == "purchases"
         for instance in verdict.instances]
        for each in (answers, again)
    ]  # fmt: skip
    assert months[0] == months[1]
    assert len(months[0]) == 4
