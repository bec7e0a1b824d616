"""Who is named as the speaker, and who is no person, in made-up German sentences."""

from __future__ import annotations

import pytest

from servanda.language import read


def named(text: str) -> list[str]:
    """Return the name of each speaker, in order."""
    return [quotation.speaker_name for quotation in read(text, None, "de").quotations]


def people(text: str) -> list[str]:
    """Return everybody the document names."""
    return [person.name for person in read(text, None, "de").people]


def test_a_pronoun_behind_a_clause_means_whom_that_clause_is_about() -> None:
    text = (
        "Anna Meyer sagte, es sei gut. "
        "Nachdem Karl Huber Anna Meyer bedient hatte, sagte er, der Kuchen sei gut."
    )
    assert named(text) == ["Anna Meyer", "Karl Huber"]


def test_two_given_names_side_by_side_begin_two_names() -> None:
    assert people("Nachdem Karl Huber Anna Meyer traf, ging er.") == ["Karl Huber", "Anna Meyer"]
    assert people("Hans Peter Huber sagte, es sei gut.") == ["Hans Peter Huber"]


@pytest.mark.parametrize("source", ["Nach dem Willen von Huber", "Nach Angaben Hubers"])
def test_what_somebody_says_or_wants_has_the_name_of_that_person(source: str) -> None:
    text = f"Karl Huber kam am Abend. {source} soll die Brücke gebaut werden."
    assert named(text) == ["Karl Huber"]


def test_a_state_or_an_adjective_before_a_noun_is_no_name() -> None:
    assert named("Frankreichs Ärzte sagten, es sei gut.") == ["Frankreichs Ärzte"]
    assert people("Arabische Medien melden, der Weg sei frei.") == []


@pytest.mark.parametrize("who", ["Kritiker sagen", "Schätzungen zeigen", "Nachbarn berichten"])
def test_a_noun_of_those_who_speak_is_nobody_in_person(who: str) -> None:
    assert people(f"{who}, der Weg sei frei.") == []


def test_a_word_the_document_writes_with_an_article_is_no_person() -> None:
    assert people("Gefahr ergibt, dass es brennt. Die Gefahr ist groß.") == []
    assert people("Huberle sagt, dass es brennt. Das ist gut.") == ["Huberle"]


def test_an_office_is_not_held_by_a_state_that_spoke_last() -> None:
    text = "Moskau teilte mit, das Treffen sei geplant. Der Präsident sagte, er komme."
    assert named(text) == ["Moskau", ""]


@pytest.mark.parametrize("thing", ["Räumfahrzeuge", "Lautsprecher", "Trichter"])
def test_what_only_ends_like_an_office_is_none(thing: str) -> None:
    from servanda.language.lexicon import load

    assert not load("de").role_of(thing)


def test_a_host_is_an_office_and_no_name() -> None:
    text = "Gastgeber Karl Huber sagte, es sei gut."
    quotation = read(text, None, "de").quotations[0]
    assert (quotation.speaker_name, quotation.speaker_role) == ("Karl Huber", "Gastgeber")


def test_wonach_has_the_noun_before_it_for_its_source() -> None:
    text = "Die Wache prüft einen Bericht der Bergwacht, wonach die Brücke brennt."
    begin, end = read(text, None, "de").quotations[0].speaker[0]
    assert text[begin:end] == "einen Bericht der Bergwacht"


SAID = "„Wir werden das nicht tun, so viel ist klar“, sagte"
VISIT = "Das ist der Besuch Karl Hubers bei Anna Meyer."


@pytest.mark.parametrize(
    "shown", ["Huber kam.", "Hubers Tochter kam. Da ging Huber.", "Karl Huber kam."]
)
def test_a_full_name_behind_a_noun_loses_the_genitive_where_the_document_shows_it(
    shown: str,
) -> None:
    assert people(f"{VISIT} {shown}") == ["Karl Huber", "Anna Meyer"]
    assert named(f"{VISIT} {shown} {SAID} Huber.") == ["Karl Huber"]


def test_a_full_name_keeps_its_s_where_nothing_shows_another_form() -> None:
    assert people(VISIT) == ["Karl Hubers", "Anna Meyer"]
    assert people("Es kam der Nachbar Karl Jacobs.") == ["Karl Jacobs"]


@pytest.mark.parametrize("name", ["Boris Pistorius", "Thomas Mertens", "Peter Jens"])
@pytest.mark.parametrize(
    "before", ["Das sagte am Montag", "Es war im Mai", "Das steht im Interview", "Es kam Eva Meyer"]
)
def test_a_name_in_s_stays_whole_behind_any_noun(before: str, name: str) -> None:
    text = f"{before} {name}. {SAID} {name.split()[1]}."
    assert name in people(text)
    assert named(text)[-1] == name


def test_a_day_before_a_name_makes_no_genitive_of_it() -> None:
    text = f"Das war am Montag Thomas Peters. Es kam Peter. {SAID} Peters."
    assert named(text) == ["Thomas Peters"]


def test_a_name_that_stands_elsewhere_too_is_no_genitive() -> None:
    text = f"Das war der Besuch Thomas Peters. Thomas Peters ging. Es kam Peter. {SAID} Peters."
    assert named(text) == ["Thomas Peters"]


def test_undoing_a_genitive_leaves_others_their_surname() -> None:
    text = "Die Tochter Karl Hubers starb. Peter Huber kam aus Wien."
    assert named(f"{text} {SAID} Huber.") == ["Huber"]


