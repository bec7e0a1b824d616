"""The words a report is written in: English and German, side by side.

Only labels and set sentences live here. What an agreement or a source says is never
translated: it is quoted. Each entry is the pair (English, German), so that neither
can be forgotten; ``{...}`` are filled in by name.
"""

from __future__ import annotations

from typing import Literal

from servanda.base.errors import MisuseError
from servanda.report.phrases import PHRASES
from servanda.report.sentences import SENTENCES
from servanda.report.sentences_publication import PUBLICATION

__all__ = ["CATALOGUE", "LANGUAGES", "SYMBOLS", "Labels", "Language"]

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = ("en", "de")

# A filled mark is a verified violation and a hollow one an alleged, here as in the strip.
SYMBOLS = {"breached": "◆", "alleged": "◇", "undetermined": "?", "pending": "…", "kept": "✓"}

CATALOGUE: dict[str, tuple[str, str]] = {
    **SENTENCES,
    **PHRASES,
    **PUBLICATION,
    "breached": ("breached", "gebrochen"),
    "alleged": ("alleged", "Bruch behauptet"),
    "undetermined": ("undetermined", "nicht feststellbar"),
    "pending": ("pending", "offen"),
    "kept": ("kept", "eingehalten"),
    "inactive": ("inactive", "nicht ausgelöst"),
    "active": ("active", "wirksam"),
    "suspended": ("suspended", "ausgesetzt"),
    "expired": ("expired", "ausgelaufen"),
    "terminated": ("terminated", "beendet"),
    "completed": ("completed breach", "abgeschlossener Bruch"),
    "continuing": ("continuing breach", "andauernder Bruch"),
    "composite": ("composite breach", "zusammengesetzter Bruch"),
    "obligation": ("obligation", "Pflicht"),
    "prohibition": ("prohibition", "Verbot"),
    "permission": ("permission", "Erlaubnis"),
    "power": ("power", "Befugnis"),
    "due": ("due", "fällig"),
    "overdue": ("overdue", "überfällig"),
    "late": ("late: done after the deadline", "verspätet: nach der Frist getan"),
    "unclear": ("unclear: the clock has ended", "unklar: die Frist ist abgelaufen"),
    "open": ("open, no clock stated", "offen, keine Frist genannt"),
    "verified": ("verified", "bestätigt"),
    "yes": ("yes", "ja"),
    "no": ("no", "nein"),
    "none": ("none", "keine"),
    "none stated": ("none stated", "nicht genannt"),
    "unknown": ("unknown", "unbekannt"),
    "and": ("and", "und"),
    "or": ("or", "oder"),
    "bearer": ("the bearer", "die verpflichtete Seite"),
    "counterparty": ("the counterparty", "die berechtigte Seite"),
    "not attributable": ("not attributable", "nicht zuzuordnen"),
    "partly attributed": ("in part not attributable", "zum Teil nicht zuzuordnen"),
    "open end": ("open end", "offenes Ende"),
    "everywhere": ("everywhere the agreement reaches", "überall, wo die Vereinbarung gilt"),
    # headings
    "verdicts": ("The answers, clause by clause", "Die Antworten, Klausel für Klausel"),
    "falls due": ("What falls due", "Was fällig wird"),
    "clauses": ("Clauses", "Klauseln"),
    "evidence": ("Evidence cited", "Angeführte Belege"),
    "not determined": ("What could not be determined", "Was sich nicht feststellen ließ"),
    "refused": ("What could not be read", "Was sich nicht lesen ließ"),
    "sources": ("Sources", "Quellen"),
    "contest": ("How to contest an answer", "Wie man einer Antwort widerspricht"),
    "how to read": ("How to read this report", "Wie dieser Bericht zu lesen ist"),
    "violations": ("Violations", "Verstöße"),
    "reasons": ("Reasons", "Gründe"),
    "instances": ("Duties that arose", "Entstandene Pflichten"),
    "gaps": ("Times when nobody accepted was looking", "Zeiten ohne anerkannten Beobachter"),
    "formula": ("Formula decided", "Entschiedene Formel"),
    "provision": ("The provision in its parts", "Die Bestimmung in ihren Teilen"),
    "notes": ("Remarks", "Anmerkungen"),
    "other layers": ("No layer stated", "Ohne Ebene"),
    # column and row names
    "clause": ("Clause", "Klausel"),
    "verdict": ("Verdict", "Befund"),
    "since": ("Since", "Seit"),
    "by": ("By", "Durch"),
    "word of": ("On whose word", "Auf wessen Wort"),
    "flips": ("Flips without", "Kippt ohne"),
    "then": ("then", "dann"),
    "flip": ("{word} without {source}", "{word} ohne {source}"),
    "no flip": ("no single source", "keine einzelne Quelle"),
    "what": ("What", "Was"),
    "from whom": ("From whom", "Von wem"),
    "by when": ("By when", "Bis wann"),
    "because of": ("Because of", "Weswegen"),
    "state": ("State", "Stand"),
    "parties": ("Parties", "Parteien"),
    "guarantor": ("guarantor", "Garantiestaat"),
    "purpose": ("Purpose", "Zweck"),
    "reference": ("Text", "Wortlaut"),
    "as of": ("As of", "Wissensstand"),
    "in force": ("In force", "In Kraft"),
    "window": ("Window", "Zeitraum"),
    "zone of time": ("Time zone", "Zeitzone"),
    "engine": ("Rules engine", "Regelwerk"),
    "archive": ("Archive head", "Kopf des Archivs"),
    "withheld": ("Withheld", "Zurückgehalten"),
    "modality": ("Kind", "Art"),
    "bearers": ("Who must", "Wer muss"),
    "bearers of prohibition": ("Who may not", "Wer darf nicht"),
    "bearers of permission": ("Who may", "Wer darf"),
    "owed to": ("Owed to", "Gegenüber"),
    "required": ("What", "Was"),
    "trigger": ("Trigger", "Auslöser"),
    "deadline": ("Deadline", "Frist"),
    "period": ("Period", "Wiederkehr"),
    "place": ("Where", "Wo"),
    "layer": ("Layer", "Ebene"),
    "domain": ("Domain", "Bereich"),
    "accepts": ("Accepted sources", "Anerkannte Quellen"),
    "all sources": ("all of the case", "alle des Falls"),
    "counts as verified": ("Verified when", "Bestätigt, wenn"),
    "remedy": ("Remedy", "Abhilfe"),
    "verb": ("Verb of the text", "Verb des Textes"),
    "source text": ("Read from", "Gelesen aus"),
    "activation": ("Life cycle", "Lebenslauf"),
    "kind of breach": ("Kind of breach", "Art des Bruchs"),
    "finding": ("The finding", "Der Befund"),
    "grades": ("Grades", "Einstufung"),
    "known since": ("Known since", "Bekannt seit"),
    "when": ("When", "Wann"),
    "begins": ("Clock started", "Frist läuft seit"),
    "fulfilled by": ("Fulfilled by", "Erfüllt durch"),
    "triggered by": ("Triggered by", "Ausgelöst durch"),
    "progress": ("Counted so far", "Bisher gezählt"),
    "reason": ("Reason", "Grund"),
    "source": ("Source", "Quelle"),
    "item": ("Item", "Dokument"),
    "locator": ("Place in it", "Stelle darin"),
    "known": ("Known from", "Bekannt ab"),
    "words": ("Words read", "Gelesene Worte"),
    "cells": ("Cells of the row", "Zellen der Zeile"),
    "licence": ("Licence", "Lizenz"),
    "reliability": ("Reliability", "Zuverlässigkeit"),
    "credibility": ("Credibility of the item", "Glaubwürdigkeit der Angabe"),
    "access": ("Speaks for; can see", "Spricht für; sieht"),
    "lag": ("Reports after", "Meldet nach"),
    "origin": ("Origin", "Ursprung"),
    "read": ("Read", "Gelesen"),
    "denials": ("Denied", "Bestritten"),
    "cited in": ("Cited in", "Angeführt in"),
    "excerpt": ("Excerpt", "Auszug"),
    "no party": ("no party", "keine Partei"),
    "gap": ("gap", "Lücke"),
    "verified violation": ("verified violation", "bestätigter Verstoß"),
    "alleged violation": ("alleged violation", "behaupteter Verstoß"),
}


class Labels:
    """The catalogue in one language.

    >>> Labels("de")("kept"), Labels("en")("flip", word="kept", source="map A")
    ('eingehalten', 'kept without map A')
    """

    def __init__(self, language: Language = "en") -> None:
        if language not in LANGUAGES:
            raise MisuseError(f"a report is written in en or de, not {language!r}")
        self.language: Language = language
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the label, filled in; a missing key is a programming error (KeyError)."""
        return CATALOGUE[key][self._column].format(**values)
