"""Traps of maps and of counting, end to end: corrections, batches, duplicates, levels of money."""

from __future__ import annotations

from pathlib import Path

from case.dsl import (
    MAP_SOURCE,
    NO_ADVANCE,
    NO_STRIKES,
    Story,
    answer,
    at,
    map_of,
    of,
    row,
    square,
    two_logs,
)
from servanda.verdicts.model import Word

_HELD = map_of(square(10.0, 50.0))
_MORE = map_of(square(10.0, 50.0), square(10.1, 50.0))
_LIMIT = """\
- id: limit
  text: No more than five square kilometres.
  bearer: [AA, BB]
  prohibits: sum of area in gained(by: bearer) > 5 km²
"""


def _maps(clauses: str, *editions: str) -> Story:
    story = Story(clauses).source("maps", reads="control map", more=MAP_SOURCE)
    for day, text in enumerate(editions, start=1):
        story.text("maps", f"map-2031-03-{day:02}.geojson", text, at(day, 4))
    return story


def test_an_edit_that_is_gone_by_the_next_morning_never_breached_on_any_day(
    tmp_path: Path,
) -> None:
    case = _maps(NO_ADVANCE, _HELD, _MORE, _HELD, _HELD, _HELD).write(tmp_path / "case")
    words = {of(answer(case, at(day, 5), robustness=False)).word for day in range(1, 6)}
    assert Word.BREACHED not in words
    assert Word.ALLEGED in words


def test_a_catch_up_edition_after_a_frozen_map_is_dated_to_its_own_interval(
    tmp_path: Path,
) -> None:
    frozen = [_HELD] * 4
    verdict = of(answer(_maps(NO_ADVANCE, *frozen, _MORE, _MORE, _MORE).write(tmp_path / "case")))
    assert verdict.since is not None
    assert (verdict.since.begins, verdict.since.ends) == (at(4, 3), at(5, 3))
    assert verdict.since.dating == "after"


def test_a_sliver_along_the_line_is_no_advance(tmp_path: Path) -> None:
    thin = [[[10.1, 50.0], [10.1002, 50.0], [10.1002, 50.1], [10.1, 50.1], [10.1, 50.0]]]
    clause = NO_ADVANCE.replace(">= 1 km²", ">= 0.01 km²")
    sliver = map_of(square(10.0, 50.0), thin)
    verdict = of(answer(_maps(clause, _HELD, sliver, sliver, sliver).write(tmp_path / "case")))
    assert verdict.word is not Word.BREACHED
    assert verdict.violations == ()


def test_what_one_class_gains_is_not_added_to_another(tmp_path: Path) -> None:
    def classed(grey: float) -> str:
        features = [
            ("held", square(10.0, 50.0)), ("grey", square(10.1, 50.0, grey)),
        ]  # fmt: skip
        listed = ",".join(
            f'{{"type": "Feature", "properties": {{"c": "{name}"}}, "geometry": '
            f'{{"type": "Polygon", "coordinates": {rings}}}}}'
            for name, rings in features
        )
        return f'{{"type": "FeatureCollection", "features": [{listed}]}}'

    story = Story(NO_ADVANCE).source(
        "maps", reads="control map",
        more="options: {class property: c, holders: {held: AA}, edition time: '03:00', "
        "time zone: UTC}",
    )  # fmt: skip
    for day, size in enumerate((0.01, 0.09, 0.09, 0.09), start=1):
        story.text("maps", f"map-2031-03-{day:02}.geojson", classed(size), at(day, 4))
    assert of(answer(story.write(tmp_path / "case"))).violations == ()


def test_a_drawn_change_prints_datum_and_projection(tmp_path: Path) -> None:
    case = _maps(NO_ADVANCE, _HELD, _MORE).write(tmp_path / "case")
    [picture] = answer(case, pictures=True).maps.values()
    assert "WGS 84 ellipsoid, without projection or simplification" in picture.caption


def test_a_daily_limit_on_what_daily_maps_show_is_never_kept_over_a_change(tmp_path: Path) -> None:
    clause = _LIMIT + "  every: day\n"
    case = _maps(clause, *[_HELD] * 5, *[_MORE] * 5).write(tmp_path / "case")
    around = [
        i for i in of(answer(case)).instances if i.id in ("2031-03-05 · AA", "2031-03-06 · AA")
    ]
    assert len(around) == 2
    assert Word.KEPT not in {each.word for each in around}


def test_a_weekly_limit_counts_the_change_that_days_could_not_hold(tmp_path: Path) -> None:
    clause = _LIMIT + "  every: week\n"
    case = _maps(clause, *[_HELD] * 5, *[_MORE] * 6).write(tmp_path / "case")
    verdict = of(answer(case))
    assert [each.id for each in verdict.violations] == ["2031-03-03 · AA"]


def test_three_hundred_reports_of_one_event_are_one_event(tmp_path: Path) -> None:
    clause = NO_STRIKES.replace("strike(by: bearer)", "count of strike(by: bearer) > 1")
    story = two_logs(clause)
    for source in ("log-a", "log-b"):
        for edition in range(3):
            rows = [row("strike", at(5), by="AA", place="Kell")] * 61
            story.log(source, *rows, published=at(6 + edition))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert verdict.violations == ()
    assert all(each.progress.startswith(("0 ", "1 ")) for each in verdict.instances)


def test_what_was_committed_fulfils_no_duty_to_pay_and_is_never_added_to_it(
    tmp_path: Path,
) -> None:
    clause = """\
- id: fund
  text: The guarantor pays a hundred.
  bearer: GG
  obliges: sum of amount in disbursed(by: bearer, to: AA) >= 100 USD
  every: month
"""
    story = two_logs(clause)
    story.sources = story.sources.replace("predicates: [strike]", "predicates: [disbursed]")
    story.files["log.yaml"] += """\
  - predicate: committed
    when: {event: committed}
    valid: time
    arguments: {by: by, to: other, amount: amount, currency: currency}
"""
    for source in ("log-a", "log-b"):
        paid = row("disbursed", at(5), by="GG", other="AA", amount=60, currency="USD")
        promised = row("committed", at(6), by="GG", other="AA", amount=500, currency="USD")
        story.log(source, paid, promised, published=at(20, month=4))
    first = of(answer(story.write(tmp_path / "case"))).instances[0]
    assert (first.id, first.word) == ("2031-03", Word.BREACHED)
    assert first.progress.startswith("60 USD")
