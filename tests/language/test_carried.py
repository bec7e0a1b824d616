"""Sentences that carry on what somebody said: which they are, and whose words are carried on."""

from __future__ import annotations

import pytest

from servanda.language import Quotation, read
from servanda.language.lexicon import load
from servanda.language.phrases import describe
from servanda.language.speakers import is_thing, may_speak
from servanda.language.tokens import words

SAID = "Anna Berg sagte, der Plan sei gut. "


def carried(text: str, kind: str = "IndirectFreeIndirect") -> list[Quotation]:
    return [q for q in read(text, lang="de").quotations if q.type == kind]


def texts(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[begin:end] for begin, end in spans]


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Stadt habe viel getan.",
        "Das Amt habe Glück gehabt, dass der Kran steht.",
        "Der Bauleiter behaupte, die Brücke halte.",
        "Schön sei, dass die Schule erlaube, den Hof zu bepflanzen.",
        "Das Rad sei ihm mit der Zusage verkauft worden, die Kette sei neu.",
        "Sie hätte kaum darauf gewettet, dass der Hahn kräht.",
        "Es drohe „ein Winter, in dem niemand mehr über den Fluss kommt, auch die Wehr nicht“.",
        "Wenn es regne, sei die Brücke gesperrt.",
    ],
)
def test_a_main_verb_in_the_reported_mood_leaves_the_whole_sentence_to_the_speaker_before(
    sentence: str,
) -> None:
    text = SAID + sentence
    [made] = carried(text)
    assert texts(text, made.quote) == [sentence]
    assert made.speaker_name == "Anna Berg"
    assert [q for q in read(text, lang="de").quotations if q.type == "Indirect"][1:] == []


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Der Plan sei teuer, sagte Jan Ohm.", "Indirect"),
        ("Der Plan sei teuer, so der Bürgermeister.", "Indirect"),
        ("Der Vorwurf der Stadt, er habe gelogen, traf ihn.", "Indirect"),
    ],
)
def test_who_is_named_in_the_sentence_itself_comes_first(sentence: str, kind: str) -> None:
    text = SAID + sentence
    assert carried(text) == []
    assert len(carried(text, kind)) == 2


def test_the_reported_mood_needs_nobody_named_before() -> None:
    [made] = carried("Am Montag gab es Streit. Der Plan sei teuer.")
    assert (made.speaker, made.speaker_name) == ((), "")


def test_a_form_that_need_not_be_reported_speech_needs_words_before_it() -> None:
    assert carried("Am Montag gab es Streit. Der Plan könnte teuer werden.") == []


def test_sentences_one_after_the_other_are_one_quotation() -> None:
    text = SAID + "Er sei billig. Er werde allen helfen."
    [made] = carried(text)
    assert texts(text, made.quote) == ["Er sei billig. Er werde allen helfen."]


def test_a_new_speaker_before_a_colon_is_not_joined_to_the_one_before() -> None:
    text = SAID + "Er sei billig. Der Bürgermeister tadelte den Plan: Er sei zu klein."
    first, second = carried(text)
    assert texts(text, first.quote) == ["Er sei billig."]
    assert texts(text, second.quote) == ["Er sei zu klein."]
    assert texts(text, second.speaker) == ["Der Bürgermeister"]


def test_a_thing_does_not_take_the_words_over() -> None:
    text = SAID + "Jetzt lockt eine Messe. Die Miete sei zu hoch."
    [made] = carried(text)
    assert made.speaker_name == "Anna Berg"


def test_after_a_silence_the_sentence_before_says_whose_words_go_on() -> None:
    text = (
        SAID + "Der Fluss steigt. Am Abend regnete es. "
        "Die Feuerwehr räumte zwei Häuser. Die Keller seien voll."
    )
    [made] = carried(text)
    assert texts(text, made.speaker) == ["Die Feuerwehr"]


@pytest.mark.parametrize(
    ("phrase", "speaks", "thing"),
    [
        ("ein Streik", False, True),
        ("zahlreiche Risse", False, True),
        ("das Motiv", False, False),
        ("die Behörden", True, False),
        ("ein Jahresbericht", True, False),
        ("zwei Forscherinnen", True, False),
        ("das Landesamt", True, False),
        ("die UNESCO", True, False),
        ("Der Iran", True, False),
    ],
)
def test_people_bodies_and_what_is_written_can_speak(
    phrase: str, speaks: bool, thing: bool
) -> None:
    lexicon = load("de")
    tokens = words(phrase, 0, len(phrase))
    subject = describe(tokens, 0, len(tokens) - 1, lexicon)
    assert may_speak(tokens, subject, lexicon) is speaks
    assert is_thing(tokens, subject, lexicon) is thing


