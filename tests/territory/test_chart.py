from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import pytest

from servanda.territory.chart import Bar, chart_of


def bars(count: int, gaps: Sequence[int] = ()) -> list[Bar]:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(count)]
    return [
        Bar(day, day, None) if n in gaps else Bar(day, day, 10.0 + n, 3.0, 2.0, 1.0, 7.0 * n)
        for n, day in enumerate(days)
    ]


def chart(
    found: list[Bar],
    form: str = "svg",
    language: Literal["en", "de"] = "en",
    *,
    total: bool = False,
) -> bytes:
    return chart_of(found, form=form, by="day", source="map A", language=language, cumulative=total)


def test_the_same_numbers_are_the_same_bytes() -> None:
    for form in ("svg", "png"):
        assert chart(bars(5, [2]), form) == chart(bars(5, [2]), form)


def test_it_has_no_date_of_its_making() -> None:
    assert b"<dc:date>" not in chart(bars(3))


def hatched(svg: bytes) -> int:
    return len(re.findall(rb"<pattern ", svg))


def test_a_period_without_an_edition_is_hatched_and_has_no_bar() -> None:
    whole, broken = chart(bars(5)), chart(bars(5, [2]))
    assert hatched(broken) == hatched(whole) + 1


def test_a_year_of_days_and_a_single_day_are_drawn() -> None:
    assert chart(bars(365, [40, 41]), "png").startswith(b"\x89PNG")
    assert chart(bars(1), "png").startswith(b"\x89PNG")


def test_nothing_changed_is_a_chart_too() -> None:
    day = date(2025, 1, 1)
    assert chart([Bar(day, day, 0.0)], "png").startswith(b"\x89PNG")


def test_running_totals_are_a_second_panel() -> None:
    assert chart(bars(4), total=True).count(b'id="axes_') == 2


def test_charts_leave_the_state_of_the_library_alone() -> None:
    # Looking at the setting "backend" would itself load pyplot.
    code = (
        "import sys, matplotlib as mpl; from datetime import date;"
        "from servanda.territory.chart import Bar, chart_of;"
        "told = lambda: {key: mpl.rcParams[key] for key in mpl.rcParams if key != 'backend'};"
        "before = told(); day = date(2025, 1, 1);"
        "chart_of([Bar(day, day, 1.0)], form='png', by='day', source='');"
        "assert told() == before; assert 'matplotlib.pyplot' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("language", ["en", "de"])
def test_both_languages_can_be_drawn(language: Literal["en", "de"]) -> None:
    assert chart(bars(3), "svg", language).startswith(b"<?xml")
