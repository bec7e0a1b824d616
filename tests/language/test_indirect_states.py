"""States of mind and pointing words that carry indirect speech, and the mood of changing verbs."""

from __future__ import annotations

import pytest

from servanda.language import Quotation, read


def one(text: str) -> Quotation:
    [quotation] = [q for q in read(text, lang="de").quotations if q.type == "Indirect"]
    return quotation


def texts(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[begin:end] for begin, end in spans]


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("Die Stadt ist zuversichtlich, die Brücke im Mai zu öffnen.",
         ["die Brücke im Mai zu öffnen"], ["Die Stadt"]),
        ("Die Polizei ist sich sicher, dass die Brücke hält.",
         ["dass die Brücke hält"], ["Die Polizei"]),
        ("Die Jury sieht es als erwiesen an, dass der Wein gepanscht war.",
         ["dass der Wein gepanscht war"], ["Die Jury"]),
        ("Die Parteien sind sich einig, dass die Brücke gesperrt wird.",
         ["dass die Brücke gesperrt wird"], ["Die Parteien"]),
    ],
)  # fmt: skip
def test_state_of_mind_has_the_clause_behind_it(
    text: str, said: list[str], speaker: list[str]
) -> None:
    quotation = one(text)
    assert texts(text, quotation.quote) == said
    assert texts(text, quotation.speaker) == speaker


def test_state_of_nobody_says_nothing() -> None:
    assert not read("Es ist sicher, dass die Brücke hält.", lang="de").quotations


@pytest.mark.parametrize(
    ("opening", "speaker"),
    [
        ("Das sagte Maier am Montag.", "Maier"),
        ("Dies bestätigte Maier am Montag.", "Maier"),
        ("Das berichten Medien.", "Medien"),
    ],
)
def test_verb_behind_das_is_no_adjective_of_the_name_behind_it(opening: str, speaker: str) -> None:
    text = f"Die Brücke ist gesperrt. {opening}"
    quotation = one(text)
    assert texts(text, quotation.quote) == ["Die Brücke ist gesperrt", opening.split(maxsplit=1)[0]]
    assert texts(text, quotation.speaker) == [speaker]


def test_participle_behind_das_stays_an_adjective_beside_another_verb() -> None:
    assert not read(
        "Die Brücke ist gesperrt. Das bestätigte Urteil liegt vor.", lang="de"
    ).quotations


@pytest.mark.parametrize("mood", ["befände sich am Rand", "verlöre ihren Halt", "ginge verloren"])
def test_second_subjunctive_of_verbs_that_change_is_known(mood: str) -> None:
    text = f"Die Ministerin vertrat die Auffassung, die Brücke {mood}."
    assert texts(text, one(text).quote) == [f"die Brücke {mood}"]


def test_infinitive_of_another_verb_is_no_subjunctive() -> None:
    text = "Die Ministerin sagte, die Brücke sei alt. Die Werften führen eine Steuer ein."
    assert [q.type for q in read(text, lang="de").quotations] == ["Indirect"]


@pytest.mark.parametrize(
    "text",
    [
        "Für wie sicher hält euer Koch es noch, dass Tee wächst?",
        "Sollte die Bitte abgelehnt werden, müsste das Fest warten.",
        "Von der Brücke, dem Stolz der Werft, verspricht sich die Stadt Gäste.",
        "Ob die Brücke gesperrt wird, muss die Stadt entscheiden.",
        "Die Brücke hat Risse, das heißt am Geländer.",
    ],
)
def test_question_condition_and_mere_phrase_report_nothing(text: str) -> None:
    assert not [q for q in read(text, lang="de").quotations if q.type == "Indirect"]


def test_ordered_words_are_put_beside_as_said_ones_are() -> None:
    text = "Die Brücke werde gesperrt, ließ die Stadt mitteilen."
    assert texts(text, one(text).quote) == ["Die Brücke werde gesperrt"]


def test_source_inside_the_words_of_somebody_else_has_its_own_clause() -> None:
    text = "Die Ministerin sagte, dass die Werft schließe, die laut Gutachten zu klein ist."
    outer, inner = (q for q in read(text, lang="de").quotations if q.type == "Indirect")
    assert texts(text, outer.speaker) == ["Die Ministerin"]
    assert texts(text, inner.quote) == ["die", "zu klein ist"]
    assert texts(text, inner.speaker) == ["Gutachten"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Die Stadt kündigte an, die Brücken in Husum, Kiel und Bremen zu sperren.",
         ["die Brücken in Husum, Kiel und Bremen zu sperren"]),
        ("Der Leiter, Jan Ohm, versprach, nicht auf die Stadt, den Eigner, zu warten.",
         ["nicht auf die Stadt, den Eigner, zu warten"]),
        ("Denn wie die Polizei mitteilte, ist die Brücke gesperrt.", ["ist die Brücke gesperrt"]),
        ("Nach dem vorläufigen Endergebnis siegte der Achter.", ["siegte der Achter"]),
        ("Die Imkerin schränkte ein, dass der Honig dunkel sei.", ["dass der Honig dunkel sei"]),
    ],
)  # fmt: skip
def test_words_said_are_given_whole(text: str, said: list[str]) -> None:
    assert texts(text, one(text).quote) == said


@pytest.mark.parametrize(
    "text",
    [
        "Die Stadt lud Gäste ein, um über Brücken, Straßen und Wege zu reden.",
        "Die Stadt hilft in einigen Fällen, die Brücke zu sperren.",
    ],
)
def test_purpose_and_small_words_like_verbs_say_nothing(text: str) -> None:
    assert not [q for q in read(text, lang="de").quotations if q.type == "Indirect"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Die Ministerin sagte, sie sei alt, lobte die Werft und ging.", "sie sei alt"),
        ("Er gab zu, es dürften Seiten fehlen, lobte aber den Buchbinder.",
         "es dürften Seiten fehlen"),
        ("Sie sagte, schön sei, „dass der Ofen zieht“.", "schön sei, „dass der Ofen zieht“"),
    ],
)  # fmt: skip
def test_words_said_end_where_the_reporter_goes_on(text: str, said: str) -> None:
    assert said in [s for q in read(text, lang="de").quotations for s in texts(text, q.quote)]


def test_carried_words_end_at_a_colon_before_marked_words() -> None:
    text = "Die Ministerin sagte, die Brücke sei alt. Sie sei gesperrt: „Wir bauen eine neue.“"
    carried = [q for q in read(text, lang="de").quotations if q.type == "IndirectFreeIndirect"]
    assert [texts(text, q.quote) for q in carried] == [["Sie sei gesperrt:"]]


@pytest.mark.parametrize(
    "text",
    [
        "Die Stadt entscheidet, ob die Brücke gesperrt wird.",
        "Damit bestätigt sich die Sorge, dass die Brücke bricht.",
    ],
)
def test_what_is_settled_or_turns_out_is_not_said(text: str) -> None:
    assert not [q for q in read(text, lang="de").quotations if q.why.startswith("verb before")]


def test_what_is_held_to_be_so_is_given_as_a_clause() -> None:
    text = "Die Werft betrachtet es als wichtig, dass die Brücke hält."
    assert texts(text, one(text).quote) == ["dass die Brücke hält"]
