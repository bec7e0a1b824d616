"""Two made-up incident logs of the same weeks, as two monitors would keep them.

The observers write English, commas and UTF-8; the other monitor writes German,
semicolons and cp1252, spells the places in its own way and sees less. The strikes that
decide clauses are written out in ``_STRIKES``; the rest is seeded background fire, alike
for both parties. The observers' log has repeated rows and one row with a date that is no
day of the calendar, because logs do.

Main path: ``incident_logs`` -> file name and bytes of each log, one file a month.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

__all__ = ["BAD_ROW_TIME", "MONTHS", "Strike", "incident_logs", "strikes"]

_T = TypeVar("_T")

MONTHS = {
    "2031-04": datetime(2031, 5, 1, 12, tzinfo=UTC),
    "2031-05": datetime(2031, 5, 12, 10, tzinfo=UTC),
}
"""Issues of the logs and when each was published; May's ends with the eleventh."""
BAD_ROW_TIME = "2031-04-31 07:10"

_SEED = 20310402
_BEGIN = datetime(2031, 4, 2, 0, 0)  # noqa: DTZ001 - the logs' own clock, UTC-1
_DAYS = 40
_SEEN_BY_BOTH = 0.4
_REPEATED_ROWS = (4, 17, 18)
_BAD_ROW_AFTER = 30

# place -> (spelling in the other log, longitude, latitude)
_PLACES = {
    "Kell": ("Kéll", -20.112, -29.871),
    "Orrin": ("Orin", -20.048, -29.958),
    "Dunmarsh": ("Dünmarsch", -20.021, -30.207),
    "Ketter Hill": ("Ketterberg", -20.139, -30.062),
    "Marl Farm": ("Gut Marl", -20.094, -30.284),
    "Ashlow": ("Aschlo", -20.027, -29.702),
    "Varn Weir": ("Warnwehr", -20.190, -29.741),
    "Sollen Substation": ("Umspannwerk Sollen", -19.871, -30.118),
    "Port Amarel": ("Hafen Amarel", -19.422, -30.301),
}
_BACKGROUND = ("Ketter Hill", "Marl Farm", "Ashlow", "Kell", "Orrin")
_PARTIES = (("Halvany", "Halvanien"), ("Kestria", "Kestrien"), ("", "unbekannt"))
_MEANS = {
    "small arms": "Handfeuerwaffen",
    "mortar": "Mörser",
    "drone": "Drohne",
    "artillery": "Artillerie",
    "missile": "Rakete",
}
_TARGETS = {
    "position": "Stellung",
    "field": "Feld",
    "dwelling": "Wohnhaus",
    "energy": "Energieanlage",
    "port": "Hafenanlage",
}


@dataclass(frozen=True, slots=True)
class Strike:
    """One incident as the observers log it; ``both`` says whether the other monitor saw it."""

    when: datetime
    place: str
    by: str
    target: str
    means: str
    number: int
    both: bool
    training: bool = False


def _strike(
    when: str, place: str, by: str, target: str, means: tuple[str, int], *,
    both: bool = False, training: bool = False,
) -> Strike:  # fmt: skip
    at = datetime.fromisoformat(when)
    return Strike(at, place, by, target, *means, both=both, training=training)


_STRIKES = (
    _strike("2031-04-08 21:15", "Dunmarsh", "Halvany", "dwelling", ("mortar", 4), both=True),
    _strike("2031-04-12 05:40", "Orrin", "Kestria", "dwelling", ("mortar", 3), both=True),
    _strike("2031-04-19 22:40", "Sollen Substation", "Halvany", "energy", ("drone", 1)),
    _strike("2031-04-24 10:00", "Kell", "Halvany", "field", ("artillery", 12), training=True),
    _strike("2031-04-27 03:15", "Port Amarel", "Halvany", "port", ("missile", 1)),
    _strike("2031-05-06 08:10", "Varn Weir", "Kestria", "energy", ("missile", 2), both=True),
)


