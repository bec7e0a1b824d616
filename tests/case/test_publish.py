"""From evidence to an edition for publication, through the real readers and the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.case.masking import STRUCK
from servanda.case.publish import for_publication
from servanda.cli import cli
from servanda.report.html import render
from servanda.report.model import Assessment

from .dsl import MAP_SOURCE, NO_ADVANCE, NO_STRIKES, Story, answer, at, map_of, row, square

_CONSULT = (
    NO_STRIKES
    + """\
- id: consult
  text: The guarantor consults.
  bearer: GG
  obliges: consulted(by: bearer)
  after: breach of no-strikes
  within: 24 h
"""
)
_CELLS = {"by": "AA", "what": "Sawmill", "place": "Kellbrook", "lon": 20.123457, "lat": 40.765431}


def _story(*, export: str = "yes", publish: str = "") -> Story:
    more = f"export: {export}\noptions: {{mapping: log.yaml}}"
    story = Story(_CONSULT, more=publish and f"publish: {publish}\n")
    for name in ("log-a", "log-b"):
        story.source(name, reads="log", covers="strike, consulted", more=more)
    story.sources = story.sources.replace("reads as: log", "reads as: table")
    for name in ("log-a", "log-b"):
        story.log(name, row("strike", at(10), **_CELLS), published=at(11))
    return story


def _published(tmp_path: Path, story: Story, day: int = 20) -> tuple[Assessment, str]:
    case = story.write(tmp_path / "case")
    published = for_publication(answer(case, at(day), pictures=True))
    return published, render(published)


@pytest.mark.parametrize(("day", "shown"), [(12, False), (13, False), (14, True)])
def test_a_strike_is_shown_once_it_is_older_than_the_delay(
    tmp_path: Path, day: int, shown: bool
) -> None:
    published, page = _published(tmp_path, _story(publish="{delay: 73 h}"), day)
    assert published.verdicts[0].word.value == "breached"
    assert ("Kellbrook" in page) is shown
    assert ("Sawmill" in page) is shown
    assert "40.765431" not in page


def test_rows_that_may_not_leave_appear_in_no_sentence_of_any_clause(tmp_path: Path) -> None:
    published, page = _published(tmp_path, _story(export="no"))
    assert [each.word.value for each in published.verdicts] == ["breached", "breached"]
    for words in ("Kellbrook", "Sawmill", "40.765431", "20.123457"):
        assert words not in page
    assert {each.reason for each in published.withheld} == {"licence"}


def test_german_sentences_leave_out_what_english_ones_leave_out(tmp_path: Path) -> None:
    story = _story(export="no", publish="{redact: {sources: [log-b]}}")
    published, _ = _published(tmp_path, story)
    page = render(published, language="de")
    for words in ("Kellbrook", "Sawmill", "40.765431", "40,765431", "20.123457", "log-b"):
        assert words not in page
    assert "1 bestätigter Verstoß: 2 unabhängige Quellen: " in page
    assert f"strike: {STRUCK}: " in page
    for english in ("verified violation;", "independent source", "did not see it"):
        assert english not in page


def test_a_working_copy_shows_all_of_it(tmp_path: Path) -> None:
    page = render(answer(_story(export="no").write(tmp_path / "case"), at(20), pictures=True))
    assert "40.765431" in page
    assert "Kellbrook" in page


def test_a_violation_is_described_by_a_report_that_may_be_published(tmp_path: Path) -> None:
    story = _story()
    story.sources = story.sources.replace("export: yes", "export: no", 1)
    story.items[0] = type(story.items[0])(
        "log-a", "a.csv", story.items[0].text.replace("Sawmill", "Secretmill"), at(11)
    )
    _, page = _published(tmp_path, story)
    assert "Secretmill" not in page
    assert "Sawmill" in page


def test_a_young_map_change_is_withheld_with_its_picture_and_its_measure(tmp_path: Path) -> None:
    def page(day: int, root: Path) -> str:
        more = MAP_SOURCE + "\nexport: yes"
        story = Story(NO_ADVANCE).source("maps", reads="control map", more=more)
        held = map_of(square(10.0, 50.0))
        story.text("maps", "map-2031-03-09.geojson", held, at(9, 4))
        more_held = map_of(square(10.0, 50.0), square(10.1, 50.0))
        story.text("maps", "map-2031-03-10.geojson", more_held, at(10, 4))
        return _published(root, story, day)[1]

    young, old = page(11, tmp_path / "a"), page(15, tmp_path / "b")
    assert '<figure class="map"' in old
    assert "79." in old
    assert '<figure class="map"' not in young
    assert "79." not in young


def test_a_record_that_cannot_be_read_is_declared_and_not_quoted(tmp_path: Path) -> None:
    story = _story().log("log-a", row("strike", "soon", by="AA", place="Hiddenford"))
    published, page = _published(tmp_path, story)
    assert "Hiddenford" not in page
    assert "soon" not in page
    assert "unread" in {each.reason for each in published.withheld}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    root = tmp_path / "case"
    _story(export="no").write(root)

    def run(*options: str) -> str:
        out = tmp_path / "out.html"
        asked = ["--quiet", "report", str(root), "-o", str(out), *options]
        result = CliRunner().invoke(cli, asked, catch_exceptions=False)
        assert result.exit_code == 0
        return out.read_text("utf-8")

    return run


def test_the_command_withholds_only_when_it_is_asked_to(written: Callable[..., str]) -> None:
    assert "Kellbrook" in written()
    assert "Kellbrook" not in written("--publication")
    assert "zur Veröffentlichung: von dem" in written("--publication", "--language", "de")
