"""The words of maps, charts and tables: English and German, side by side.

Only labels live here. What a map or a layer calls something is quoted, never translated.
Main path: ``Say``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

__all__ = ["WORDS", "Language", "Say"]

Language = Literal["en", "de"]

WORDS: dict[str, tuple[str, str]] = {
    "gained": ("gained", "gewonnen"),
    "lost": ("lost", "verloren"),
    "net": ("net", "netto"),
    "redrawn": ("redrawn", "nachgezeichnet"),
    "of this redrawn": ("of this redrawn", "davon nachgezeichnet"),
    "advance": ("advance", "Vorstoß"),
    "return": ("return", "Rückgewinn"),
    "redraw": ("redraw", "Nachzeichnung"),
    "persistent": ("persistent", "beständig"),
    "reverted": ("reverted", "zurückgenommen"),
    "undecided": ("undecided", "offen"),
    "patches": ("patches", "Flächen"),
    "period": ("period", "Zeitraum"),
    "region": ("region", "Region"),
    "sum": ("sum", "Summe"),
    "outside all regions": ("outside all regions", "außerhalb aller Regionen"),
    "all regions": ("all regions", "alle Regionen"),
    "held in both": ("held in both editions", "in beiden Ausgaben gehalten"),
    "line on": ("line on {moment}", "Linie am {moment}"),
    "unchanged": ("unchanged edition", "unveränderte Ausgabe"),
    "unchanged many": ("{count} unchanged editions", "{count} unveränderte Ausgaben"),
    "no edition": ("no edition", "keine Ausgabe"),
    "gap days": ("{days} days without an edition in it", "{days} Tage darin ohne Ausgabe"),
    "gap day": ("1 day without an edition in it", "1 Tag darin ohne Ausgabe"),
    "changes": ("Changes ({after}, {until}]", "Veränderungen ({after}, {until}]"),
    "told": (
        "Gained {gained} km², lost {lost} km², net {net} km²; of this redrawn {redrawn} km².",
        "Gewonnen {gained} km², verloren {lost} km², netto {net} km²; davon nachgezeichnet "
        "{redrawn} km².",
    ),
    "same ground": (
        "Both editions show the same ground. That is not to say that nothing happened.",
        "Beide Ausgaben zeigen dasselbe. Das heißt nicht, dass nichts geschah.",
    ),
    "ring": (
        "a ring or a dot marks a patch too small to see",
        "Ring oder Punkt: Fläche, die zu klein zum Zeichnen ist",
    ),
    "where": ("where this is", "Lage"),
    "chart": (
        "Ground gained and lost, km² per {by}",
        "Gewonnene und verlorene Fläche, km² je {by}",
    ),
    "edition": ("edition", "Ausgabe"),
    "day": ("day", "Tag"),
    "week": ("week", "Woche"),
    "month": ("month", "Monat"),
    "axis": ("km² per {by}", "km² je {by}"),
    "axis since": ("km² since {day}", "km² seit {day}"),
    "gross gain": ("gross gain", "Bruttogewinn"),
    "gross loss": ("gross loss", "Bruttoverlust"),
    "net change": ("net", "netto"),
    "redrawn in chart": ("of this redrawn", "davon nachgezeichnet"),
    "cumulative net": ("net since {day}", "netto seit {day}"),
    "source": ("Source: {source}", "Quelle: {source}"),
    "no credit": ("Source and licence: not stated", "Quelle und Lizenz: nicht angegeben"),
    "editions from to": ("editions {first} to {last}", "Ausgaben {first} bis {last}"),
    "method": (
        "Areas on the WGS 84 ellipsoid. A change counts in the period of its later edition.",
        "Flächen auf dem Ellipsoid WGS 84. Eine Veränderung zählt im Zeitraum ihrer späteren "
        "Ausgabe.",
    ),
    "lag": ("An edition counts as {days} d before its date.",
            "Eine Ausgabe gilt für {days} d vor ihrem Datum."),
    "kind": ("kind", "Art"),
    "movement": ("reads as", "gelesen als"),
    "why": ("because", "Grund"),
    "area": ("km²", "km²"),
    "width": ("width m", "Breite m"),
    "length": ("length m", "Länge m"),
    "place": ("longitude, latitude", "geogr. Länge, Breite"),
    "patch": ("patch", "Fläche"),
    "left out": (
        "{count} smaller patches with together {area} km² are not listed.",
        "{count} kleinere Flächen mit zusammen {area} km² sind nicht aufgeführt.",
    ),
    "front": ("active front km", "aktive Front km"),
    "depth": ("mean depth km", "mittlere Tiefe km"),
    "deepest": ("deepest km", "tiefste km"),
    "front is": (
        "Active front: outline held at the beginning, within 5 km of ground that changed; depth: "
        "net gain by its length; deepest: of a gained point from the ground held at the beginning.",
        "Aktive Front: Rand der anfangs gehaltenen Fläche, bis 5 km von veränderter Fläche; Tiefe: "
        "Nettogewinn durch ihre Länge; tiefste: eines gewonnenen Punktes von der anfangs "
        "gehaltenen Fläche.",
    ),
    "net since": ("net since start", "netto seit Beginn"),
    "refused": ("refused", "abgelehnt"),
    "refused count": ("{count} files refused", "{count} Dateien abgelehnt"),
    "refused one": ("1 file refused", "1 Datei abgelehnt"),
    "repaired": (
        "repaired: {count} places with together {area} km² in the later editions; --json says in "
        "which rows",
        "ausgebessert: {count} Stellen mit zusammen {area} km² in den späteren Ausgaben; --json "
        "sagt, in welchen Zeilen",
    ),
    "small": ("small", "klein"),
    "sliver": ("sliver", "schmal"),
    "batch": ("batch", "Sammeländerung"),
}  # fmt: skip


class Say:
    """Words and numbers in one language."""

    def __init__(self, language: Language) -> None:
        """Speak ``en`` or ``de``."""
        self.language = language
        self._german = language == "de"

    def __call__(self, key: str, **filled: object) -> str:
        """Return the words of that name, filled in."""
        text = WORDS[key][self._german]
        return text.format(**filled) if filled else text

    def name(self, text: str) -> str:
        """Return the words for a value if it is one of ours, else the value as it is."""
        return WORDS[text][self._german] if text in WORDS else text

    def number(self, value: float, digits: int = 2, *, sign: bool = False) -> str:
        """Return a number with so many digits after the point, or the comma.

        >>> Say("en").number(1234.5), Say("de").number(-0.001, 2)
        ('1,234.50', '0,00')
        """
        rounded = round(value, digits) + 0.0
        text = f"{rounded:+,.{digits}f}" if sign else f"{rounded:,.{digits}f}"
        return text.translate(str.maketrans(",.", ".,")) if self._german else text

    def moment(self, moment: datetime) -> str:
        """Return a moment to the minute; midnight UTC, which stands for a day, as the day."""
        day = f"{moment:%Y-%m-%d}"
        zone = f"{moment:%Z}"
        at_midnight = moment.hour == moment.minute == 0 and zone == "UTC"
        return day if at_midnight else f"{day} {moment:%H:%M} {zone}"