def strikes() -> list[Strike]:
    """All incidents in order of time: those written out and the seeded background."""
    random = Random(_SEED)  # noqa: S311 - made-up fire, no secret
    background = [
        _background(_BEGIN + timedelta(days=day), random)
        for day in range(_DAYS)
        for _ in range(int(random.random() * 3))
    ]
    return sorted([*_STRIKES, *background], key=lambda strike: (strike.when, strike.place))


def _background(day: datetime, random: Random) -> Strike:
    return Strike(
        when=day + timedelta(minutes=int(random.random() * 1440)),
        place=_pick(_BACKGROUND, random),
        by=_pick(_PARTIES, random)[0],
        target=_pick(("position", "position", "field"), random),
        means=_pick(("small arms", "small arms", "mortar", "drone", "artillery"), random),
        number=1 + int(random.random() * 9),
        both=random.random() < _SEEN_BY_BOTH,
    )


def _pick(choices: tuple[_T, ...], random: Random) -> _T:
    return choices[int(random.random() * len(choices))]


def incident_logs() -> Iterator[tuple[str, str, bytes, datetime]]:
    """Yield source id, file name, bytes and time of publication of each month of each log."""
    observed = strikes()
    reported = _as_the_other_saw([strike for strike in observed if strike.both])
    for month, published in MONTHS.items():
        rows = _observers_rows(_of(month, observed), with_dirt=month == BAD_ROW_TIME[:7])
        yield "joint-log", f"incidents-{month}.csv", _csv(rows, ",").encode(), published
        others = _csv(_other_rows(_of(month, reported)), ";").encode("cp1252")
        yield "grenzwacht", f"vorfaelle-{month}.csv", others, published


def _of(month: str, strikes: Iterable[Strike]) -> list[Strike]:
    return [strike for strike in strikes if f"{strike.when:%Y-%m}" == month]


def _as_the_other_saw(strikes: Iterable[Strike]) -> list[Strike]:
    """The same incidents some minutes off: nobody's clock agrees with anybody's."""
    random = Random(_SEED + 1)  # noqa: S311
    return [replace(s, when=s.when + timedelta(minutes=int(random.random() * 50))) for s in strikes]


def _observers_rows(strikes: list[Strike], *, with_dirt: bool) -> Iterator[list[str]]:
    yield ["no", "time", "recorded", "place", "longitude", "latitude", "attributed to", "target",
           "means", "projectiles", "assessed as"]  # fmt: skip
    for number, strike in enumerate(strikes, start=1):
        row = _observers_row(f"{strike.when:%m}-{number:03}", strike)
        yield row
        if with_dirt and number in _REPEATED_ROWS:
            yield list(row)
        if with_dirt and number == _BAD_ROW_AFTER:
            yield [row[0] + "a", BAD_ROW_TIME, *row[2:]]


def _observers_row(number: str, strike: Strike) -> list[str]:
    _, longitude, latitude = _PLACES[strike.place]
    assessed = "training" if strike.training else ""
    return [number, f"{strike.when:%Y-%m-%d %H:%M}", _next_day(strike, "08:00"), strike.place,
            f"{longitude:.3f}", f"{latitude:.3f}", strike.by, strike.target, strike.means,
            str(strike.number), assessed]  # fmt: skip


def _next_day(strike: Strike, clock: str) -> str:
    return f"{strike.when + timedelta(days=1):%Y-%m-%d} {clock}"


def _other_rows(strikes: list[Strike]) -> Iterator[list[str]]:
    german = dict(_PARTIES)
    yield ["Zeit", "Gemeldet", "Ort", "Verursacher", "Ziel", "Mittel", "Anzahl"]
    for strike in strikes:
        yield [f"{strike.when:%Y-%m-%d %H:%M}", _next_day(strike, "12:00"),
               _PLACES[strike.place][0], german[strike.by], _TARGETS[strike.target],
               _MEANS[strike.means], str(strike.number)]  # fmt: skip


def _csv(rows: Iterable[list[str]], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()
