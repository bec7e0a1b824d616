"""Maps of control and zones, from GeoJSON to a verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.verdicts.model import Word

from .dsl import MAP_SOURCE, NO_ADVANCE, NO_STRIKES, Story, answer, at, map_of, of, row, square

_BASE = square(10.0, 50.0)
_TAKEN = square(10.1, 50.0)


def _maps(*held: str | None) -> Story:
    """A story of daily editions from 1 March; None is a day without an edition."""
    story = Story(NO_ADVANCE).source("maps", reads="control map", more=MAP_SOURCE)
    for day, text in enumerate(held, start=1):
        if text is not None:
            story.text("maps", f"map-2031-03-{day:02}.geojson", text, at(day, 4))
    return story


_QUIET, _MORE = map_of(_BASE), map_of(_BASE, _TAKEN)


def test_one_edition_alone_never_breaches(tmp_path: Path) -> None:
    verdict = of(answer(_maps(_QUIET, _MORE).write(tmp_path / "case")))
    assert verdict.word is Word.ALLEGED


def test_a_gain_that_further_editions_hold_is_breached(tmp_path: Path) -> None:
    verdict = of(answer(_maps(_QUIET, _MORE, _MORE, _MORE).write(tmp_path / "case")))
    assert (verdict.word, verdict.by) == (Word.BREACHED, ("AA",))
    assert verdict.known_since == at(4, 4)


def test_a_gain_is_dated_between_two_editions_not_to_a_day(tmp_path: Path) -> None:
    verdict = of(answer(_maps(_QUIET, _MORE, _MORE, _MORE).write(tmp_path / "case")))
    assert verdict.since is not None
    assert (verdict.since.begins, verdict.since.ends) == (at(1, 3), at(2, 3))


def test_a_gain_that_the_next_edition_takes_back_stays_alleged(tmp_path: Path) -> None:
    verdict = of(answer(_maps(_QUIET, _MORE, _QUIET, _QUIET, _QUIET).write(tmp_path / "case")))
    assert verdict.word is Word.ALLEGED


def test_as_known_before_it_persisted_the_gain_was_alleged(tmp_path: Path) -> None:
    case = _maps(_QUIET, _MORE, _MORE, _MORE).write(tmp_path / "case")
    assert of(answer(case, at(3))).word is Word.ALLEGED


def test_identical_editions_keep_the_clause_from_the_first_of_them(tmp_path: Path) -> None:
    story = _maps(_QUIET, _QUIET, _QUIET)
    story.clauses += "  in force: {from: 2031-03-01T12:00}\n"
    assert of(answer(story.write(tmp_path / "case"), at(3, 3))).word is Word.KEPT


def test_missing_map_day_is_a_gap_not_a_zero(tmp_path: Path) -> None:
    case = _maps(_QUIET, None, _QUIET).write(tmp_path / "case")
    verdict = of(answer(case, at(3, 3)))
    assert verdict.word is Word.UNDETERMINED
    assert "no edition on 2031-03-02" in " ".join(gap.reason for gap in verdict.gaps)


def test_a_broken_edition_is_refused_and_the_others_are_compared(tmp_path: Path) -> None:
    assessment = answer(_maps(_QUIET, '{"type": 3}', _MORE).write(tmp_path / "case"))
    assert of(assessment).word is Word.ALLEGED
    assert len(assessment.refused["maps"]) == 1


_ZONES = """\
zones:
  corridor: {places: [Kell, Große Brücke]}
  strip:
    geojson:
      type: Polygon
      coordinates: [[[10, 50], [11, 50], [11, 51], [10, 51], [10, 50]]]
"""


@pytest.mark.parametrize(
    ("zone", "cells", "counts"),
    [
        ("corridor", {"place": "Kell"}, True),
        ("corridor", {"place": "KELL"}, True),
        ("corridor", {"place": "GROSSE BRÜCKE"}, True),
        ("corridor", {"place": "Kellheim"}, False),
        ("corridor", {}, False),
        ("strip", {"lon": 10.5, "lat": 50.5}, True),
        ("strip", {"lon": 11.5, "lat": 50.5}, False),
        ("strip", {"place": "Kell"}, False),
    ],
)
def test_only_acts_in_the_zone_count(
    tmp_path: Path, zone: str, cells: dict[str, object], counts: bool
) -> None:
    story = Story(NO_STRIKES + f"  zone: {zone}\n", more=_ZONES).source("log-a")
    story.log("log-a", row("strike", at(5), by="AA", **cells))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert verdict.word is (Word.ALLEGED if counts else Word.UNDETERMINED)
