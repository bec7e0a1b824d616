"""Made-up news articles of any number, the same for the same seed, for the benchmarks.

The speed of reading depends on how dense the statements are, so real articles are better
where there are some; these have about as many a thousand words as news agencies write.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

__all__ = ["articles", "generated", "page"]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "quotes"
_NAMES = ("Ada Berg", "Max Rand", "Eva Sand", "Theo Kurz", "Lena Grau", "Jan Wolff", "Mia Holm")
_OFFICES = ("Außenministerin", "Präsident", "Sprecherin", "General", "Bürgermeister")
_PLACES = ("Kestria", "Ilmar", "Tarsin", "Lowen", "Brenn")
_GERMAN = (
    "{office} {name} sagte am {day}, dass {place} den Vorschlag nicht annehmen werde.",
    "„Wir brauchen {number} Millionen Euro, und zwar sofort“, sagte {name} in {place}.",
    "Nach Angaben der Behörden wurden am {day} rund {number} Menschen in Sicherheit gebracht.",
    "{name} kritisierte das Vorgehen. Die Lage sei ernst, und niemand habe einen Plan.",
    "Die Regierung von {place} kündigte an, bis Ende {month} {number} Fahrzeuge zu liefern.",
    "Seit {number} Tagen wird in {place} gebaut, doch die Straßen sind noch gesperrt.",
    "Auf die Frage, wann die Gespräche weitergehen, antwortete {name}: „Das weiß ich nicht.“",
    "Am {number}. {month} 2031 trafen sich die Parteien in {place}, um über die Grenze zu reden.",
)
_ENGLISH = (
    "{name}, the foreign minister of {place}, said on {day} that talks would continue.",
    "“We need {number} million dollars, and we need them now,” {name} told reporters.",
    "According to officials, about {number} people left {place} on {day}.",
    "{name} criticised the plan, saying it was late. The government denied that.",
    "{place} promised to deliver {number} trucks by the end of {month}.",
    "For {number} days crews have been at work in {place}, but the roads are still closed.",
)
_DAYS = {"de": "Montag Dienstag Mittwoch Donnerstag Freitag".split(),
         "en": "Monday Tuesday Wednesday Thursday Friday".split()}  # fmt: skip
_MONTHS = {"de": "März April Mai Juni Juli".split(), "en": "March April May June July".split()}


def articles() -> tuple[str, list[str]]:
    """Real German articles where they are, else made-up ones; and which."""
    files = sorted(SHARED.glob("*/*.json"))
    if files:
        texts = [json.loads(file.read_text("utf-8"))["originalText"] for file in files]
        return "Wikinews, German", texts
    return "made up, German", [next(generated(number, "de")) for number in range(800)]


def generated(seed: int = 1, language: str = "de", sentences: int = 14) -> Iterator[str]:
    """Yield articles without end."""
    chance = random.Random(seed)
    shapes = _GERMAN if language == "de" else _ENGLISH
    while True:
        parts = []
        for number in range(sentences):
            sentence = chance.choice(shapes).format(
                name=chance.choice(_NAMES), office=chance.choice(_OFFICES),
                place=chance.choice(_PLACES), number=chance.randint(2, 28),
                day=chance.choice(_DAYS[language]), month=chance.choice(_MONTHS[language]),
            )  # fmt: skip
            parts.append(sentence + ("\n\n" if number % 3 == 2 else " "))
        yield "".join(parts).strip() + "\n"


def page(text: str) -> str:
    """An article as an outlet publishes it."""
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n") if part.strip())
    links = "".join(f'<li><a href="/{n}">Rubrik {n}</a></li>' for n in range(60))
    return (
        '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Bericht</title>'
        '<meta property="article:published_time" content="2025-03-05T08:00:00+01:00"></head>'
        f"<body><nav><ul>{links}</ul></nav><article><h1>Bericht</h1>{paragraphs}</article>"
        f"<aside><ul>{links}</ul></aside><footer>Impressum</footer></body></html>"
    )
