"""The real tables and maps, where they are at hand; the rules themselves are tested elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from servanda.evidence.item import Item
from servanda.facts.model import Reading
from servanda.facts.shipped import shipped_vocabulary
from servanda.readers.control_map import ControlMapReader
from servanda.readers.protocol import Context, Evidence, no_progress
from servanda.readers.table import TableReader

from .tables import source

DATA = Path(__file__).parents[3] / "shared" / "data"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data"),
]


def _evidence(path: Path) -> Evidence:
    return Evidence(Item(path.name.ljust(64, "0")[:64], path.name, "x", MOMENT, None, MOMENT), path)


def _table(mapping: str, file: str) -> Reading:
    context = Context(source(options={"mapping": mapping}), shipped_vocabulary())
    return TableReader().read([_evidence(DATA / file)], context, no_progress)


@pytest.mark.parametrize(
    ("mapping", "file", "counts"),
    [
        ("alerts-oblast", "alerts/alerts_oblast.csv.gz", {"alert": 64_740}),
        ("alerts-official", "alerts/alerts_official_raw_2022_2023.csv.gz", {"alert": 31_288}),
        ("missile-attacks", "incidents/missile_attacks_daily.csv", {"strike": 2_879}),
        ("kiel-data-explorer", "aid/data_explorer.csv", {"allocated": 1_450, "committed": 815}),
        ("kiel-procurement", "aid/procurement_trends.csv", {"allocated": 153}),
    ],
)
def test_every_row_of_the_real_tables_is_accounted_for(
    mapping: str, file: str, counts: dict[str, int]
) -> None:
    reading = _table(mapping, file)
    assert {name: table.num_rows for name, table in reading.facts.items()} == counts
    assert not reading.refused


def test_nine_alerts_were_still_on_at_the_turn_of_the_year() -> None:
    alerts = _table("alerts-oblast", "alerts/alerts_oblast.csv.gz").facts["alert"]
    assert alerts["valid_until"].null_count == 9


def test_kiel_allocations_by_purpose_sum_to_the_published_months() -> None:
    import pyarrow.compute as pc
    import pyarrow.csv as arrow_csv

    facts = _table("kiel-data-explorer", "aid/data_explorer.csv").facts["allocated"]
    published = arrow_csv.read_csv(DATA / "aid" / "total_allocations.csv")
    total = pc.sum(published["total_allocations"]).as_py() * 1e9
    assert pc.sum(facts["amount"]).as_py() == pytest.approx(total, rel=1e-6)


def test_a_month_of_real_maps_is_read_without_refusals() -> None:
    options = {"holder": "RU", "edition time": "03:00", "time zone": "UTC"}
    context = Context(source("control map", options=options), shipped_vocabulary())
    files = sorted((DATA / "control" / "daily").glob("*_202511*.geojson"))
    reading = ControlMapReader().read([_evidence(file) for file in files], context, no_progress)
    assert reading.read_count == 29
    assert not reading.refused
    assert any("2025-11-26" in note for note in reading.notes)
    controls = reading.facts["controls"].sort_by("valid_from")["area"].to_pylist()
    gained = sum(reading.facts["gained"]["area"].to_pylist())
    lost = sum(reading.facts["lost"]["area"].to_pylist())
    redrawn = sum(
        fact["area"] if fact["kind"] == "gained" else -fact["area"]
        for fact in reading.facts["redrawn"].to_pylist()
    )
    assert gained - lost + redrawn == pytest.approx(controls[-1] - controls[0], abs=0.01)
