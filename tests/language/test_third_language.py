"""A third language is a folder of plain files: Dutch reads with no line of code for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from servanda.base.errors import MisuseError
from servanda.cli import cli
from servanda.language import Quotation, Reading, languages, lexica, read
from servanda.language.lexicon import concern, load
from servanda.language.people import Register
from servanda.language.quantities import quantities
from servanda.language.times.lexicon import _Builder
from servanda.language.times.pattern import compile_pattern

from .hostile import PIECES
from .steps import steps
from .test_robust import spans

FOLDER = Path(__file__).parent / "lexica"
DAY = date(2025, 8, 22)


@pytest.fixture(autouse=True)
def _dutch() -> Iterator[None]:
    with lexica(FOLDER) as codes:
        assert codes == ("fr", "nl")
        yield


def only(text: str) -> Quotation:
    (quotation,) = read(text, DAY, "nl").quotations
    return quotation


def said_by(text: str) -> list[tuple[str, str]]:
    reading = read(text, DAY, "nl")
    return [(text[slice(*each.words[0])], each.speaker_name) for each in reading.quotations]


def test_the_language_is_told_by_its_small_words() -> None:
    assert read("De minister zei dat het niet genoeg is voor de stad.").language == "nl"
    assert read("Der Minister sagte, dass es für die Stadt nicht genug ist.").language == "de"
    assert read("Le ministre a dit que ce n’est pas assez pour la ville.").language == "fr"
    assert read("The minister said that it is not enough for the city.").language == "en"


def test_the_language_is_known_only_as_long_as_the_block_lasts() -> None:
    assert languages() == ("de", "en", "fr", "nl")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"De brug is veilig", zei Sanne Blaak.', "Sanne Blaak"),
        ('"De brug is veilig", zegt de burgemeester, Piet Blaak.', "Piet Blaak"),
        ('Gisteren zei Sanne Blaak: "De brug is veilig."', "Sanne Blaak"),
        ('Sanne Blaak benadrukt: "De brug is veilig."', "Sanne Blaak"),
        ('Sanne Blaak van de gemeente: "De brug is veilig."', "Sanne Blaak"),
        ('"De brug is al jaren veilig", aldus Sanne Blaak.', "Sanne Blaak"),
        ('Sanne Blaak, zoals "De Stem" schrijft, zei: "De brug is veilig."', "Sanne Blaak"),
        ('Volgens Sanne Blaak is de brug "al jaren goed en veilig".', "Sanne Blaak"),
        ('"De brug is veilig", wordt door Sanne Blaak benadrukt.', "Sanne Blaak"),
        ('"De brug", voegde Sanne Blaak daar vandaag toe, "is veilig."', "Sanne Blaak"),
        ('"De brug is veilig", heeft Sanne Blaak gezegd.', "Sanne Blaak"),
    ],
)
def test_the_speaker_of_marked_words_is_found(text: str, speaker: str) -> None:
    assert {who for _, who in said_by(text)} == {speaker}


def test_pronouns_offices_and_surnames_lead_to_the_full_name() -> None:
    text = (
        'Minister Wopke Harmsen kwam vrijdag. "Wij blijven", zei Harmsen. "Wij helpen", voegde '
        'hij toe. "Dat kan", zei de minister.'
    )
    assert [who for _, who in said_by(text)] == ["Wopke Harmsen"] * 3


def test_she_is_no_man() -> None:
    text = '"Ja", zei Sanne Blaak. "Nee", zei Jan Kramer. "Het wordt laat", zei zij.'
    assert said_by(text)[-1] == ("Het wordt laat", "Sanne Blaak")


def test_roles_of_compounds_and_with_adjectives_are_offices() -> None:
    quotation = only('"Wij blijven", zei de Nederlandse oud-minister Wopke Harmsen.')
    assert (quotation.speaker_name, quotation.speaker_role) == (
        "Wopke Harmsen", "Nederlandse oud-minister",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "act", "negated", "modality"),
    [
        ('"Dat is waar", zei Sanne Blaak.', "asserts", False, ""),
        ('"Dat is niet waar", zei Sanne Blaak.', "asserts", True, ""),
        ('"Dat is niet alleen waar", zei Sanne Blaak.', "asserts", False, ""),
        ('"Het was zo", ontkende Sanne Blaak niet.', "denies", True, ""),
        ('"Stop de aanval", eiste Sanne Blaak.', "demands", False, ""),
        ('"Het wordt erger", waarschuwde Sanne Blaak.', "warns", False, ""),
        ('"De bank moet betalen", zei Sanne Blaak.', "asserts", False, "must"),
        ('"De bank zal betalen", zei Sanne Blaak.', "asserts", False, "will"),
        ('Sanne Blaak wees dat af: "Dat gaat te ver."', "refuses", False, ""),
    ],
)
def test_acts_negation_and_modality(text: str, act: str, negated: bool, modality: str) -> None:
    quotation = only(text)
    assert (quotation.act, quotation.negated, quotation.modality) == (act, negated, modality)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Het gebeurde op 20 augustus 2025.", "2025-08-20"),
        ("Dat was gisteren.", "2025-08-21"),
        ("Dat was drie dagen geleden.", "2025-08-19"),
        ("Dat was vorige week.", "2025-W33"),
        ("De zitting begint maandag om 15.30 uur.", "2025-08-25T15:30"),
        ("Dat was in september 2024.", "2024-09"),
        ("Het duurde tweeëntwintig dagen.", "P22D"),
        ("Dat gebeurt dagelijks.", "P1D"),
    ],
)
def test_times_are_resolved(text: str, value: str) -> None:
    assert value in {time.value for time in read(text, DAY, "nl").times}


@pytest.mark.parametrize(
    ("text", "value", "unit", "what"),
    [
        ("De schade is 2,5 miljoen euro.", 2.5e6, "EUR", "money"),
        ("Er zijn 1.200 woningen beschadigd.", 1200.0, "", "woningen"),
        ("Er waren tweeëntwintig gewonden.", 22.0, "", "gewonden"),
        ("Er kwamen 40 nieuwe bussen.", 40.0, "", "bussen"),
        ("De prijs steeg met 3,5 procent.", 3.5, "%", "percent"),
    ],
)
def test_amounts_are_read(text: str, value: float, unit: str, what: str) -> None:
    assert (value, unit, what) in {
        (each.value, each.unit, each.what) for each in quantities(text, load("nl"))
    }


def test_a_bound_stands_before_an_amount() -> None:
    (amount,) = quantities("Ruim 300 woningen.", load("nl"))
    assert (amount.low, amount.high) == (300.0, None)


def pledged(reading: Reading, text: str) -> list[tuple[str, str, str, str]]:
    return [(each["kind"], each["who"], each["to"], text[slice(*each["what"])])
            for each in reading.pledges]  # fmt: skip


def test_pledges_name_giver_receiver_and_thing() -> None:
    text = 'Wopke Harmsen zei: "Wij zullen Kestrië voor eind maart vijftig tanks leveren."'
    reading = read(text, DAY, "nl")
    assert pledged(reading, text) == [("pledge", "Wopke Harmsen", "Kestrië", "vijftig tanks")]
    assert reading.times[reading.pledges[0]["when"]].value == "2026-03"
    text = "Velmark beloofde Kestrië 30 miljoen euro."
    told = [("pledge", "Velmark", "Kestrië", "30 miljoen euro")]
    assert pledged(read(text, DAY, "nl"), text) == told


def test_words_of_saying_make_pledges_offers_and_demands() -> None:
    text = 'Wopke Harmsen beloofde: "Morgen krijgt Kestrië vijftig tanks."'
    assert [row[:2] for row in pledged(read(text, DAY, "nl"), text)] == [
        ("pledge", "Wopke Harmsen")
    ]
    text = "Velmark heeft Kestrië 30 miljoen euro niet toegezegd."
    assert not read(text, DAY, "nl").pledges
    text = "Velmark werd 30 miljoen euro toegezegd."
    assert not read(text, DAY, "nl").pledges


def test_a_condition_is_part_of_a_pledge() -> None:
    text = 'Wopke Harmsen zei: "Wij zullen Kestrië vijftig tanks sturen als Velmark betaalt."'
    (pledge,) = read(text, DAY, "nl").pledges
    assert text[slice(*pledge["condition"])] == "als Velmark betaalt"


def test_people_are_those_of_the_folder() -> None:
    text = "Minister Wopke Harmsen kwam. De minister ging. Hij bleef niet."
    (person,) = read(text, DAY, "nl").people
    assert [text[a:b] for a, b in person.mentions] == ["Wopke Harmsen", "De minister", "Hij"]
    assert Register(load("nl")).gender("Femke Kramer") == "f"


@pytest.mark.parametrize(
    ("text", "speaker", "act"),
    [
        ("« Nous resterons ici », a déclaré Jean Morel.", "Jean Morel", "asserts"),
        ("Jean Morel a promis : « Nous resterons ici. »", "Jean Morel", "promises"),
        ("Hier, la maire de Lyon, Anne Duval, a averti : « Il est tard. »", "Anne Duval", "warns"),
        ("«\u202fLe pont est fermé depuis hier\u202f», selon Anne Duval.", "Anne Duval", "asserts"),
    ],
)
def test_french_reads_with_three_files(text: str, speaker: str, act: str) -> None:
    (quotation,) = read(text, DAY, "fr").quotations
    assert (quotation.speaker_name, quotation.act) == (speaker, act)
    assert quotation.closed


def test_what_a_folder_does_not_hold_is_not_read() -> None:
    reading = read("Le 20 août 2025, Jean Morel a promis 30 chars.", DAY, "fr")
    assert (reading.times, reading.quantities, reading.pledges) == ((), (), ())


_OWN = {
    "zei": "zei ", "chained": "Sanne Blaak zei, dat zij zei, ", "wees af": "wees de man dat ",
    "a dit": "a dit, « Jean ", "commas": "Sanne, de minister, ", "zal": "zal beloofde leveren aan ",
    "offices": "de minister van de ", "amounts": "tweeëntwintig tot 1.200 of ", "« »": " « » «",
}  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("piece", [*PIECES.values(), *_OWN.values()], ids=[*PIECES, *_OWN])
def test_any_string_is_answered_in_linear_work(piece: str, language: str) -> None:
    read(piece * 40, lang=language)
    count = max(1, 1_500 // len(piece))
    assert all(0 <= a < b <= len(piece) * count for a, b in spans(read(piece * count, None, "nl")))
    small, large = steps(piece * count, language), steps(piece * count * 4, language)
    assert large < 4.8 * small + 2_000


# ---------------------------------------------------------------- what a folder may hold
def _copied(folder: Path, code: str, **changes: object) -> Path:
    """Write a lexicon with the words and cues of the Dutch one."""
    (folder / code).mkdir(parents=True)
    for name in ("words", "cues"):
        raw = yaml.safe_load((FOLDER / "nl" / f"{name}.yaml").read_text("utf-8"))
        raw |= {key: value for key, value in changes.items() if key in raw}
        raw = {key: value for key, value in raw.items() if value is not None}
        (folder / code / f"{name}.yaml").write_text(yaml.safe_dump(raw), "utf-8")
    return folder


def _refusal(folder: Path) -> str:
    with pytest.raises(MisuseError) as refused, lexica(folder):
        pass
    return str(refused.value)


def test_words_and_words_of_saying_are_enough(tmp_path: Path) -> None:
    with lexica(_copied(tmp_path, "xa")):
        (quotation,) = read('"De brug is veilig", zei Sanne Blaak.', None, "xa").quotations
    assert (quotation.speaker_name, quotation.act) == ("Sanne Blaak", "asserts")
    assert "xa" not in languages()


def test_a_subject_before_its_verb_needs_no_second_place(tmp_path: Path) -> None:
    with lexica(_copied(tmp_path, "xb", traits="")):
        (quotation,) = read('Sanne Blaak zei: "De brug is veilig."', None, "xb").quotations
    assert quotation.speaker_name == "Sanne Blaak"


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert "'xc' has no 'stopwords'" in _refusal(_copied(tmp_path, "xc", stopwords=None))


def test_an_unknown_trait_is_named(tmp_path: Path) -> None:
    assert "no trait 'verb_third'" in _refusal(_copied(tmp_path, "xd", traits="verb_third"))


def test_a_language_of_the_program_is_not_replaced(tmp_path: Path) -> None:
    assert "de comes with this program" in _refusal(_copied(tmp_path, "de"))


def test_a_folder_without_a_language_is_refused(tmp_path: Path) -> None:
    assert "no language in it" in _refusal(tmp_path)
    assert "no folder of lexica" in _refusal(tmp_path / "nowhere")


def test_a_code_is_a_code(tmp_path: Path) -> None:
    assert "by the code of its language" in _refusal(_copied(tmp_path, "Dutch"))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("a: &x [1]\nb: *x\n", "an alias"),
        ("a: " + "[" * 40 + "]" * 40, "nested more than"),
        ("a: !!python/object/apply:os.getcwd []\n", "a tag"),
        ("a: !!set {b, c}\n", "a tag (tag:yaml.org,2002:set)"),
        ("a: 2025-13-45\n", "cannot be read as YAML"),
        ("a: " + "9" * 5_000, "cannot be read as YAML"),
        ("a: [", "cannot be read as YAML"),
        ("- a\n- b\n", "write keys with their words"),
        ("a: " + "x" * 2_000_000, "larger than"),
    ],
)
def test_words_are_plain_data(tmp_path: Path, written: str, why: str) -> None:
    folder = _copied(tmp_path, "xe")
    (folder / "xe" / "people.yaml").write_text(written, "utf-8")
    assert why in _refusal(folder)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = _copied(tmp_path / "own", "xf")
    (tmp_path / "people.yaml").write_text("roles: minister\n", "utf-8")
    (folder / "xf" / "people.yaml").symlink_to(tmp_path / "people.yaml")
    assert "a link out of its folder" in _refusal(folder)


def test_a_state_without_its_people_is_named_before_anything_is_read(tmp_path: Path) -> None:
    folder = _copied(tmp_path, "xm")
    (folder / "xm" / "people.yaml").write_text("nations: [velmark]\n", "utf-8")
    assert "people.yaml: nations: IndexError" in _refusal(folder)


def test_a_linked_folder_of_a_language_is_not_followed(tmp_path: Path) -> None:
    elsewhere = _copied(tmp_path / "elsewhere", "xh")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "xh").symlink_to(elsewhere / "xh", target_is_directory=True)
    assert "a link out of its folder" in _refusal(tmp_path / "own")


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    folder = _copied(tmp_path, "xi")
    (folder / "xi" / "verbs.yaml").mkdir()
    assert "verbs.yaml: no plain file" in _refusal(folder)
    (folder / "xi" / "verbs.yaml").rmdir()
    os.mkfifo(folder / "xi" / "verbs.yaml")
    assert "verbs.yaml: no plain file" in _refusal(folder)


@pytest.mark.parametrize("name", ["clauses", "phrases"])
def test_clauses_without_a_list_are_named_before_anything_is_read(
    tmp_path: Path, name: str
) -> None:
    code = {"clauses": "xj", "phrases": "xk"}[name]
    folder = _copied(tmp_path, code)
    for each in ("clauses", "phrases", "verbs"):
        raw = dict(concern("de", each))
        if each == name:
            del raw[{"clauses": "to_needed", "phrases": "seats"}[name]]
        (folder / code / f"{each}.yaml").write_text(yaml.safe_dump(raw), "utf-8")
    assert f"{name}.yaml: {'to_needed' if name == 'clauses' else 'seats'}" in _refusal(folder)


def test_the_first_block_to_end_leaves_the_language_to_the_others(tmp_path: Path) -> None:
    folder = _copied(tmp_path, "xl")
    first, second = lexica(folder), lexica(folder)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert "xl" in languages()
    second.__exit__(None, None, None)
    assert "xl" not in languages()


def test_macros_of_macros_do_not_blow_up() -> None:
    macros = {f"m{n}": f"$m{n + 1} " * 10 for n in range(4)} | {"m4": "day " * 10}
    with pytest.raises(MisuseError, match="macros make it too long"):
        compile_pattern("< $m0 >", macros, {"day": frozenset("a")})


def test_joined_numbers_are_no_template() -> None:
    raw = {
        "classes": {}, "rules": [],
        "numbers": {"units": {2: "twee"}, "teens": {}, "tens": {20: "twintig"},
                    "joined": "{unit}en{ten} {unit:>9}x {unit.__class__}y"},
    }  # fmt: skip
    builder = _Builder(raw)
    builder.words()
    assert builder.values["tweeentwintig"] == {"num": 22}
    assert "{unit:>9}x" in builder.values


def test_a_broken_file_is_named_before_anything_is_read(tmp_path: Path) -> None:
    folder = _copied(tmp_path, "xg")
    (folder / "xg" / "quantities.yaml").write_text("digits: {decimal: ','}\n", "utf-8")
    assert "quantities.yaml: KeyError 'atoms'" in _refusal(folder)


# ---------------------------------------------------------------- the command line
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_command_line_reads_with_a_folder(tmp_path: Path, jobs: str) -> None:
    text = tmp_path / "bericht.txt"
    text.write_text('"De brug is veilig", zei Sanne Blaak tegen de NOS.', "utf-8")
    asked = ["read", "--json", "--jobs", jobs, "--lexica", str(FOLDER), "--lang", "nl", str(text)]
    found = CliRunner().invoke(cli, asked)
    assert found.exit_code == 0, found.output
    assert '"speaker_name": "Sanne Blaak"' in found.output


def test_the_command_line_refuses_a_language_nobody_wrote(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Bonjour.", "utf-8")
    found = CliRunner().invoke(cli, ["read", "--lang", "xx", str(text)])
    assert "no lexicon for language 'xx'" in str(found.exception)
