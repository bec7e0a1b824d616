"""Traps of claims, sources and reports, end to end: attribution, coverage, neutrality, words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from case.dsl import NO_STRIKES, Story, answer, at, of, records, row, two_logs
from report.page import text_of
from servanda.case.publish import for_publication
from servanda.facts.model import COMMON_COLUMNS
from servanda.report.html import render
from servanda.report.labels import LANGUAGES, Language
from servanda.report.model import Assessment
from servanda.verdicts.model import Word


def _struck(
    tmp_path: Path, clauses: str = NO_STRIKES, by: str = "AA", **cells: object
) -> Assessment:
    story = two_logs(clauses)
    for name in ("log-a", "log-b"):
        story.log(name, row("strike", at(5), by=by, place="Kell", **cells), published=at(7))
    return answer(story.write(tmp_path / "case"), at(20), pictures=True)


def test_a_clause_may_ask_for_acts_that_nobody_is_named_for(tmp_path: Path) -> None:
    unknown = NO_STRIKES.replace("by: bearer", "by: unknown")
    verdict = of(_struck(tmp_path, unknown, by=""))
    assert (verdict.word, verdict.by, verdict.attributable) == (Word.BREACHED, (), False)


def test_a_denial_by_the_accused_stands_beside_the_accusation_and_changes_nothing(
    tmp_path: Path,
) -> None:
    story = two_logs()
    story.files["log.yaml"] += """\
  - predicate: denied
    when: {event: denied}
    valid: time
    arguments: {by: by, about: what}
