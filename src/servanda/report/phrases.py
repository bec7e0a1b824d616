"""Set phrases of the terminal, as pairs (English, German); see ``servanda.report.labels``.

They stand inside a line, so they are written small; what a report says as a heading or a
whole sentence is in ``labels`` and ``sentences``.
"""

from __future__ import annotations

__all__ = ["PHRASES"]

PHRASES: dict[str, tuple[str, str]] = {
    # assess
    "line no clauses": ("no clauses, nothing to answer", "keine Klauseln, nichts zu beantworten"),
    "line since": ("since {when}", "seit {when}"),
    "line by": ("by: {parties}", "durch: {parties}"),
    "line accepted": ("accepted sources: {sources}", "anerkannte Quellen: {sources}"),
    "line origin": ("1 independent source", "1 unabhängige Quelle"),
    "line origins": ("{count} independent sources", "{count} unabhängige Quellen"),
    "line more facts": ("more facts: {count}", "weitere Angaben: {count}"),
    "line more verified": (
        "and {count} more verified violations",
        "weitere bestätigte Verstöße: {count}",
    ),
    "line more alleged": (
        "and {count} more alleged violations",
        "weitere behauptete Verstöße: {count}",
    ),
    "line own word": ("{party}'s own word", "eigenes Wort von {party}"),
    "line flips": ("flips to {word} without {source}", "kippt zu {word} ohne {source}"),
    "line known": ("known since {moment}", "bekannt seit {moment}"),
    "line engine": ("engine {version}", "Regelwerk {version}"),
    "line remedy": ("due because of this: {duty}", "deswegen fällig: {duty}"),
    "line more times": ("and {count} more times", "und noch {count}-mal"),
    "line to": ("{begins} to {ends}", "{begins} bis {ends}"),
    # due
    "line nothing due": ("nothing falls due", "nichts wird fällig"),
    "state due": ("due", "fällig"),
    "state open": ("open", "offen"),
    "state overdue": ("overdue", "überfällig"),
    "state late": ("late", "verspätet"),
    "state unclear": ("unclear", "unklar"),
    "line no clock": ("no clock stated", "keine Frist genannt"),
    "line deadline": ("by {moment}", "bis {moment}"),
    "line from": ("from: {parties}", "von: {parties}"),
    "line because": ("because of: {cause}", "wegen: {cause}"),
    "line started": ("clock started: {moment}", "Frist läuft seit: {moment}"),
    "line so far": ("so far: {progress}", "bisher: {progress}"),
    "line done late": ("done late: {when}", "verspätet getan: {when}"),
    "line more instances": (
        "and {count} more instances of this duty",
        "weitere Fälle dieser Pflicht: {count}",
    ),
    # explain
    "tree text": ("text", "Wortlaut"),
    "tree what": ("what", "was"),
    "tree after": ("after", "nach"),
    "tree deadline": ("deadline", "Frist"),
    "tree formula": ("formula", "Formel"),
    "tree window": ("window", "Zeitraum"),
    "tree as of": ("as of", "Wissensstand"),
    "tree since": ("since", "seit"),
    "tree by": ("by", "durch"),
    "tree why": ("why", "warum"),
    "tree reasons": ("reasons", "Gründe"),
    "tree violations": ("violations", "Verstöße"),
    "tree duties": ("duties that arose", "entstandene Pflichten"),
    "tree gaps": ("gaps: nobody accepted was looking", "Lücken: kein anerkannter Beobachter"),
    "tree flips": ("flips", "kippt"),
    "tree remarks": ("remarks", "Anmerkungen"),
    "tree more": ("… and {count} more", "… und {count} weitere"),
    "tree more facts": ("… more facts: {count}", "… weitere Angaben: {count}"),
    "tree engine": (
        "engine {version} · archive head {head}",
        "Regelwerk {version} · Kopf des Archivs {head}",
    ),
    "tree verified": ("verified", "bestätigt"),
    "tree alleged": ("alleged", "behauptet"),
    "tree until": ("lasted until", "dauerte bis"),
    "tree clock": (
        "clock started {begins}; deadline {deadline}",
        "Frist läuft seit {begins}; Ende {deadline}",
    ),
    "tree fact": ("fact", "Angabe"),
    "tree denied": ("denied", "bestritten"),
    "tree triggered": ("triggered by", "ausgelöst durch"),
    "tree fulfilled": ("fulfilled by", "erfüllt durch"),
    "tree late": ("done late by", "verspätet getan nach"),
    "tree when": ("when", "wann"),
    "tree source": ("source", "Quelle"),
    "tree origin": ("origin {origin}", "Ursprung {origin}"),
    "tree grades": ("grades", "Einstufung"),
    "tree item": ("item", "Dokument"),
    "tree whole": ("whole", "ganz"),
    "tree words": ("words: “{words}”", "Worte: „{words}“"),
    "tree known": ("known from", "bekannt ab"),
    # history
    "past judged": (
        "Judged by the agreement, the sources and the rules (engine {version}) as they are now.",
        "Beurteilt nach Vereinbarung, Quellen und Regelwerk ({version}), wie sie jetzt sind.",
    ),
    "past was": ("(was {answer})", "(war {answer})"),
    "past because": ("because of: {causes}", "wegen: {causes}"),
    "past beside": (
        "cites nothing new; what became known: {causes}",
        "führt nichts Neues an; bekannt wurde: {causes}",
    ),
    "past time": (
        "time passed; nothing new that this clause accepts",
        "Zeit verging; nichts Neues, das diese Klausel anerkennt",
    ),
    "past grade": ("{item} graded {grade}: {reason}", "{item} eingestuft als {grade}: {reason}"),
    "past withdraw": ("{item} withdrawn: {reason}", "{item} zurückgezogen: {reason}"),
    "past restore": ("{item} restored: {reason}", "{item} wieder gültig: {reason}"),
    "past more": ("and {count} more", "und {count} weitere"),
}
