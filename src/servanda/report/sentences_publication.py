"""What a report says of its own publication, as pairs (English, German); see ``report.labels``."""

from __future__ import annotations

__all__ = ["PUBLICATION"]

PUBLICATION: dict[str, tuple[str, str]] = {
    "edition": ("Edition", "Ausgabe"),
    "working copy": (
        "working copy: not for publication; nothing is withheld",
        "Arbeitsexemplar: nicht zur Veröffentlichung; nichts ist zurückgehalten",
    ),
    "for publication": (
        "for publication: of what may have happened after {before} ({delay} before the moment of "
        "knowledge) no evidence is shown; no coordinate is more exact than {km} km",
        "zur Veröffentlichung: von dem, was nach {before} geschehen sein kann ({delay} vor dem "
        "Wissensstand), sind keine Belege gezeigt; keine Koordinate ist genauer als {km} km",
    ),
    "withheld count": ("{count} in all: {parts}", "zusammen {count}: {parts}"),
    "withheld none": ("nothing", "nichts"),
    "struck out": (
        "▮▮▮ stands for what is withheld. The answers are those of the whole evidence: no answer "
        "was changed by leaving something out.",
        "▮▮▮ steht für Zurückgehaltenes. Die Antworten sind die aller Belege: keine Antwort hat "
        "sich geändert, weil etwas fehlt.",
    ),
    "withheld list": ("What is withheld", "Was zurückgehalten ist"),
    "withheld how many": ("How many", "Wie viele"),
    "withheld here": ("Withheld: {reason}; sha256", "Zurückgehalten: {reason}; sha256"),
    "sha256": ("Document (sha256)", "Dokument (sha256)"),
    "why redacted": (
        "the agreement's rules of publication strike it out",
        "nach den Regeln der Vereinbarung zur Veröffentlichung gestrichen",
    ),
    "why licence": (
        "the source's licence does not let its rows, words and maps leave the case",
        "die Lizenz der Quelle lässt ihre Zeilen, Worte und Karten nicht aus dem Fall heraus",
    ),
    "why delay": (
        "it may have happened less than {delay} before the moment of knowledge",
        "es kann weniger als {delay} vor dem Wissensstand geschehen sein",
    ),
    "why beside": (
        "something else that is withheld stands at the same place of the document",
        "an derselben Stelle des Dokuments steht anderes, das zurückgehalten ist",
    ),
    "why unread": (
        "a record that could not be read: nobody knows how old it is, or what it tells",
        "ein Eintrag, der sich nicht lesen ließ: niemand weiß, wie alt er ist und was er sagt",
    ),
    "why coarse": (
        "coordinates rounded to {km} km or more, and struck out of the words",
        "Koordinaten auf mindestens {km} km gerundet und in den Worten gestrichen",
    ),
    "short redacted": ("{count} struck out", "{count} gestrichen"),
    "short licence": ("{count} by licence", "{count} wegen der Lizenz"),
    "short delay": ("{count} too young", "{count} zu jung"),
    "short beside": ("{count} beside these", "{count} daneben"),
    "short unread": ("{count} not read", "{count} nicht gelesen"),
    "short coarse": ("{count} with coordinates rounded", "{count} mit gerundeten Koordinaten"),
    "terms": ("Terms of use", "Bedingungen"),
    "terms text": (
        "Not for the settlement of bets: no market may pay out by this report, and it is "
        "published as an edition, not as a feed. It calls for no action, and nothing may be set "
        "off by it automatically. What it quotes stays under its source's licence.",
        "Nicht zur Abrechnung von Wetten: kein Markt darf nach diesem Bericht auszahlen; er "
        "erscheint als Ausgabe, nicht als laufende Meldung. Er ruft zu nichts auf, und nichts "
        "darf durch ihn selbsttätig ausgelöst werden. Was er zitiert, bleibt unter der Lizenz "
        "der Quelle.",
    ),
}
