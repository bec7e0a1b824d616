"""From rows and reports to verdicts: who counts, how often, and against whom."""

from __future__ import annotations

from pathlib import Path

from servanda.verdicts.model import Word

from .dsl import NO_STRIKES, Story, answer, at, of, row, two_logs

_SAID = """\
- id: no-threats
  text: Nobody threatens.
  bearer: [AA, BB]
  prohibits: said(by: bearer)
"""
_REPORT = (
    "ILMAR ({agency}) - {lead}\n\n"
    '"We will take the bridge tomorrow," said the spokesman of Aland, John Marsh.\n'
)


def _news(first: str, second: str) -> Story:
    story = Story(_SAID, more="").source("herald", reads="news").source("post", reads="news")
    story.text("herald", "h.txt", _REPORT.format(agency=first, lead="A threat was made."), at(5))
    return story.text("post", "p.txt", _REPORT.format(agency=second, lead="Words at noon."), at(5))


def test_two_independent_logs_verify_a_strike(tmp_path: Path) -> None:
    story = two_logs()
    story.log("log-a", row("strike", at(5), by="AA", place="Kell"))
    story.log("log-b", row("strike", at(5, 13), by="AA", place="Kell"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert (verdict.word, verdict.by) == (Word.BREACHED, ("AA",))
    assert verdict.violations[0].origins == ("log-a", "log-b")


def test_two_logs_of_one_origin_do_not_verify(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a", origin="One Desk").source("log-b", origin="One Desk")
    story.log("log-a", row("strike", at(5), by="AA", place="Kell"))
    story.log("log-b", row("strike", at(5), by="AA", place="Kell"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert verdict.word is Word.ALLEGED
    assert len(verdict.violations) == 1


def test_one_agency_report_in_two_papers_does_not_verify(tmp_path: Path) -> None:
    verdict = of(answer(_news("Reuters", "Reuters").write(tmp_path / "case")))
    assert verdict.word is Word.ALLEGED
    [violation] = verdict.violations
    assert violation.origins == ("agency:reuters",)
    assert sorted(fact.source for fact in violation.facts) == ["herald", "post"]


def test_reports_of_two_agencies_verify_that_it_was_said(tmp_path: Path) -> None:
    verdict = of(answer(_news("Reuters", "AFP").write(tmp_path / "case")))
    assert verdict.word is Word.BREACHED
    assert verdict.violations[0].origins == ("agency:afp", "agency:reuters")


def test_different_spellings_of_a_party_are_one_incident(tmp_path: Path) -> None:
    story = two_logs()
    story.log("log-a", row("strike", at(5), by="Republic of Aland", place="Kell"))
    story.log("log-b", row("strike", at(5), by=" ALANDISH ", place="Kell"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert verdict.word is Word.BREACHED
    [violation] = verdict.violations
    assert violation.by == ("AA",)


def test_names_whose_letters_have_no_single_capital_are_still_the_party(tmp_path: Path) -> None:
    story = two_logs()
    story.log("log-a", row("strike", at(5), by="Große Union", place="Kell"))
    story.log("log-b", row("strike", at(5), by="GROSSE UNION", place="Kell"))
    case = story.write(tmp_path / "case")
    path = case.root / "agreement.yaml"
    path.write_text(path.read_text().replace("Alandish", "Große Union"))
    assert of(answer(case)).by == ("AA",)


def test_names_written_with_combining_marks_are_still_the_party(tmp_path: Path) -> None:
    story = two_logs()
    story.log("log-a", row("strike", at(5), by="E\N{COMBINING ACUTE ACCENT}lan", place="Kell"))
    story.log("log-b", row("strike", at(5), by="Élan", place="Kell"))
    case = story.write(tmp_path / "case")
    path = case.root / "agreement.yaml"
    path.write_text(path.read_text().replace("Alandish", "Élan"))
    assert of(answer(case)).by == ("AA",)


def test_a_row_repeated_in_one_log_counts_once(tmp_path: Path) -> None:
    story = two_logs()
    again = row("strike", at(5), by="AA", place="Kell")
    story.log("log-a", again, again)
    verdict = of(answer(story.write(tmp_path / "case")))
    assert len(verdict.violations) == 1


def test_a_row_repeated_in_the_next_edition_of_a_log_counts_once(tmp_path: Path) -> None:
    story = two_logs()
    again = row("strike", at(5), by="AA", place="Kell")
    story.log("log-a", again).log("log-a", again, row("strike", at(9), by="BB", place="Orrin"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert sorted(each.by for each in verdict.violations) == [("AA",), ("BB",)]


def test_two_strikes_of_one_source_at_one_place_and_day_stay_two(tmp_path: Path) -> None:
    story = two_logs()
    both = [row("strike", at(5, hour), by="AA", place="Kell") for hour in (8, 10)]
    story.log("log-a", *both).log("log-b", *both)
    verdict = of(answer(story.write(tmp_path / "case")))
    assert [each.verified for each in verdict.violations] == [True, True]


def test_an_unattributed_strike_breaches_and_accuses_nobody(tmp_path: Path) -> None:
    story = two_logs()
    for source in ("log-a", "log-b"):
        story.log(source, row("strike", at(5), place="Kell"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert (verdict.word, verdict.by, verdict.attributable) == (Word.BREACHED, (), False)


def test_a_source_that_is_not_described_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    story = two_logs()
    story.log("log-a", row("strike", at(5), by="AA", place="Kell"))
    story.log("stranger", row("strike", at(5), by="AA", place="Kell"))
    assessment = answer(story.write(tmp_path / "case"))
    assert of(assessment).word is Word.ALLEGED
    [refused] = assessment.refused["stranger"]
    assert "'stranger' is not in sources.yaml" in refused.reason


def test_a_bad_row_is_refused_with_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    story = two_logs()
    story.log("log-a", row("strike", "yesterday", by="AA"), row("strike", at(5), by="AA"))
    assessment = answer(story.write(tmp_path / "case"))
    assert len(of(assessment).violations) == 1
    assert [each.locator for each in assessment.refused["log-a"]] == ["row=1"]


def test_a_party_that_accuses_the_other_proves_nothing(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a").source("staff", more="party: BB")
    for source in ("log-a", "staff"):
        story.log(source, row("strike", at(5), by="AA", place="Kell"))
    assert of(answer(story.write(tmp_path / "case"))).word is Word.ALLEGED


def test_a_verdict_says_which_single_source_would_flip_it(tmp_path: Path) -> None:
    story = two_logs()
    for source in ("log-a", "log-b"):
        story.log(source, row("strike", at(5), by="AA", place="Kell"))
    flips = of(answer(story.write(tmp_path / "case"))).flips
    assert [(each.source, each.word) for each in flips] == [
        ("log-a", Word.ALLEGED),
        ("log-b", Word.ALLEGED),
    ]


def test_a_verdict_that_three_sources_bear_hangs_on_none_of_them(tmp_path: Path) -> None:
    story = two_logs().source("log-c")
    for source in ("log-a", "log-b", "log-c"):
        story.log(source, row("strike", at(5), by="AA", place="Kell"))
    assert of(answer(story.write(tmp_path / "case"))).flips == ()
