"""A source that publishes its whole table again: the newer download supersedes the older."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.base.errors import MisuseError
from servanda.case.folder import Case
from servanda.verdicts.model import Word

from .dsl import MAP_SOURCE, NO_ADVANCE, NO_STRIKES, Story, answer, at, map_of, of, row, square

_ALERTS = """\
- id: no-alerts
  text: There is no alert in Kell.
  bearer: AA
  prohibits: 'alert(place: Kell)'
  verified when: {independent sources: 1}
"""
_ALERT_MAPPING = """\
mapping: alerts
format: csv
time zone: UTC
rows:
  - predicate: alert
    valid: {from: start, until: end}
    dating: throughout
    arguments: {place: place}
"""
_ONE = NO_STRIKES + "  verified when: {independent sources: 1}\n"


def _alerts(replaces: str) -> Story:
    story = Story(_ALERTS).source("sirens", covers="alert", more=f"replaces: {replaces}")
    story.files["log.yaml"] = _ALERT_MAPPING
    head = "start,end,place\n"
    story.text("sirens", "first.csv", head + "2031-03-05T08:00Z,,Kell\n", at(6))
    closed = "2031-03-05T08:00Z,2031-03-05T10:00Z,Kell\n"
    return story.text("sirens", "second.csv", head + closed, at(8))


def _corrected(tmp_path: Path, *, replaces: str = "yes") -> Case:
    """A strike is reported on the 7th and gone from the table of the 9th."""
    story = Story(_ONE).source("log-a", covers="strike", more=f"replaces: {replaces}")
    strike, other = row("strike", at(5), by="AA"), row("consulted", at(5), by="AA")
    story.log("log-a", strike, other, published=at(7)).log("log-a", other, published=at(9))
    return story.write(tmp_path / "case")


def test_an_alert_that_is_open_in_one_download_and_closed_in_the_next_is_one(
    tmp_path: Path,
) -> None:
    replaced = answer(_alerts("yes").write(tmp_path / "yes"))
    [violation] = of(replaced).violations
    [fact] = violation.facts
    assert (fact.when.begins, fact.when.ends) == (at(5, 8), at(5, 10))
    beside = answer(_alerts("no").write(tmp_path / "no"))
    assert sum(len(each.facts) for each in of(beside).violations) == 2


def test_a_corrected_table_reverses_the_verdict_and_both_can_be_replayed(tmp_path: Path) -> None:
    case = _corrected(tmp_path)
    words = [of(answer(case, at(day))).word for day in (6, 8, 10)]
    assert words == [Word.UNDETERMINED, Word.BREACHED, Word.KEPT]
    assert of(answer(case, at(8))).word is Word.BREACHED  # again, after the newer one was read


def test_without_replaces_each_download_is_a_document_of_its_own(tmp_path: Path) -> None:
    assert of(answer(_corrected(tmp_path, replaces="no"))).word is Word.BREACHED


def test_a_withdrawn_correction_supersedes_nothing(tmp_path: Path) -> None:
    case = _corrected(tmp_path)
    case.archive.withdraw(case.archive.items()[1], "a broken export", decided_at=at(15))
    assert of(answer(case, at(14))).word is Word.KEPT
    assert of(answer(case, at(16))).word is Word.BREACHED


def test_the_table_that_was_published_again_after_a_mistake_counts_again(tmp_path: Path) -> None:
    story = Story(_ONE).source("log-a", covers="strike", more="replaces: yes")
    strike, other = row("strike", at(5), by="AA"), row("consulted", at(5), by="AA")
    for day, rows in ((7, [strike]), (9, [other]), (11, [strike])):
        story.log("log-a", *rows, published=at(day))
    case = story.write(tmp_path / "case")
    words = [of(answer(case, at(day))).word for day in (8, 10, 12)]
    assert words == [Word.BREACHED, Word.KEPT, Word.BREACHED]
    assert of(answer(case, at(12))).known_since == at(11)


def test_files_of_one_moment_are_one_download(tmp_path: Path) -> None:
    story = Story(_ONE).source("log-a", covers="strike", more="replaces: yes")
    for place in ("Kell", "Mor"):
        story.log("log-a", row("strike", at(5), by="AA", place=place), published=at(7))
    for order in (list, lambda items: items[::-1]):
        case = story.write(tmp_path / order.__name__.strip("<>"), order)
        assert len(of(answer(case)).violations) == 2


def test_the_coverage_of_a_superseded_download_no_longer_counts(tmp_path: Path) -> None:
    story = Story(_ONE).source("log-a", more="replaces: yes\ncovers: [{predicates: [strike]}]")
    ends = row("strike", at(1), by="CC"), row("strike", at(30), by="CC")
    story.log("log-a", *ends, published=at(31)).log("log-a", ends[0], published=at(2, month=4))
    case = story.write(tmp_path / "case")
    first, second = (of(answer(case, moment)) for moment in (at(1, month=4), at(3, month=4)))
    assert (at(30) - first.gaps[0].ends).days > 20  # until its first row
    assert first.gaps[-1].begins > at(29)
    assert second.gaps[-1].begins < at(2)


def test_before_the_first_download_its_rows_count_from_when_they_were_published(
    tmp_path: Path,
) -> None:
    story = Story(_ONE).source("log-a", covers="strike", more="replaces: yes")
    story.log("log-a", row("strike", at(5), by="AA", other=at(6)), published=at(20))
    story.log("log-a", row("strike", at(15), by="AA", other=at(6)), published=at(25))
    story.files["log.yaml"] = story.files["log.yaml"].replace("rows:", "reported: other\nrows:")
    case = story.write(tmp_path / "case")
    begun = [of(answer(case, at(day))).violations[0].when.begins for day in (7, 21, 26)]
    assert begun == [at(5), at(5), at(15)]


def test_what_is_superseded_is_counted_among_the_remarks(tmp_path: Path) -> None:
    case = _corrected(tmp_path)
    assert answer(case).notes["log-a"][0] == "1 earlier item is superseded by log-a-1.csv"
    assert answer(case, at(8)).notes["log-a"] == []


def test_maps_that_are_compared_with_each_other_cannot_replace_each_other(tmp_path: Path) -> None:
    story = Story(NO_ADVANCE)
    story.source("map-a", reads="control map", more=f"replaces: yes\n{MAP_SOURCE}")
    story.text("map-a", "map-2031-03-05.geojson", map_of(square(30, 48)), at(5))
    with pytest.raises(MisuseError, match="source 'map-a' says 'replaces: yes' and reads as contr"):
        answer(story.write(tmp_path / "case"))
