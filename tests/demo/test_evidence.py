from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

import pytest

from servanda.base.errors import MisuseError
from servanda.base.moment import parse_moment, parse_zone
from servanda.demo.reports import written_evidence
from servanda.demo.tables import BAD_ROW_TIME, incident_logs, strikes
from servanda.language import read

_NEWS = {item.name: item.data.decode("utf-8") for item in written_evidence()
         if item.name.endswith(".txt")}  # fmt: skip


def _rows(source: str, encoding: str, delimiter: str) -> list[dict[str, str]]:
    return [
        row
        for found, _, data, _ in incident_logs()
        if found == source
        for row in csv.DictReader(io.StringIO(data.decode(encoding)), delimiter=delimiter)
    ]


OBSERVERS = _rows("joint-log", "utf-8", ",")
OTHERS = _rows("grenzwacht", "cp1252", ";")


def test_the_bad_row_is_there_once_and_is_no_day_of_the_calendar() -> None:
    assert [row["time"] for row in OBSERVERS].count(BAD_ROW_TIME) == 1
    with pytest.raises(MisuseError, match="is no date"):
        parse_moment(BAD_ROW_TIME, parse_zone("-01:00"))


def test_every_other_row_has_a_time_and_is_recorded_later() -> None:
    zone = parse_zone("-01:00")
    for row in OBSERVERS:
        if row["time"] != BAD_ROW_TIME:
            assert (
                parse_moment(row["time"], zone).latest < parse_moment(row["recorded"], zone).latest
            )


def test_some_rows_of_the_log_are_repeated() -> None:
    counts = Counter(tuple(row.values()) for row in OBSERVERS)
    assert sorted(counts.values(), reverse=True)[:4] == [2, 2, 2, 1]


def test_the_other_log_spells_places_its_own_way() -> None:
    ours, theirs = {row["place"] for row in OBSERVERS}, {row["Ort"] for row in OTHERS}
    assert not ours & theirs


def test_some_strikes_have_two_origins_and_some_only_one() -> None:
    seen = Counter((strike.target, strike.both) for strike in strikes())
    assert seen["energy", True] == seen["energy", False] == 1
    assert seen["dwelling", True] == 2
    assert (seen["port", True], seen["port", False]) == (0, 1)
    assert len(OTHERS) == sum(strike.both for strike in strikes())


def test_both_parties_appear_on_both_sides_of_the_ledger() -> None:
    by = Counter(strike.by for strike in strikes())
    assert by["Halvany"] > 3
    assert by["Kestria"] > 3
    assert by[""] > 3


def test_eight_reports_in_two_languages() -> None:
    assert len(_NEWS) == 8
    assert Counter(read(text).language for text in _NEWS.values()) == {"en": 5, "de": 3}


@pytest.mark.parametrize("name", _NEWS)
def test_each_report_states_its_day(name: str) -> None:
    day = date.fromisoformat(name.removesuffix(".txt")[-10:])
    assert read(_NEWS[name]).published == day


def test_two_reports_are_one_agency_report_in_other_words() -> None:
    credited = [name for name, text in _NEWS.items() if "(FPA)" in text]
    assert credited == ["kurier-2031-05-07.txt", "amarel-post-2031-05-07.txt"]


def test_direct_quotations_are_found_with_their_speakers() -> None:
    speakers = {
        quotation.speaker_name
        for text in _NEWS.values()
        for quotation in read(text).quotations
        if quotation.speaker_name
    }
    assert speakers >= {
        "Helene Dorsay",
        "Martin Ravell",
        "Claudia Threne",
        "Julia Brandow",
        "Thomas Ekwall",
        "Paul Hessing",
    }


def test_one_report_carries_a_denial() -> None:
    said = read(_NEWS["kurier-2031-05-08.txt"]).quotations
    assert "denies" in {quotation.act for quotation in said}
