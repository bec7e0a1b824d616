from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely

from servanda.base.errors import MisuseError
from servanda.evidence.source import SourceCoverage
from servanda.facts.coverage import covered
from servanda.facts.model import Reading
from servanda.facts.shipped import shipped_vocabulary
from servanda.readers.control_map import ControlMapReader
from servanda.readers.protocol import Context, Evidence, no_progress

from .tables import evidence, source

OPTIONS = {"holder": "RU", "edition time": "03:00", "time zone": "UTC"}


def edition(folder: Path, day: str, east: float, **more: Any) -> Evidence:
    """A box of 0.1 degrees height from 37 E to ``east``."""
    shape = shapely.geometry.mapping(shapely.box(37.0, 48.0, east, 48.1))
    more = {"published_at": None, **more}
    name = more.pop("name", f"map_{day}.geojson")
    properties = more.pop("properties", {})
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return evidence(folder, text, name, **more)


def read(folder: Path, editions: list[Evidence], **more: Any) -> Reading:
    options = {**OPTIONS, **more.pop("options", {})}
    context = Context(source("control map", options=options, **more), shipped_vocabulary())
    return ControlMapReader().read(editions, context, no_progress)


def moment(day: int, hour: int = 3) -> datetime:
    return datetime(2025, 3, day, hour, tzinfo=UTC)


def rows(reading: Reading, predicate: str) -> list[dict[str, Any]]:
    table = reading.facts.get(predicate)
    return table.to_pylist() if table is not None else []


def test_a_gain_is_dated_between_two_editions_and_reported_by_the_later(tmp_path: Path) -> None:
    later = edition(tmp_path, "20250302", 37.2)
    reading = read(tmp_path, [edition(tmp_path, "20250301", 37.1), later])
    (gain,) = rows(reading, "gained")
    assert (gain["valid_from"], gain["valid_until"]) == (moment(1), moment(2))
    assert (gain["dating"], gain["by"], gain["class"]) == ("after", "RU", "advance")
    assert gain["area"] == pytest.approx(82.9, abs=0.1)
    assert gain["reported_at"] == moment(2)
    assert gain["item"] == later.item.sha256
    assert gain["locator"] == f"patch={gain['patch']}"
    assert gain["words"] is None
    assert not rows(reading, "lost")
    (patch,) = reading.extra["patches"].to_pylist()
    assert patch["patch"] == gain["patch"]
    assert shapely.from_wkb(patch["wkb"]).area == pytest.approx(0.01)


def test_a_loss_is_nobodys_gain_unless_the_source_says_who_holds_the_rest(tmp_path: Path) -> None:
    editions = [edition(tmp_path, "20250301", 37.2), edition(tmp_path, "20250302", 37.1)]
    assert not rows(read(tmp_path, editions), "gained")
    both = read(tmp_path, editions, options={"opponent": "UA"})
    (gain,), (loss,) = rows(both, "gained"), rows(both, "lost")
    assert (gain["by"], loss["by"]) == ("UA", "RU")
    assert gain["area"] == loss["area"]


def test_swapping_the_holders_swaps_the_names_and_nothing_else(tmp_path: Path) -> None:
    editions = [edition(tmp_path, f"2025030{day}", 37 + day / 10) for day in (1, 2, 3)]
    one = rows(read(tmp_path, editions, options={"holder": "RU"}), "gained")
    two = rows(read(tmp_path, editions, options={"holder": "UA"}), "gained")
    assert [{**fact, "by": "", "fact": ""} for fact in one] == [
        {**fact, "by": "", "fact": ""} for fact in two
    ]


def test_persistence_is_reported_edition_by_edition_and_ends_with_a_reversal(
    tmp_path: Path,
) -> None:
    easts = [37.1, 37.2, 37.2, 37.2, 37.1]
    editions = [edition(tmp_path, f"2025030{day}", e) for day, e in enumerate(easts, start=1)]
    reading = read(tmp_path, editions)
    held = [(fact["editions"], fact["reported_at"]) for fact in rows(reading, "persisted")]
    assert held == [(1, moment(3)), (2, moment(4))]
    (back,) = rows(reading, "reverted")
    assert (back["editions"], back["reported_at"]) == (2, moment(5))
    (loss,) = rows(reading, "lost")
    assert loss["class"] == "return"


def test_a_redrawn_line_is_a_fact_of_its_own_and_no_gain(tmp_path: Path) -> None:
    editions = [edition(tmp_path, "20250301", 37.1), edition(tmp_path, "20250302", 37.10001)]
    reading = read(tmp_path, editions)
    assert rows(reading, "gained") == []
    (redrawn,) = rows(reading, "redrawn")
    assert (redrawn["kind"], redrawn["area"] > 0) == ("gained", True)


