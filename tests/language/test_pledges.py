"""Who pledges, offers or demands what, to whom, how much, when, on what condition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from language.steps import steps
from servanda.language import read

DAY = date(2025, 8, 22)


def only(text: str, language: str) -> tuple[dict[str, Any], str]:
    [pledge] = read(text, DAY, language).pledges
    return pledge, text[slice(*pledge["what"])]


@pytest.mark.parametrize(
    ("text", "language", "kind", "who", "to", "what"),
    [
        ("Polen sagte der Ukraine am Freitag 50 Millionen Euro zu.", "de",
         "pledge", "Polen", "Ukraine", "50 Millionen Euro"),
        ("Polen hat der Ukraine 50 Panzer zugesagt.", "de",
         "pledge", "Polen", "Ukraine", "50 Panzer"),
        ('"Wir werden der Ukraine 50 Panzer liefern", sagte Mark Rutte.', "de",
         "pledge", "Mark Rutte", "Ukraine", "50 Panzer"),
        ("Die Regierung stellte der Ukraine 3 Milliarden Euro in Aussicht.", "de",
         "offer", "Regierung", "Ukraine", "3 Milliarden Euro"),
        ('"Wir sind bereit, 100 Raketen zu liefern", sagte Mark Rutte.', "de",
         "offer", "Mark Rutte", "", "100 Raketen"),
        ("Mark Rutte forderte Russland auf, die Angriffe einzustellen.", "de",
         "demand", "Mark Rutte", "Russland", "die Angriffe einzustellen"),
        ('"Russland muss die Angriffe beenden", sagte Mark Rutte.', "de",
         "demand", "Mark Rutte", "Russland", "die Angriffe"),
        ("Polen verlangt von Russland den Abzug von 5000 Soldaten.", "de",
         "demand", "Polen", "Russland", "5000 Soldaten"),
        ("Poland pledged $50 million to Ukraine.", "en",
         "pledge", "Poland", "Ukraine", "$50 million to Ukraine"),
        ("Poland promised Ukraine 50 tanks.", "en",
         "pledge", "Poland", "Ukraine", "50 tanks"),
        ('"We will provide Ukraine with 50 tanks," Mark Rutte said.', "en",
         "pledge", "Mark Rutte", "Ukraine", "50 tanks"),
        ("Germany offered to send 2,000 troops.", "en",
         "offer", "Germany", "", "send 2,000 troops"),
        ("Mark Rutte called on Russia to halt its attacks.", "en",
         "demand", "Mark Rutte", "Russia", "halt its attacks"),
        ("Mark Rutte urged Poland to contribute 3 billion euros.", "en",
         "demand", "Mark Rutte", "Poland", "contribute 3 billion euros"),
    ],
)  # fmt: skip
def test_kind_giver_receiver_and_thing(  # noqa: PLR0917
    text: str, language: str, kind: str, who: str, to: str, what: str
) -> None:
    pledge, thing = only(text, language)
    assert (pledge["kind"], pledge["who"], pledge["to"], thing) == (kind, who, to, what)
    assert pledge["first_hand"] is True


@pytest.mark.parametrize(
    ("text", "language", "who"),
    [
        ("Mark Rutte sagte, die USA hätten der Ukraine 50 Raketen zugesagt.", "de", "USA"),
        ("Mark Rutte sagte, Polen werde der Ukraine 50 Panzer liefern.", "de", "Polen"),
        ("Polen habe zugesagt, 50 Panzer zu liefern, erklärte Mark Rutte.", "de", "Polen"),
        ("Ihm zufolge hat Polen zugesagt, 50 Panzer zu liefern.", "de", "Polen"),
        ("Polen hat nach Angaben Ruttes versprochen, 50 Panzer zu liefern.", "de", "Polen"),
        ("Mark Rutte said Poland had pledged 50 tanks to Ukraine.", "en", "Poland"),
        ("Mark Rutte said the United States would send 200 missiles.", "en", "United States"),
        ("According to officials, Poland pledged 50 tanks.", "en", "Poland"),
    ],
)
def test_a_report_of_a_pledge_is_not_the_pledge(text: str, language: str, who: str) -> None:
    pledge, _ = only(text, language)
    assert (pledge["who"], pledge["first_hand"]) == (who, False)


def test_what_he_himself_will_do_is_his_own_pledge() -> None:
    pledge, _ = only("Mark Rutte said he would deliver 30 drones to Ukraine.", "en")
    assert (pledge["who"], pledge["first_hand"]) == ("Mark Rutte", True)


@pytest.mark.parametrize(
    ("text", "language", "condition"),
    [
        ('"Wir werden 50 Panzer liefern, wenn der Rat zustimmt", sagte Mark Rutte.', "de",
         "wenn der Rat zustimmt"),
        ("Polen sagte der Ukraine 50 Panzer zu, sofern die Reformen gelingen.", "de",
         "sofern die Reformen gelingen"),
        ("Germany offered to send 2,000 troops, provided that a truce holds.", "en",
         "provided that a truce holds"),
        ("Poland pledged 50 tanks if parliament agrees.", "en", "if parliament agrees"),
        ("Poland pledged 50 tanks.", "en", None),
    ],
)  # fmt: skip
def test_conditions_are_kept(text: str, language: str, condition: str | None) -> None:
    pledge, _ = only(text, language)
    found = pledge["condition"]
    assert (text[slice(*found)] if found else None) == condition


def test_amount_and_time_point_to_the_answers() -> None:
    text = "Poland promised Ukraine 50 tanks by the end of 2026."
    reading = read(text, DAY, "en")
    [pledge] = reading.pledges
    assert reading.quantities[pledge["amount"]].value == 50
    assert reading.times[pledge["when"]].value.startswith("2026")


def test_the_day_of_the_pledge_is_not_the_day_of_delivery() -> None:
    pledge, _ = only("Polen sagte der Ukraine am Freitag 50 Panzer zu.", "de")
    assert pledge["when"] is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Polen sagte der Ukraine keine Panzer zu.", "de"),
        ('"Wir werden keine Panzer liefern", sagte Mark Rutte.', "de"),
        ('"Werden wir Panzer liefern?", fragte Mark Rutte.', "de"),
        ("Die Panzer werden geliefert.", "de"),
        ("Polen sagte am Freitag ab.", "de"),
        ("The new pledge was not enough.", "en"),
        ("Poland has not pledged any tanks.", "en"),
    ],
)
def test_nothing_is_pledged_by_a_refusal_a_question_or_a_passive(text: str, language: str) -> None:
    assert read(text, DAY, language).pledges == ()


@pytest.mark.parametrize("piece", ["Polen sagte Panzer zu. ", "wir werden liefern ", "if we send "])
def test_twice_the_pledges_cost_twice_the_steps(piece: str) -> None:
    read(piece, lang="de")
    assert steps(piece * 400) < 2.2 * steps(piece * 200)


@pytest.mark.parametrize(
    ("text", "kind", "who", "to", "what", "condition"),
    [
        # Somebody is ready to something.
        ("Die Schweiz sei bereit, ein Treffen auszurichten, sagte Mark Rutte.",
         "offer", "Schweiz", "", "ein Treffen auszurichten", ""),
        ("Er sei zu einer Wanderung bereit, sagte Mark Rutte.",
         "offer", "Mark Rutte", "", "zu einer Wanderung", ""),
        # The subject stands before a comma or a parenthesis.
        ("Norlands Botschafter bei der UN, Mark Rutte, verlangte eine Sitzung des Rates.",
         "demand", "Mark Rutte", "", "eine Sitzung des Rates", ""),
        # Of whom something is demanded need be no state.
        ("Polen fordert von den Verbündeten mehr Munition.",
         "demand", "Polen", "Verbündeten", "mehr Munition", ""),
        # Any state can be asked; a sentence may begin with an adverb.
        ("Zuerst müsse Serbien die Soldaten abziehen, sagte Mark Rutte.",
         "demand", "Mark Rutte", "Serbien", "die Soldaten", ""),
        # "Sollte ..." and "sobald ..." are conditions.
        ("Sollte der Vertrag kommen, werde Norwegen 5 Panzer liefern, sagte Mark Rutte.",
         "pledge", "Norwegen", "", "5 Panzer", "Sollte der Vertrag kommen"),
        ("Norwegen sagte zu, Geld zu geben, sobald der Vertrag gelte.",
         "pledge", "Norwegen", "", "Geld zu geben, sobald der Vertrag gelte",
         "sobald der Vertrag gelte"),
    ],
)  # fmt: skip
def test_offers_demands_and_conditions_in_german(  # noqa: PLR0917
    text: str, kind: str, who: str, to: str, what: str, condition: str
) -> None:
    pledge, thing = only(text, "de")
    assert (pledge["kind"], pledge["who"], pledge["to"], thing) == (kind, who, to, what)
    assert text[slice(*(pledge["condition"] or (0, 0)))] == condition


@pytest.mark.parametrize(
    "text",
    [
        "Er sei nicht zu einer Wanderung bereit, sagte Mark Rutte.",
        "Die Mittel stünden bereit, sagte Mark Rutte.",
        "Er sei bereit, sagte Mark Rutte.",
    ],
)
def test_who_is_not_ready_or_ready_to_nothing_offers_nothing(text: str) -> None:
    assert read(text, DAY, "de").pledges == ()