"""
    for name in ("log-a", "log-b"):
        story.log(name, row("strike", at(5), by="AA", place="Kell"), published=at(7))
    plain = of(answer(story.write(tmp_path / "a")))
    story.source("ministry", more="party: AA")
    story.log("ministry", row("denied", at(6), by="AA", what="the strike"), published=at(7))
    denied = of(answer(story.write(tmp_path / "b")))
    assert (denied.word, denied.by) == (plain.word, plain.by) == (Word.BREACHED, ("AA",))
    [violation] = denied.violations
    assert [each.source for each in violation.denials] == ["ministry"]


def test_every_fact_has_four_times() -> None:
    times = {name for name, kind in COMMON_COLUMNS if kind == "time"}
    assert times == {"valid_from", "valid_until", "reported_at", "collected_at", "known_at"}


def test_when_a_source_runs_dry_what_comes_after_is_not_kept(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a", more="covers: [{predicates: [strike]}]")
    story.log("log-a", row("strike", at(1, month=2), by="BB"), row("strike", at(2), by="GG"))
    story.log("log-a", published=at(25))
    verdict = of(answer(story.write(tmp_path / "case"), at(26)))
    assert verdict.word is Word.UNDETERMINED
    assert verdict.violations == ()
    assert max(gap.ends for gap in verdict.gaps) == at(26)


_REGIME = """\
regimes: [{from: 2031-03-15, reason: alerts are counted by district from here}]
"""


def test_a_count_across_a_change_of_the_instrument_is_undetermined(tmp_path: Path) -> None:
    clause = NO_STRIKES.replace("strike(by: bearer)", "count of strike(by: bearer) > 3")
    story = Story(clause + "  every: month\n")
    for name in ("log-a", "log-b"):
        story.source(name, covers="strike", more=_REGIME)
        story.log(name, row("strike", at(5), by="AA"), published=at(20, month=4))
    march = of(answer(story.write(tmp_path / "case"))).instances[0]
    assert march.id.startswith("2031-03")
    assert march.word is Word.UNDETERMINED


@pytest.mark.parametrize("publication", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_report_counts_sides_against_each_other_or_ranks_them(
    tmp_path: Path, language: Language, publication: bool
) -> None:
    assessment = _struck(tmp_path)
    page = render(for_publication(assessment) if publication else assessment, language=language)
    told = text_of(page).lower()
    for word in ("score", "ranking", "rangliste", "compliance", "punktzahl", "league table"):
        assert word not in told
    access = {"en": "Speaks for; can see", "de": "Spricht für; sieht"}[language]
    cells = re.findall(rf'<td data-name="{access}">', page)
    assert len(cells) == len(assessment.sources)


def test_no_answer_for_programs_has_a_number_for_a_party(tmp_path: Path) -> None:
    for line in records(_struck(tmp_path)).splitlines():
        numbers = {key for key, value in json.loads(line).items() if isinstance(value, int | float)}
        assert numbers <= {"attributable"}


def test_two_readings_of_one_clause_are_answered_side_by_side_on_the_same_evidence(
    tmp_path: Path,
) -> None:
    wide = NO_STRIKES.replace("id: no-strikes", "id: reading-a")
    narrow = NO_STRIKES.replace("id: no-strikes", "id: reading-b").replace(
        "strike(by: bearer)", "strike(by: bearer, target: energy)"
    )
    assessment = _struck(tmp_path, wide + narrow, what="port")
    assert of(assessment, "reading-a").word is Word.BREACHED
    assert of(assessment, "reading-b").word is Word.KEPT


def test_a_place_is_shown_as_its_source_writes_it_and_nothing_is_implied_by_it(
    tmp_path: Path,
) -> None:
    story = two_logs()
    for name, place in (("log-a", "Krynytsia"), ("log-b", "Криниця")):
        story.log(name, row("strike", at(5), by="AA", place=place), published=at(7))
    assessment = answer(story.write(tmp_path / "case"), at(20), pictures=True)
    page = text_of(render(assessment))
    assert "Krynytsia" in page
    assert "Криниця" in page
    assert "as sources write them and imply no opinion on status" in page
    assert "keine Stellungnahme zum Status" in text_of(render(assessment, language="de"))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Kyiv", "America/New_York"])
def test_a_night_strike_falls_on_the_day_of_the_agreements_own_zone(
    tmp_path: Path, zone: str
) -> None:
    clause = NO_STRIKES.replace("strike(by: bearer)", "count of strike(by: bearer) > 0")
    story = two_logs(clause + "  every: day\n", zone=zone)
    for name in ("log-a", "log-b"):
        story.log(name, row("strike", at(5, 23), by="AA", place="Kell"), published=at(7))
    [violation] = of(answer(story.write(tmp_path / "case"), at(20))).violations
    local = {"UTC": "2031-03-05", "Europe/Kyiv": "2031-03-06", "America/New_York": "2031-03-05"}
    assert violation.id.startswith(local[zone])


def test_the_verb_of_the_text_is_quoted_beside_the_kind_of_clause(tmp_path: Path) -> None:
    page = text_of(render(_struck(tmp_path, NO_STRIKES + "  verb: will endeavour not to\n")))
    assert "“will endeavour not to”" in page
    assert "prohibition" in page


@pytest.mark.parametrize("publication", [False, True])
def test_no_verdict_without_its_doubt_its_evidence_its_date_and_a_way_to_contest_it(
    tmp_path: Path, publication: bool
) -> None:
    assessment = _struck(tmp_path)
    page = render(for_publication(assessment) if publication else assessment)
    told = text_of(page)
    assert "Flips without" in told
    assert "log-a, then ◇ alleged" in told
    assert page.count('<article class="fact"') == 2
    assert "As of 20 Mar 2031" in told
    assert "Known since" in told
    assert "How to contest an answer" in told


@pytest.mark.parametrize("publication", [False, True])
def test_what_falls_due_is_a_statement_about_the_text_and_no_call(
    tmp_path: Path, publication: bool
) -> None:
    remedy = """\
- id: consult
  text: The guarantor consults.
  bearer: GG
  obliges: consulted(by: bearer)
  after: breach of no-strikes
  within: 24 h
"""
    assessment = _struck(tmp_path, NO_STRIKES + "  remedy: consult\n" + remedy)
    told = text_of(render(for_publication(assessment) if publication else assessment))
    assert "is a statement about the text, not advice" in told
    assert "calls for no action, and nothing may be set off by it automatically" in told
    assert "Not for the settlement of bets" in told


def test_each_cited_fact_and_each_source_states_its_licence(tmp_path: Path) -> None:
    page = render(_struck(tmp_path))
    assert text_of(page).count("CC0-1.0") == 4
