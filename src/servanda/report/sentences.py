"""Set sentences of a report, as pairs (English, German); see ``servanda.report.labels``."""

from __future__ import annotations

__all__ = ["GRADES", "MONTHS", "SENTENCES"]

MONTHS = (
    tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    tuple("Jan. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez.".split()),
)

GRADES: dict[str, tuple[str, str]] = {
    "A": ("completely reliable", "völlig zuverlässig"),
    "B": ("usually reliable", "in der Regel zuverlässig"),
    "C": ("fairly reliable", "ziemlich zuverlässig"),
    "D": ("not usually reliable", "in der Regel nicht zuverlässig"),
    "E": ("unreliable", "unzuverlässig"),
    "F": ("reliability cannot be judged", "Zuverlässigkeit nicht zu beurteilen"),
    "1": ("confirmed by other sources", "von anderen Quellen bestätigt"),
    "2": ("probably true", "wahrscheinlich wahr"),
    "3": ("possibly true", "möglicherweise wahr"),
    "4": ("doubtful", "zweifelhaft"),
    "5": ("improbable", "unwahrscheinlich"),
    "6": ("truth cannot be judged", "Wahrheit nicht zu beurteilen"),
}

SENTENCES: dict[str, tuple[str, str]] = {
    "assessment": (
        "An assessment against stated rules on open evidence",
        "Eine Beurteilung nach festgelegten Regeln anhand offener Belege",
    ),
    "no mandate": (
        "It has no mandate from the parties. Each answer is as good as the evidence under it, "
        "which is quoted and can be followed to its place.",
        "Sie hat keinen Auftrag der Parteien. Jede Antwort ist so gut wie die Belege darunter; "
        "sie sind zitiert und bis zu ihrer Stelle nachzuverfolgen.",
    ),
    "contest text": (
        "Name the clause and the fact (each has an address in this file) and say which source "
        "says otherwise, or why a grade is wrong. Anyone who holds the same case folder, with "
        "the archive head given above, gets the same answers; new evidence or another grade is "
        "entered in the case log and the clause is judged again. Earlier answers stay on record.",
        "Nennen Sie die Klausel und die Angabe (jede hat in dieser Datei eine Adresse) und sagen "
        "Sie, welche Quelle anderes sagt oder warum eine Einstufung falsch ist. Wer denselben "
        "Fallordner mit dem oben genannten Kopf des Archivs hat, erhält dieselben Antworten; neue "
        "Belege oder andere Einstufungen kommen in das Protokoll des Falls, und die Klausel wird "
        "neu beurteilt. Frühere Antworten bleiben erhalten.",
    ),
    "statement only": (
        "A duty named here as due is a statement about the text, not advice. A party's own word "
        "proves that it was said. Names of places are given as sources write them and imply no "
        "opinion on status.",
        "Eine hier als fällig genannte Pflicht ist eine Aussage über den Text, kein Rat. Das Wort "
        "einer Partei belegt, dass es gesagt wurde. Ortsnamen stehen, wie Quellen sie schreiben, "
        "und bedeuten keine Stellungnahme zum Status.",
    ),
    "words meaning": (
        "breached: a verified violation. alleged: reported, not verified. undetermined: the "
        "evidence cannot decide. pending: the window is still open. kept: an accepted source "
        "covered the window and saw no violation; silence alone is never kept.",
        "gebrochen: ein bestätigter Verstoß. Bruch behauptet: gemeldet, nicht bestätigt. nicht "
        "feststellbar: die Belege entscheiden nicht. offen: der Zeitraum läuft noch. eingehalten: "
        "eine anerkannte Quelle sah den ganzen Zeitraum und keinen Verstoß; Schweigen allein "
        "genügt nie.",
    ),
    "grades meaning": (
        "Sources are graded A to F for reliability and items 1 to 6 for credibility (Admiralty "
        "grades). F and 6 mean that it cannot be judged, not that it is worst.",
        "Quellen sind nach Zuverlässigkeit von A bis F eingestuft, Angaben nach Glaubwürdigkeit "
        "von 1 bis 6 (Admiralty-Stufen). F und 6 heißen: nicht zu beurteilen, nicht: am "
        "schlechtesten.",
    ),
    "times meaning": (
        "All times are in {zone}, with their offset from UTC. A time given as a span means that "
        "the evidence does not say more.",
        "Alle Zeiten gelten in {zone}, mit ihrem Abstand zu UTC. Eine Zeitspanne bedeutet, dass "
        "die Belege nicht mehr sagen.",
    ),
    "no clauses": (
        "The agreement has no clauses, so there is nothing to answer.",
        "Die Vereinbarung hat keine Klauseln; es gibt nichts zu beantworten.",
    ),
    "nothing due": (
        "Nothing falls due at this moment of knowledge.",
        "Nach diesem Wissensstand ist nichts fällig.",
    ),
    "nothing undetermined": (
        "No clause is undetermined and no gap is known.",
        "Keine Klausel ist unfeststellbar, und keine Lücke ist bekannt.",
    ),
    "nothing refused": ("Nothing was refused.", "Nichts wurde abgelehnt."),
    "no evidence": ("No fact is cited.", "Keine Angabe wird angeführt."),
    "more violations": (
        "{count} more violations are not listed here: {verified} verified, {alleged} alleged. "
        "They are in the machine-readable answers (--json).",
        "{count} weitere Verstöße sind hier nicht aufgeführt: {verified} bestätigt, {alleged} "
        "behauptet. Sie stehen in den maschinenlesbaren Antworten (--json).",
    ),
    "more": ("and {count} more", "und {count} weitere"),
    "violations count": (
        "{count}: {verified} verified, {alleged} alleged",
        "{count}: {verified} bestätigt, {alleged} behauptet",
    ),
    "words differ": (
        "The words at this place of the item are not the words recorded; both are shown.",
        "Die Worte an dieser Stelle sind nicht die aufgezeichneten; beide sind wiedergegeben.",
    ),
    "map refused": (
        "The picture of this change is not shown because it is not a plain drawing.",
        "Das Bild dieser Änderung fehlt, weil es keine einfache Zeichnung ist.",
    ),
    "map shown": ("Map of this change", "Karte dieser Änderung"),
    "done late by": ("Done late, as reported by", "Verspätet getan, gemeldet von"),
    "party word": ("party's own word", "Wort der Partei selbst"),
    "between": ("between {begins} and {ends}", "zwischen {begins} und {ends}"),
    "after until": (
        "after {begins}, no later than {ends}",
        "nach {begins}, spätestens {ends}",
    ),
    "throughout": ("from {begins} to {ends}", "von {begins} bis {ends}"),
    "on day": ("some time on {day}", "im Laufe des {day}"),
    "from until": ("{begins} to {ends}", "{begins} bis {ends}"),
    "after breach": ("a breach of {clause}", "ein Bruch von {clause}"),
    "after act": ("this event: {act}", "dieses Ereignis: {act}"),
    "after force": ("entry into force", "das Inkrafttreten"),
    "within": ("within {span} of the trigger", "binnen {span} nach dem Auslöser"),
    "by deadline": ("by {moment}", "bis {moment}"),
    "sum of": ("sum of {argument} in {act} {threshold}", "Summe {argument} in {act} {threshold}"),
    "count of": ("number of {act} {threshold}", "Anzahl {act} {threshold}"),
    "as formula": ("as its formula says", "wie die Formel es sagt"),
    "v origins": (
        "{count} independent sources report it",
        "{count} unabhängige Quellen es melden",
    ),
    "v editions": (
        "{count} further editions of the map still show it",
        "{count} weitere Ausgaben der Karte es noch zeigen",
    ),
    "v credibility": (
        "an item of credibility {grade} or better reports it",
        "eine Angabe der Glaubwürdigkeit {grade} oder besser es meldet",
    ),
    "regime": (
        "instrument changed {moment}: {reason}",
        "Messweise geändert {moment}: {reason}",
    ),
    "except": ("not {places}", "nicht {places}"),
    "no coverage": (
        "declares none: its silence proves nothing",
        "nennt nichts: ihr Schweigen belegt nichts",
    ),
    "anything": ("whatever it reports", "was sie meldet"),
    "strip text": (
        "{clause}: {window}. {spans}. {marks}.",
        "{clause}: {window}. {spans}. {marks}.",
    ),
    "no looking": ("nobody accepted was looking", "kein anerkannter Beobachter"),
    "omission": ("an omission: no fact, see why", "ein Unterlassen: keine Angabe, siehe Grund"),
    "read counts": ("{read} read, {refused} refused", "{read} gelesen, {refused} abgelehnt"),
}
