"""Words of saying of all fields and what they take: each sentence marks its own words in []."""

from __future__ import annotations

import re

import pytest

from servanda.language import read

_SENTENCES = """
Im Herbst 2019 kündigte Maier an, [das Werk zu schließen].
Der Minister zeigte sich zuversichtlich, [dass die Verhandlungen bald beginnen].
Die Partei vertritt die Ansicht, [dass die Steuer sinken müsse].
Der Kanzler brachte seine Hoffnung zum Ausdruck, [dass der Frieden hält].
Der Zeuge gab zu Protokoll, [er habe den Wagen gesehen].
Die Regierung stellte in Aussicht, [die Hilfen zu verlängern].
Der Konzern stellt in Aussicht, [dass die Löhne steigen].
Die Ermittler gehen davon aus, [dass der Brand gelegt wurde].
Die Behörde ging davon aus, [der Brand sei gelegt worden].
Der Verein drohte damit, [das Stadion zu verlassen].
Der Ausschuss legte fest, [dass im Mai gewählt wird].
Das Parlament beschloss, [die Mittel zu kürzen].
Der Bischof predigte, [man müsse teilen].
Der Trainer räumte ein, [seine Elf habe schlecht gespielt].
Der Trainer gestand ein, [dass seine Elf schlecht gespielt habe].
Der Anwalt machte geltend, [dass sein Mandant krank sei].
Der Anwalt machte geltend, [sein Mandant sei krank].
Die Anklage legt ihm zur Last, [zwei Männer getötet zu haben].
Ihm wird zur Last gelegt, [zwei Männer getötet zu haben].
Ihm wird vorgeworfen, [zwei Männer getötet zu haben].
Der Forscher wies nach, [dass das Mittel wirkt].
Forscher fanden heraus, [dass das Mittel wirkt].
Die Studie kommt zu dem Ergebnis, [dass das Mittel wirkt].
Die Forscher kamen zu dem Schluss, [das Mittel wirke nicht].
Die Gutachter gelangten zu der Überzeugung, [dass das Mittel wirkt].
Der Präsident dringt darauf, [dass die Truppen abziehen].
Der Präsident beharrte darauf, [dass die Truppen abziehen].
Der Präsident sprach sich dafür aus, [die Truppen abzuziehen].
Der Präsident sprach sich dagegen aus, [dass die Truppen abziehen].
Der Präsident wehrte sich gegen den Vorwurf, [er habe gelogen].
Der Präsident verwahrte sich dagegen, [dass er gelogen habe].
Der Präsident erklärte sich bereit, [die Truppen abzuziehen].
Der Präsident willigte ein, [die Truppen abzuziehen].
Die Staaten kamen überein, [die Grenze zu öffnen].
Die Staaten verständigten sich darauf, [die Grenze zu öffnen].
Die Staaten vereinbarten, [dass die Grenze geöffnet wird].
Der Chef ließ durchblicken, [dass er gehen werde].
Der Chef deutete an, [er werde gehen].
Der Chef gab sich überzeugt, [dass der Umsatz steigt].
Der Chef schloss nicht aus, [dass Stellen wegfallen].
Der Chef schloss aus, [Stellen zu streichen].
Der Chef machte klar, [dass es keine Alternative gebe].
Der Chef stellte klar, [es gebe keine Alternative].
Der Chef zog in Erwägung, [den Standort zu verlegen].
Der Chef warf der Gewerkschaft vor, [sie wolle nur streiken].
Der Chef begründete dies damit, [dass die Kosten steigen].
Der Chef begründete den Schritt damit, [die Kosten seien gestiegen].
Zur Begründung hieß es, [die Kosten seien gestiegen].
Sind Sie sicher, dass der Damm hält?
Glauben Sie, dass der Damm hält?
Maier hatte am Montag angekündigt [bei dem Rennen anzutreten].
Laut Maier [ist die Kasse leer]; der Rat tagt morgen.
Sie sollen nach der Unabhängigkeitserklärung beim Zoll helfen.
Die Wache konnte weder bestätigen noch dementieren, dass es brannte.
[Es gebe], betonte Maier, [einen klaren Befehl, das Feuer nicht zu erwidern].
[Man habe], sagte Maier am Montag, [einen Plan].
[Er müsse], sagte Maier, [nun zahlen].
[Das Geld komme], sagte Maier, Chef der Bank.
[Beide Seiten hätten zugesichert, Waffen abzugeben], so der Minister.
[Beide Seiten hätten zugesichert, Waffen abzugeben], sagte der Minister.
In dem Bericht heißt es, [die Kosten seien gestiegen].
Aus dem Bericht geht hervor, [dass die Kosten gestiegen sind].
Wie aus dem Bericht hervorgeht, [sind die Kosten gestiegen].
Dem Bericht ist zu entnehmen, [dass die Kosten gestiegen sind].
Aus Kreisen der Partei war zu hören, [der Chef wolle gehen].
Aus der Partei verlautete, [der Chef wolle gehen].
[Der Chef wolle gehen], hieß es aus der Partei.
[Die Grenze bleibe geschlossen], teilte die Regierung mit.
[Die Grenze bleibe], so teilte die Regierung mit, [geschlossen].
Die Behörde warnte davor, [dass der Damm brechen könne].
Die Behörde warnte, [der Damm könne brechen].
Die Behörde warnt davor, [das Wasser zu trinken].
Die Forderung, [die Grenze zu schließen], lehnte er ab.
Der Vorschlag der Kommission, [die Grenze zu schließen], stieß auf Kritik.
Er wies den Vorwurf zurück, [Geld genommen zu haben].
Er dementierte Gerüchte, [er habe Geld genommen].
Sie äußerte die Befürchtung, [das Geld reiche nicht].
Sie äußerte Zweifel daran, [dass das Geld reicht].
Sie bezweifelt, [dass das Geld reicht].
Sie ist der Meinung, [dass das Geld reicht].
Sie ist davon überzeugt, [dass das Geld reicht].
Sie zeigte sich davon überzeugt, [dass das Geld reicht].
Sie zeigte sich enttäuscht darüber, [dass das Geld nicht reicht].
Sie zeigte sich besorgt, [dass das Geld nicht reicht].
Sie freute sich darüber, [dass das Geld reicht].
Sie bedauerte, [dass das Geld nicht reicht].
Sie beklagte, [das Geld reiche nicht].
Sie beschwerte sich, [dass das Geld nicht reiche].
Sie fragte, [ob das Geld reiche].
Sie fragte sich, [ob das Geld reicht].
Sie wollte wissen, [ob das Geld reicht].
Sie erkundigte sich, [wann das Geld komme].
Sie bat ihn, [das Geld zu schicken].
Sie bat darum, [das Geld zu schicken].
Sie riet ihm, [das Geld zu schicken].
Sie rief dazu auf, [das Geld zu schicken].
Sie forderte die Regierung auf, [das Geld zu schicken].
Die Regierung wurde aufgefordert, [das Geld zu schicken].
Sie beteuerte, [das Geld geschickt zu haben].
Sie sagte aus, [das Geld geschickt zu haben].
Sie gab an, [das Geld geschickt zu haben].
Sie teilte mit, [dass das Geld komme und dass sie warte].
Sie sagte, [das Geld komme], und fügte hinzu, [es reiche nicht].
[Das Geld reicht nicht], klagte sie.
[Das Geld reicht nicht], monierte die Chefin des Rechnungshofs.
Gegenüber der Presse sagte sie, [das Geld reiche nicht].
Beobachter rechnen damit, [dass die Zahlen steigen].
[Man rechne damit, dass die Zahlen steigen], sagte ein Sprecher.
Die Polizei schließt nicht aus, [dass es weitere Opfer gibt].
Nach Auffassung des Gerichts [ist das Gesetz nichtig].
Das Gericht entschied, [dass das Gesetz nichtig ist].
Die Richterin sah es als erwiesen an, [dass das Testament gefälscht war].
Das Gericht hielt es für erwiesen, [dass der Mann schuldig ist].
Die Zeitung will erfahren haben, [dass der Mann schuldig ist].
Die Zeitung meldete unter Berufung auf Kreise, [der Mann sei schuldig].
Der Verteidiger plädierte darauf, [dass der Mann schuldunfähig sei].
Der Verteidiger plädiert dafür, [den Mann freizusprechen].
Der Staatsanwalt hält ihm vor, [gelogen zu haben].
Der Sprecher wollte sich nicht dazu äußern, ob der Mann schuldig ist.
Der Sprecher verneinte, [dass der Mann schuldig sei].
Der Sprecher trat Berichten entgegen, wonach [der Mann schuldig sei].
Der Sprecher hält es für möglich, [dass die Wahl verschoben wird].
Der Sprecher sagte nicht, wie viele Menschen kamen.
Der Sprecher äußerte sich zuversichtlich, [dass die Wahl fair ist].
Der Sprecher sieht sich darin bestätigt, [dass die Wahl fair ist].
Der Sprecher verlangte eine Erklärung dafür, [warum die Wahl verschoben wurde].
Der Sprecher wies darauf hin, [es gebe keine Beweise].
Der Sprecher erinnerte daran, [dass es keine Beweise gebe].
Der Sprecher verwies darauf, [dass es keine Beweise gebe].
Der Sprecher bestand darauf, [dass es keine Beweise gebe].
Der Sprecher rechtfertigte den Einsatz damit, [dass Gefahr bestand].
Der Sprecher ließ mitteilen, [er gehe].
Der Sprecher gelobte, [künftig sorgfältiger zu sein].
Der Sprecher behielt sich vor, [zu klagen].
Der Sprecher verpflichtete sich, [zu zahlen].
Der Sprecher lehnte es ab, [zu zahlen].
Als Grund nannte die Firma, [dass die Kosten zu hoch seien].
Als Grund für die Reise nannte der Verein, [neue Mitglieder zu werben].
Der Käfer, der vor allem Fichten schadet, wurde erneut entdeckt.
[Der Käfer, der vor allem Fichten schadet, sei zurück], meldete das Forstamt.
Der Verein plant ein Fest mit dem Ziel, neue Mitglieder zu werben.
[Die Preise], so Maier, der den Verband leitet, [seien gestiegen].
[Die Preise seien gestiegen], so Maier, der den Verband seit Jahren leitet.
Die Ärzte haben den Beweis, [dass das Mittel wirkt], nicht erbracht.
[Das Mittel wirkt], so zeigen neue Studien.
[Dass das Mittel wirkt], belegen neue Studien.
Der Wirt meldete, [dass es zwei Keller gebe, die bald erweitert werden müssten].
Die Kammer warnte, [die Händler besuchten andere Märkte].
Der Verband beklagte, [viele Mitglieder blieben zu Hause].
Nach Darstellung der Polizei [fuhr der Wagen zu schnell].
Polizeiangaben zufolge [fuhr der Wagen zu schnell].
Einem Bericht der Zeitung zufolge [fuhr der Wagen zu schnell].
[Der Wagen fuhr] einem Bericht der Zeitung zufolge [zu schnell].
[Der Wagen fuhr] dem Vernehmen nach [zu schnell].
Medienberichten zufolge [fuhr der Wagen zu schnell].
Wie es hieß, [fuhr der Wagen zu schnell].
[Der Wagen fuhr zu schnell], wie es hieß.
Wie die Polizei am Montag mitteilte, [fuhr der Wagen zu schnell].
[Der Wagen fuhr], wie die Polizei am Montag mitteilte, [zu schnell].
[Der Wagen fuhr zu schnell], wie die Polizei am Montag mitteilte.
[Der Wagen fuhr zu schnell], wie aus dem Bericht hervorgeht.
[Der Wagen sei zu schnell gefahren], heißt es in dem Bericht.
[Der Wagen sei zu schnell gefahren], hieß es in einer Mitteilung der Polizei.
In der Mitteilung heißt es weiter, [der Wagen sei zu schnell gefahren].
Weiter hieß es, [der Wagen sei zu schnell gefahren].
Aus Sicht der Polizei [fuhr der Wagen zu schnell].
Nach Ansicht von Fachleuten [fuhr der Wagen zu schnell].
Nach Überzeugung des Gerichts [fuhr der Wagen zu schnell].
Nach Worten des Ministers [fuhr der Wagen zu schnell].
Den Angaben zufolge [fuhr der Wagen zu schnell].
Laut Mitteilung [fuhr der Wagen zu schnell].
Laut einer Sprecherin der Polizei [fuhr der Wagen zu schnell].
Zeugenaussagen zufolge [fuhr der Wagen zu schnell].
Nach Informationen der Zeitung [fuhr der Wagen zu schnell].
Nach Auskunft des Amtes [fuhr der Wagen zu schnell].
Nach Erkenntnissen der Ermittler [fuhr der Wagen zu schnell].
Nach Schätzungen der Feuerwehr [sind 300 Menschen betroffen].
Nach Einschätzung der Experten [sind 300 Menschen betroffen].
Nach ersten Hochrechnungen [liegt die Partei vorn].
Ersten Hochrechnungen zufolge [liegt die Partei vorn].
[Die Lage ist ernst], so der Minister.
[Die Lage], so der Minister, [ist ernst].
[Die Lage ist ernst], so der Minister weiter.
[Die Lage sei ernst], so die Einschätzung der Experten.
Der Minister sagte, [die Lage sei ernst und werde sich verschlechtern].
Der Minister sagte am Rande des Treffens in Wien, [die Lage sei ernst].
Der Minister sagte der Zeitung, [die Lage sei ernst].
[Wenn nichts geschehe, werde die Lage ernst], sagte der Minister.
Der Minister hatte zuvor gesagt, [die Lage sei ernst].
[Er habe gehört, die Lage sei ernst], sagte der Minister.
Der Minister antwortete auf die Frage eines Reporters, [er wisse es nicht].
Damit reagierte er auf den Vorwurf, [die Regierung tue zu wenig].
Die Opposition warf der Regierung vor, [zu wenig zu tun].
Die Opposition wirft der Regierung vor, [dass sie zu wenig tut].
Der Regierung wird vorgeworfen, [dass sie zu wenig tut].
Die Klage, [die Regierung tue zu wenig], ist nicht neu.
Von der Forderung, [das Werk zu schließen], rückte er ab.
Es gibt Hinweise darauf, [dass das Werk schließt].
Es gibt Gerüchte, [dass das Werk schließt].
Es gab Spekulationen, [das Werk werde geschlossen].
Er hat Befürchtungen zurückgewiesen, [das Werk werde geschlossen].
Er warb dafür, [das Werk zu erhalten].
Er mahnte zur Eile und sagte, [das Werk müsse schließen].
Er forderte, [das Werk zu schließen], und warnte vor den Folgen.
Er sagte, [das Werk werde geschlossen], und verließ den Saal.
Er kündigte an, [das Werk zu schließen und 300 Stellen zu streichen].
Er kündigte an, [das Werk zu schließen], sagte aber nicht, wann das geschieht.
Er sagte zu, [das Werk zu erhalten].
Er versicherte, [das Werk nicht zu schließen].
Er bat um Verständnis dafür, [dass das Werk schließt].
Er äußerte sich besorgt darüber, [dass das Werk schließt].
Er betonte, [dass das Werk wichtig sei, weil es viele Stellen biete].
Er wies den Verdacht von sich, [er habe Geld genommen].
Er steht im Verdacht, [Geld genommen zu haben].
Gegen ihn besteht der Verdacht, [Geld genommen zu haben].
Ihm wird zur Last gelegt, [dass er Geld genommen hat].
Er soll gesagt haben, [das Werk werde geschlossen].
Sie erklärte den Richtern, [sie habe das Geld nie gesehen].
Sie erklärte sich für unschuldig.
Sie erklärte ihren Rücktritt, der sofort gilt.
Sie teilte die Beute mit ihm, die im Wald lag.
Die Polizei bestätigte nicht, dass der Wagen zu schnell fuhr.
Die Vereine haben sich nicht darauf verständigt, das Turnier zu verlegen.
Der Minister sagte nicht nur, [dass er komme].
Der Minister glaubt nicht, [dass er komme].
Der Minister sagte nicht zum ersten Mal, [dass er komme].
Der Minister sagte in einem nicht öffentlichen Gespräch, [dass er komme].
Die Polizei teilte dem nicht anwesenden Anwalt mit, [dass der Wagen zu schnell fuhr].
Der Minister wollte nicht ausschließen, [dass er komme].
Der Minister wollte nicht bestätigen, dass er komme.
"""


@pytest.mark.parametrize("marked", _SENTENCES.strip().splitlines())
def test_what_a_verb_or_noun_of_saying_takes_is_found_and_nothing_else(marked: str) -> None:
    text = re.sub(r"[\[\]]", "", marked)
    found = [text[b:e].rstrip(".") for q in read(text, None, "de").quotations for b, e in q.quote]
    assert sorted(found) == sorted(re.findall(r"\[(.*?)\]", marked))


@pytest.mark.parametrize("how", ["nicht ohne Stolz", "in einem nicht öffentlichen Gespräch"])
def test_nicht_inside_a_phrase_does_not_negate_the_saying(how: str) -> None:
    text = f"Die Ministerin sagte {how}, dass der Damm halte."
    assert [made.negated for made in read(text, None, "de").quotations] == [False]