def test_a_missing_map_day_is_a_gap_not_a_zero(tmp_path: Path) -> None:
    editions = [edition(tmp_path, f"2025030{day}", 37.1) for day in (1, 2, 4, 5)]
    reading = read(tmp_path, editions)
    answer = covered(reading.coverage, "gained", (moment(1), moment(5)))
    (gap,) = answer.gaps
    assert gap.reasons == ("log: no edition on 2025-03-03",)
    assert moment(2) < gap.begins < gap.ends < moment(4)
    assert "no edition on 2025-03-03" in reading.notes


def test_a_gap_that_the_source_bridges_is_noted_but_is_none(tmp_path: Path) -> None:
    editions = [edition(tmp_path, f"2025030{day}", 37.1) for day in (1, 4)]
    reading = read(tmp_path, editions, options={"bridges": "3 days"})
    assert not covered(reading.coverage, "gained", (moment(1), moment(4))).gaps
    assert reading.notes == [
        "no edition from 2025-03-02 to 2025-03-03; the source's `bridges` accepts it"
    ]


def test_declared_places_limit_what_a_map_covers(tmp_path: Path) -> None:
    cover = SourceCoverage(("gained",), places=("Donetsk",))
    editions = [edition(tmp_path, f"2025030{day}", 37.1) for day in (1, 2)]
    reading = read(tmp_path, editions, coverage=(cover,))
    assert {each.predicate for each in reading.coverage} == {"gained"}
    assert reading.coverage[0].places == ("Donetsk",)


def test_each_edition_says_how_much_is_held(tmp_path: Path) -> None:
    editions = [edition(tmp_path, "20250301", 37.1), edition(tmp_path, "20250302", 37.1)]
    one, two = rows(read(tmp_path, editions), "controls")
    assert one["area"] == two["area"] == pytest.approx(82.9, abs=0.1)
    assert (one["valid_from"], two["valid_from"]) == (moment(1), moment(2))


def test_a_bad_edition_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    bad = evidence(tmp_path, "{", "map_20250302.geojson")
    editions = [edition(tmp_path, "20250301", 37.1), bad, edition(tmp_path, "20250303", 37.2)]
    reading = read(tmp_path, editions)
    assert [each.item for each in reading.refused] == [bad.item.sha256]
    assert len(rows(reading, "gained")) == 1
    assert reading.read_count == 2


def test_of_two_editions_of_one_moment_the_later_known_replaces_the_other(tmp_path: Path) -> None:
    first = edition(tmp_path, "20250302", 37.3, name="a_20250302.json", known_at=moment(3))
    second = edition(tmp_path, "20250302", 37.2, name="b_20250302.json", known_at=moment(4))
    reading = read(tmp_path, [edition(tmp_path, "20250301", 37.1), second, first])
    assert rows(reading, "gained")[0]["item"] == second.item.sha256
    assert [each.item for each in reading.refused] == [first.item.sha256]
    assert "replaces the other" in reading.refused[0].reason


def test_an_edition_without_a_date_in_its_name_is_dated_by_its_publication(tmp_path: Path) -> None:
    late = edition(tmp_path, "", 37.2, name="latest.json", published_at=moment(2, 12))
    reading = read(tmp_path, [edition(tmp_path, "20250301", 37.1), late])
    assert rows(reading, "gained")[0]["valid_until"] == moment(2, 12)


def test_classes_are_held_by_the_parties_the_source_names(tmp_path: Path) -> None:
    editions = [
        edition(tmp_path, "20250301", 37.1, properties={"name": "occupied"}),
        edition(tmp_path, "20250302", 37.2, properties={"name": "occupied"}),
    ]
    options = {"holders": {"occupied": "RU", "liberated": "UA"}, "class property": "name"}
    reading = read(tmp_path, editions, options=options)
    assert [fact["by"] for fact in rows(reading, "gained")] == ["RU"]
    assert "no edition has ground of class 'liberated'" in reading.notes[0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"holder": ""}, "do not say who holds the ground"),
        ({"edition time": "noonish"}, "no `edition time`"),
        ({"follow editions": "-1"}, "`follow editions` is a count"),
        ({"bridges": "1 month"}, "months differ in length"),
        ({"holder": ["RU"]}, "must be a single value"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(MisuseError, match=words):
        read(tmp_path, [edition(tmp_path, "20250301", 37.1)], options=options)


def test_no_editions_give_no_facts_and_no_coverage(tmp_path: Path) -> None:
    reading = read(tmp_path, [evidence(tmp_path, "[]", "map_20250301.geojson")])
    assert not reading.facts
    assert not reading.coverage
    assert len(reading.refused) == 1


def test_the_order_of_adding_changes_nothing(tmp_path: Path) -> None:
    editions = [edition(tmp_path, f"2025030{day}", 37 + day / 10) for day in (1, 2, 3)]
    one, two = read(tmp_path, editions), read(tmp_path, editions[::-1])
    assert {name: table.sort_by("fact") for name, table in one.facts.items()} == {
        name: table.sort_by("fact") for name, table in two.facts.items()
    }