def test_words_between_marks_in_a_carried_sentence_are_of_its_speaker() -> None:
    text = (
        "Der Vorsitzende Max Busch sprach lange. Danach trat der Minister Jan Ohm ans Pult. "
        "Jeder Lotse dürfe „den Anker sofort lichten“."
    )
    [outer] = carried(text)
    [inner] = carried(text, "Direct")
    assert outer.speaker_name == inner.speaker_name == "Jan Ohm"


def test_whoever_is_named_before_a_colon_speaks_whatever_the_verb() -> None:
    text = "Dann kam der Kapitän Otto Lahm ins Schwärmen: „Das Meer trug uns heim.“"
    [made] = carried(text, "Direct")
    assert made.speaker_name == "Otto Lahm"


@pytest.mark.parametrize(
    ("marked", "spoken"),
    [
        ("„Gesetz zur Bekämpfung der Geldwäsche im Hafen“", 0),
        ("„Die Brücke über den alten Fluss von Norden“", 0),
        ("„Die Brücke bleibt zu, bis das Wasser fällt“", 1),
        ("„Nie wieder über diese alte Brücke!“", 1),
    ],
)
def test_marked_words_in_nobodys_clause_must_be_a_sentence(marked: str, spoken: int) -> None:
    text = f"Auf dem Tisch lag ein {marked} aus Papier."
    assert len(carried(text, "Direct")) == spoken


def test_what_somebody_soll_do_goes_on_with_any_words_before() -> None:
    text = "„Wir bauen jetzt“, sagte Anna Berg. Die Brücke soll vier Spuren bekommen."
    [made] = carried(text, "FreeIndirect")
    assert made.speaker_name == "Anna Berg"
    assert carried("Am Montag gab es Streit. Die Brücke soll fallen.", "FreeIndirect") == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Anna Berg bezeichnete den Plan als „Unsinn“.", "Anna Berg"),
        ("Als „Unsinn“ bezeichnete Anna Berg den Plan.", "Anna Berg"),
        ("Anna Berg nannte den Plan einen „Reinfall“.", "Anna Berg"),
        ("Anna Berg nannte den Plan „unklug“.", "Anna Berg"),
        ("Von einem „großen Tag“ sprach Anna Berg.", "Anna Berg"),
    ],
)
def test_what_somebody_holds_a_thing_to_be_is_speech_even_if_it_is_one_word(
    text: str, speaker: str
) -> None:
    [made] = carried(text, "Direct")
    assert made.speaker_name == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg nannte ihr Boot „Möwe“.",
        "Die Gruppe nennt sich „Alte Garde“.",
        "Anna Berg fuhr mit der „Möwe“ zum Hafen.",
    ],
)
def test_a_name_between_marks_is_no_speech(text: str) -> None:
    assert carried(text, "Direct") == []


def test_before_a_colon_the_verb_of_the_main_clause_speaks() -> None:
    text = "Anna Berg glaubt, dass Jan Ohm dies vor Jahren gesagt hat: „Der Fluss gehört allen.“"
    [made] = carried(text, "Direct")
    assert made.speaker_name == "Anna Berg"


def test_many_words_that_begin_small_are_of_the_subject_of_their_clause() -> None:
    text = "Am Montag kam Anna Berg mit „einem Plan für alle Brücken“ ins Rathaus."
    [made] = carried(text, "Direct")
    assert made.speaker_name == "Anna Berg"
    assert carried(text.replace("einem Plan für alle Brücken", "alter Liebe"), "Direct") == []


def test_an_adjective_or_adverb_that_looks_like_a_verb_carries_nothing_on() -> None:
    text = SAID + "An ihre große weiche Katze denkt sie oft."
    assert carried(text) == []
    text = SAID + "Der Damm brach, weil er teilweise verfallen ist."
    assert carried(text) == []


def test_a_name_that_somebody_is_given_is_no_speech() -> None:
    text = "Der Fluss wird „Alter Herr vom Berg oben“ genannt."
    assert carried(text, "Direct") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Rezept basiere auf gerösteten Eicheln.",
        "Folge des Frosts sei ein Riss im Becken.",
    ],
)
def test_the_reported_mood_is_found_in_borrowed_verbs_and_behind_nouns_like_verbs(
    sentence: str,
) -> None:
    text = SAID + sentence
    [made] = carried(text)
    assert texts(text, made.quote) == [sentence]
