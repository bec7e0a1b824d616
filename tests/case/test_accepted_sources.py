"""Whose word a clause accepts, and whose silence: end to end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from servanda.verdicts.model import Word

from .dsl import NO_STRIKES, Story, answer, at, of, row

_FEW = """\
- id: few-strikes
  text: Fewer than three strikes a month are struck.
  bearer: AA
  {way}
  every: month
"""


def test_a_word_of_verified_by_that_names_no_source_is_noted_with_the_nearest(
    tmp_path: Path,
) -> None:
    story = Story(NO_STRIKES + "  verified by: [incidnets]\n")
    story.source("watch", covers="strike", more="kind: incidents").log("watch")
    verdict = of(answer(story.write(tmp_path / "case")))
    assert verdict.word is Word.UNDETERMINED
    assert verdict.notes == (
        "verified by: no source of this case is 'incidnets' (did you mean incidents?)",
    )


def test_a_partys_silence_about_its_own_acts_keeps_nothing(tmp_path: Path) -> None:
    clause = NO_STRIKES.replace("[AA, BB]", "AA")
    own = Story(clause).source("ministry", covers="strike", more="party: AA").log("ministry")
    assert of(answer(own.write(tmp_path / "own"))).word is Word.UNDETERMINED
    other = Story(clause).source("watch", covers="strike").log("watch")
    assert of(answer(other.write(tmp_path / "other"))).word is Word.KEPT


def test_a_limit_is_the_same_put_as_prohibition_or_as_obligation(tmp_path: Path) -> None:
    ways = {
        "forbids": "prohibits: count of strike(by: bearer) >= 3",
        "obliges": "obliges: count of strike(by: bearer) < 3",
    }
    for name, way in ways.items():
        story = Story(_FEW.format(way=way)).source("watch", covers="strike")
        rows = [row("strike", at(day), by="AA", place=f"Kell {day}") for day in (3, 4)]
        case = story.log("watch", *rows, published=at(20, month=4)).write(tmp_path / name)
        months = {each.id: each.word for each in of(answer(case)).instances}
        assert months["2031-03"] is Word.KEPT, name
        assert months["2031-04"] is Word.PENDING, name


def test_a_floor_put_as_a_prohibition_is_not_breached_before_its_period_ends(
    tmp_path: Path,
) -> None:
    clause = _FEW.format(way="prohibits: count of consulted(by: bearer) < 2").replace("AA", "GG")
    story = Story(clause).source("watch", covers="consulted").source("press", covers="consulted")
    story.log("watch", row("consulted", at(3), by="GG"), published=at(20))
    story.log("press", published=at(20))
    early = of(answer(story.write(tmp_path / "early"), at(20)))
    assert [each.word for each in early.instances] == [Word.PENDING]
    later = of(answer(story.write(tmp_path / "later"), at(10, month=4)))
    assert later.instances[0].word is Word.BREACHED


def test_a_quota_met_only_with_the_bearers_own_word_is_undetermined(tmp_path: Path) -> None:
    clause = _FEW.format(way="obliges: count of consulted(by: bearer) >= 2").replace("AA", "GG")
    story = Story(clause).source("watch", covers="consulted")
    story.source("ministry", covers="consulted", more="party: GG")
    story.log("watch", row("consulted", at(3), by="GG"), published=at(10, month=4))
    story.log("ministry", row("consulted", at(9), by="GG"), published=at(10, month=4))
    march = of(answer(story.write(tmp_path / "case"), at(11, month=4))).instances[0]
    assert march.word is Word.UNDETERMINED
    assert "only the bearer itself" in march.reason


def test_the_same_place_in_other_capitals_is_the_same_place(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a", covers="strike").source("log-b", covers="strike")
    story.log("log-a", row("strike", at(5), by="AA", place="Kell"))
    story.log("log-b", row("strike", at(5, 13), by="AA", place=" KELL"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert (verdict.word, len(verdict.violations)) == (Word.BREACHED, 1)


def test_an_amount_of_somebody_else_without_a_rate_does_not_blur_a_period(tmp_path: Path) -> None:
    pays = """\
- id: pays
  text: The guarantor pays every month.
  bearer: GG
  obliges: sum of amount in disbursed(by: bearer) >= 100 USD
  every: month
"""
    story = Story(pays).source("bank", covers="disbursed").source("press", covers="disbursed")
    story.log("bank", row("disbursed", at(5), by="AA", amount=1, currency="EUR"),
              published=at(20, month=4)).log("press", published=at(20, month=4))  # fmt: skip
    assert of(answer(story.write(tmp_path / "case"))).word is Word.BREACHED


def test_a_month_in_a_formula_is_one_of_the_agreements_calendar(tmp_path: Path) -> None:
    again = """\
- id: not-again
  text: Nobody strikes the same place twice within a month.
  bearer: [AA, BB]
  modality: prohibition
  formula: >-
    strike(incident, by, _, place, _, _, _, _, _)
    AND ONCE (0, 1 month] strike(_, by, _, place, _, _, _, _, _)
"""
    story = Story(again, zone="Europe/Kyiv").source("watch", covers="strike")
    rows = [
        row("strike", "2031-03-01T00:30+02:00", by="AA", place="Kell"),
        row("strike", "2031-04-01T00:30+03:00", by="AA", place="Kell"),
        row("strike", "2031-05-02T00:30+03:00", by="AA", place="Kell"),
    ]
    case = story.log("watch", *rows, published=at(20, month=5)).write(tmp_path / "case")
    [again_in_april] = of(answer(case)).violations
    assert again_in_april.when.begins == at(31, 21) + timedelta(minutes=30)
