"""The German of every sentence that ``servanda.base.said`` puts together: template by template.

A sentence with a number may have two forms, for one thing and for several, where its English
has only one. Names of sources, parties and predicates, and quoted words, stand as they are.
``tests/report/test_reasons.py`` holds this list against the sentences of the source.
"""

from __future__ import annotations

__all__ = ["GERMAN"]

_WHAT_COUNTS = "(Wort einer Partei über andere, oder eingestuft E oder 5)"

GERMAN: dict[str, str | tuple[str, str]] = {
    # how parts are put together
    "{parts:; }": "{parts:; }",
    "{source}: {reason}": "{source}: {reason}",
    "{place}: {parts:; }": "{place}: {parts:; }",
    "{instance}: {reason}": "{instance}: {reason}",
    "{reason}; {late}": "{reason}; {late}",
    "{because} ({what})": "{because} ({what})",
    "{what} · {party}": "{what} · {party}",
    "{predicate}": "{predicate}",
    "{predicate}: {parts}": "{predicate}: {parts}",
    "{name} {value}": "{name} {value}",
    "{progress}: {why}": "{progress}: {why}",
    "{share:.0%}": "{share:.0%}",
    "less than {share:.0%}": "weniger als {share:.0%}",
    "more than {share:.0%}": "mehr als {share:.0%}",
    "on {moment:%Y-%m-%d %H:%M}Z": "am {moment}",
    "between {begins:%Y-%m-%d %H:%M}Z and {ends:%Y-%m-%d %H:%M}Z": "zwischen {begins} und {ends}",
    # what verifies a violation, and what does not
    "{count} independent source: {names}": "{count} unabhängige Quelle: {names}",
    "{count} independent sources: {names}": "{count} unabhängige Quellen: {names}",
    "independent sources: {count} ({names}) of {needed}": (
        "unabhängige Quellen: {count} ({names}) von {needed}"
    ),
    "independent sources: none of {needed}": "unabhängige Quellen: keine von {needed}",
    "persists in {count} further editions of {source}": (
        "besteht in {count} weiteren Ausgabe von {source} fort",
        "besteht in {count} weiteren Ausgaben von {source} fort",
    ),
    "not seen to persist {count} further editions": (
        "besteht nicht erkennbar über {count} weitere Ausgabe fort",
        "besteht nicht erkennbar über {count} weitere Ausgaben fort",
    ),
    "an item of credibility {grade} by {source}": (
        "eine Angabe der Glaubwürdigkeit {grade} von {source}"
    ),
    "no item of credibility {grade} or better": (
        "keine Angabe der Glaubwürdigkeit {grade} oder besser"
    ),
    "{count} report does not count (a party's own about others, or graded E or 5)": (
        "{count} Meldung zählt nicht " + _WHAT_COUNTS
    ),
    "{count} reports do not count (a party's own about others, or graded E or 5)": (
        "{count} Meldungen zählen nicht " + _WHAT_COUNTS
    ),
    "the agreement names nothing that verifies a violation": (
        "die Vereinbarung nennt nichts, was einen Verstoß bestätigt"
    ),
    "{count} independent source watched and did not see it in time: {names}": (
        "{count} unabhängige Quelle beobachtete und sah es nicht innerhalb der Frist: {names}"
    ),
    "{count} independent sources watched and did not see it in time: {names}": (
        "{count} unabhängige Quellen beobachteten und sahen es nicht innerhalb der Frist: {names}"
    ),
    "only {names} watched and did not see it in time": (
        "nur durch {names} beobachtet und nicht innerhalb der Frist gesehen"
    ),
    "nobody watched": "niemand beobachtete",
    "{looked}; {count} independent source is needed": (
        "{looked}; {count} unabhängige Quelle ist nötig"
    ),
    "{looked}; {count} independent sources are needed": (
        "{looked}; {count} unabhängige Quellen sind nötig"
    ),
    # prohibitions
    "not in force yet": "noch nicht in Kraft",
    "no source is due to have reported yet": "noch zu früh: die Quellen melden gewöhnlich später",
    "within the sources' usual lag": "die Quellen melden gewöhnlich später",
    "accepted sources covered the whole window and report no violation": (
        "anerkannte Quellen beobachteten den ganzen Zeitraum und melden keinen Verstoß"
    ),
    "accepted sources covered the window until {until:%Y-%m-%d %H:%MZ} and report no violation": (
        "anerkannte Quellen beobachteten den Zeitraum bis {until} und melden keinen Verstoß"
    ),
    "no violation reported, but nobody accepted was looking everywhere for {share} of the time: "
    "{why}": (
        "kein Verstoß gemeldet, aber für {share} der Zeit fehlt eine vollständige Beobachtung "
        "durch anerkannte Quellen: {why}"
    ),
    "{reason} (and {count:,} more gap)": "{reason} (und {count} weitere Lücke)",
    "{reason} (and {count:,} more gaps)": "{reason} (und {count} weitere Lücken)",
    "{count:,} violation reported, none verified: {why}": (
        "{count} Verstoß gemeldet, nicht bestätigt: {why}"
    ),
    "{count:,} violations reported, none verified: {why}": (
        "{count} Verstöße gemeldet, keiner bestätigt: {why}"
    ),
    "{count:,} verified violation; the first: {why}": (
        "{count} bestätigter Verstoß: {why}"
    ),
    "{count:,} verified violations; the first: {why}": (
        "{count} bestätigte Verstöße; der erste: {why}"
    ),
    "{count:,} further violation alleged, not verified": (
        "{count} weiterer Verstoß behauptet, nicht bestätigt"
    ),
    "{count:,} further violations alleged, not verified": (
        "{count} weitere Verstöße behauptet, nicht bestätigt"
    ),
    "violated, not attributable: no verified report names who did it": (
        "verletzt, nicht zuzuordnen: keine bestätigte Meldung nennt, wer es war"
    ),
    "{why}; no report that counts says who did it": (
        "{why}; keine Meldung, die zählt, sagt, wer es war"
    ),
    "dated across the border of the clause's window; {why}": (
        "über die Grenze des Zeitraums der Klausel hinweg datiert; {why}"
    ),
    # duties
    "entry into force": "Inkrafttreten",
    "the clock is running": "die Frist läuft",
    "the clock has ended; the sources usually report later than this": (
        "die Frist ist abgelaufen; die Quellen melden gewöhnlich später"
    ),
    "due; the text states no clock": "fällig; der Wortlaut nennt keine Frist",
    "due, and the text states no clock; whether it was done cannot be told: {why}": (
        "fällig, und der Wortlaut nennt keine Frist; ob es getan wurde, lässt sich nicht sagen: "
        "{why}"
    ),
    "no accepted source reports on it": "keine anerkannte Quelle meldet etwas dazu",
    "fulfilled, as reported by {names}": "erfüllt, gemeldet von {names}",
    "its deadline had passed when it was triggered; the text does not say what then": (
        "die Frist war schon abgelaufen, als es ausgelöst wurde; der Wortlaut sagt nicht, was "
        "dann gilt"
    ),
    "reported by {source} for {begins:%Y-%m-%d %H:%M}Z to {ends:%Y-%m-%d %H:%M}Z: before or "
    "after the deadline, it does not say": (
        "von {source} gemeldet für die Zeit von {begins} bis {ends}: ob vor oder nach Ablauf "
        "der Frist, geht daraus nicht hervor"
    ),
    "only the bearer itself reports that it was done": (
        "nur die verpflichtete Seite selbst meldet, dass es getan wurde"
    ),
    "only the bearer or sources that do not confirm (graded E or 5) report that it was done": (
        "nur die verpflichtete Seite oder Quellen, die nichts bestätigen (eingestuft E oder 5), "
        "melden, dass es getan wurde"
    ),
    "no single accepted source covers the whole window": (
        "keine einzelne anerkannte Quelle beobachtete den ganzen Zeitraum"
    ),
    "nothing reported in time, and nobody was looking throughout: {why}": (
        "innerhalb der Frist nichts gemeldet, und niemand beobachtete durchgehend: {why}"
    ),
    "not done by the deadline": "nicht innerhalb der Frist getan",
    "not done by {deadline:%Y-%m-%d %H:%M}Z; {late}; {why}": (
        "nicht getan bis {deadline}; {late}; {why}"
    ),
    "done late {when}, as reported by {names}": "verspätet getan {when}, gemeldet von {names}",
    "done {when}, after the deadline, as reported by {names}": (
        "getan {when}, nach Ablauf der Frist, gemeldet von {names}"
    ),
    "only the bearer itself reports that it was done late, {when}": (
        "nur die verpflichtete Seite selbst meldet, dass es verspätet getan wurde, {when}"
    ),
    "only the bearer or unconfirming sources report that it was done late, {when}": (
        "nur die verpflichtete Seite oder Quellen, die nichts bestätigen, melden, dass es "
        "verspätet getan wurde, {when}"
    ),
    "instances: {tally}": "Fälle: {tally}",
    "{count} {word}": "{count} × {word}",
    "nothing has triggered it": "nichts hat es ausgelöst",
    "no verified breach of {clause} has triggered it": (
        "kein bestätigter Bruch von {clause} hat es ausgelöst"
    ),
    "whether it fell due cannot be told: {clause} is {word}": (
        "ob es fällig wurde, lässt sich nicht sagen; Befund zu {clause}: {word}"
    ),
    "a {modality} cannot be breached; reported as used {count} times": (
        "eine {modality} kann nicht gebrochen werden; gemeldete Nutzungen: {count}"
    ),
    # what makes a duty due
    "every {span}": "{span}",
    "every {span}: {instance}": "{span}: {instance}",
    "breach of {clause}": "Bruch von {clause}",
    "after {act}": "nach {act}",
    # counts over a period
    "{reached} (asked: {threshold})": "{reached} (Schwelle: {threshold})",
    "the whole window": "der ganze Zeitraum",
    "no whole period has begun": "noch hat kein ganzer Zeitabschnitt begonnen",
    "no single accepted source covers the whole period": (
        "keine einzelne anerkannte Quelle beobachtete den ganzen Zeitabschnitt"
    ),
    "{progress}: met": "{progress}: erreicht",
    "{progress}: within the limit": "{progress}: innerhalb der Grenze",
    "{progress}: above the limit": "{progress}: über der Grenze",
    "{progress}: short of the quota": "{progress}: weniger als verlangt",
    "{progress}: short; {why}": "{progress}: weniger als verlangt; {why}",
    "{progress} so far; the period is open": "bisher {progress}; der Zeitabschnitt läuft noch",
    "{progress} so far; the sources usually report later than this": (
        "bisher {progress}; die Quellen melden gewöhnlich später"
    ),
    "{progress} reported, but not all of it was covered: {why}": (
        "gemeldet {progress}, aber nicht alles wurde beobachtet: {why}"
    ),
    "{progress}: only the bearer itself, or sources that do not confirm, report it": (
        "{progress}: gemeldet nur von der verpflichteten Seite selbst oder von Quellen, die "
        "nichts bestätigen"
    ),
    "the verified incidents alone exceed it": "schon die bestätigten Vorfälle liegen darüber",
    "only with unverified reports": "nur mit unbestätigten Meldungen",
    "no currency": "ohne Währung",
    "amounts are reported in {codes}, the quota is in {currency}, and the agreement gives no "
    "exchange rate": (
        "gemeldete Beträge: {codes}; die Klausel rechnet in {currency}, und die Vereinbarung "
        "nennt keinen Wechselkurs"
    ),
    "{count} amounts in {currency} are not counted: the agreement gives no rate": (
        "nicht gezählte Beträge ({currency}): {count}; die Vereinbarung nennt keinen Wechselkurs"
    ),
    "{count} incident is dated across the border of the period and may lie in it or not": (
        "{count} Vorfall ist über die Grenze des Zeitabschnitts hinweg datiert und kann darin "
        "liegen oder nicht"
    ),
    "{count} incidents are dated across the border of the period and may lie in it or not": (
        "{count} Vorfälle sind über die Grenze des Zeitabschnitts hinweg datiert und können "
        "darin liegen oder nicht"
    ),
    "{count} incidents straddle two periods and count in neither": (
        "{count} Vorfall reicht über zwei Zeitabschnitte und zählt in keinem",
        "{count} Vorfälle reichen über zwei Zeitabschnitte und zählen in keinem",
    ),
    "the first calendar period is not whole within the window: not judged": (
        "der erste Zeitabschnitt des Kalenders liegt nicht ganz im Zeitraum: nicht beurteilt"
    ),
    "the instrument of {source} changed on {day:%Y-%m-%d} ({reason}): what it counts before and "
    "after differs in kind": (
        "die Messweise von {source} änderte sich am {day} ({reason}): was davor und danach "
        "gezählt wurde, ist nicht von gleicher Art"
    ),
    # who was looking
    "declared by the source": "von der Quelle angegeben",
    "declares no coverage": "gibt nicht an, was beobachtet wird",
    "no report": "keine Meldung",
    "no edition on {day}": "keine Ausgabe am {day}",
    "no edition from {first} to {last}": "keine Ausgabe vom {first} bis zum {last}",
    "no coverage in between": "dazwischen keine Beobachtung",
    "covers nothing before {moment:%Y-%m-%d %H:%M}Z": "beobachtete nichts vor {moment}",
    "covers nothing after {moment:%Y-%m-%d %H:%M}Z": "beobachtete nichts nach {moment}",
    "covers only {places}": "beobachtet nur {places}",
    "does not cover {place}": "beobachtet {place} nicht",
    "reports on {predicate} only where {where: or }": (
        "meldet {predicate} nur für {where: oder }"
    ),
    "{name} is {value}": "{name} = {value}",
    "no accepted source covers {predicate}": "keine anerkannte Quelle beobachtet {predicate}",
    "no accepted source covers it": "keine anerkannte Quelle beobachtete es",
    "the clause names nothing that a source could cover": (
        "die Klausel nennt nichts, was eine Quelle beobachten könnte"
    ),
    "verified by: no source of this case is {word!r}": (
        "verified by: keine Quelle dieses Falls heißt „{word}“"
    ),
    "{note} (did you mean {hint}?)": "{note} (gemeint: {hint}?)",
    # under the map of a change
    "{publisher}: ({after:%Y-%m-%d %H:%M}Z, {until:%Y-%m-%d %H:%M}Z], {kind} {area:.2f} km², "
    "{held}, about {width:.0f} m wide and {length:.1f} km long; areas on the WGS 84 ellipsoid, "
    "without projection or simplification": (
        "{publisher}: nach {after}, spätestens {until}, {kind} {area:.2f} km², {held}, etwa "
        "{width:.0f} m breit und {length:.1f} km lang; Flächen auf dem Ellipsoid WGS 84, ohne "
        "Projektion oder Vereinfachung"
    ),
}  # fmt: skip