def test_undoing_a_genitive_moves_the_office_to_the_name_that_stays() -> None:
    text = "Die Pläne von Außenminister Karl Hubers sind gut. Huber kam."
    reading = read(f"{text} {SAID} der Außenminister.", None, "de")
    assert [made.speaker_name for made in reading.quotations] == ["Karl Huber"]
    assert [(one.name, one.roles) for one in reading.people] == [("Karl Huber", ("Außenminister",))]


def test_an_office_of_nobody_known_is_not_given_to_one_of_two_people() -> None:
    text = "Das ist der Besuch Karl Hubers bei Anna Meyer. Der Gastgeber sagte, es sei gut."
    assert named(text) == [""]


def test_a_thing_named_before_a_colon_says_nothing() -> None:
    text = (
        "Karl Huber sagte, es werde gut. "
        "Seine Geduld hat einen Grund: „Wir sind immer fertig geworden.“"
    )
    assert named(text) == ["Karl Huber", "Karl Huber"]


def test_of_names_in_a_row_the_first_that_is_known_is_the_subject() -> None:
    text = (
        "Minister Karl Huber wartet auf Berger. Es sei gut, sagte Anna Meyer. "
        "Nachdem Karl Huber Berger in Wien besucht hatte, sagte er, der Zaun sei neu."
    )
    assert named(text)[-1] == "Karl Huber"


@pytest.mark.parametrize(
    ("saying", "speaker"),
    [
        ("Das sagte am Montag Boris Kern.", "Boris Kern"),
        ("Das teilte am Dienstag das Ministerium mit.", "das Ministerium"),
        ("Das sagte im Januar 2024 Boris Kern.", "Boris Kern"),
    ],
)
def test_who_is_named_behind_a_day_is_no_part_of_it(saying: str, speaker: str) -> None:
    text = f"Die Lage ist ernst. {saying}"
    (found,) = read(text, None, "de").quotations
    assert [text[begin:end] for begin, end in found.speaker] == [speaker]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # A name may be written small where its article is.
        ("Minister Nizar al-Khatib kam. „Es ist gut“, sagte al-Khatib.", "Nizar al-Khatib"),
        # Behind an office with what hangs on it, between commas, stands its holder.
        ("Der Präsident des Parlaments in Norstadt, Odrun Valk, mahnte, es sei spät.",
         "Odrun Valk"),
        ("Die Leiterin der örtlichen Mission, Odrun Valk, sagte, es sei spät.", "Odrun Valk"),
        # Somebody may be called by the first of two names.
        ("Ministerin Han Solmi kam. „Es ist gut“, sagte Han.", "Han Solmi"),
        # A woman in an office that the lexicon gives for men.
        ("Gouverneurin Odrun Valk sagte, es sei spät.", "Odrun Valk"),
        # One office has several words; some words mean many offices.
        ("Regierungschefin Odrun Valk kam. „Es ist gut“, sagte die Ministerpräsidentin.",
         "Odrun Valk"),
        ("Außenministerin Odrun Valk kam. „Es ist gut“, sagte die Politikerin.", "Odrun Valk"),
        ("Aussenministerin Odrun Valk kam. „Es ist gut“, sagte die Außenministerin.",
         "Odrun Valk"),
        # What belongs to him are his words.
        ("Karl Huber sagte, es sei spät. Nach seinen Worten fehlt Geld.", "Karl Huber"),
        ("Anna Meyer sagte, es sei spät. Nach ihren Angaben fehlt Geld.", "Anna Meyer"),
        ("Karl Huber sprach. „Es ist gut“, sagte Huber. Seiner Einschätzung nach fehlt Geld.",
         "Karl Huber"),
        ("Minister Ulf Bern kam. Die Union schwieg. Direktor Karl Huber telefonierte nach "
         "Angaben seines Büros mit beiden.", "Karl Huber"),
        # "Deren" without a comma before it opens no relative clause.
        ("Die Reeder kamen. Deren Geschäftsführerin Odrun Valk sagte, es sei spät.", "Odrun Valk"),
        ("Die Reeder kamen. „Es ist gut“, erklärte deren Sprecherin Odrun Valk.", "Odrun Valk"),
    ],
)  # fmt: skip
def test_a_speaker_has_the_full_name_the_document_gives(text: str, name: str) -> None:
    assert named(text)[-1] == name


@pytest.mark.parametrize(
    "text",
    [
        # A woman is not meant by an office in its form for men, nor he by hers.
        "Ministerin Anna Meyer sagte, es sei spät. „Es ist gut“, sagte der Minister.",
        "Minister Karl Huber sagte, es sei spät. „Es ist gut“, sagte die Ministerin.",
        # An ambassador is a diplomat, a lawyer is none.
        "Anwalt Karl Huber sagte, es sei spät. „Es ist gut“, sagte der Diplomat.",
    ],
)
def test_an_office_that_somebody_cannot_hold_does_not_mean_him(text: str) -> None:
    assert named(text)[-1] == ""


@pytest.mark.parametrize(
    "words",
    ["Viele seien auf Hilfe angewiesen", "Das Gericht habe Zeugen nicht gehört",
     "Er hoffe, dass sie kämen"],
)  # fmt: skip
def test_a_sentence_with_its_own_inquit_is_not_carried_on_from_before(words: str) -> None:
    text = f"Karl Huber sagte, es sei gut. {words}, sagte Anna Meyer."
    quotation = read(text, None, "de").quotations[-1]
    assert (quotation.type, quotation.speaker_name) == ("Indirect", "Anna Meyer")
    assert [text[a:b] for a, b in quotation.quote] == [words]
