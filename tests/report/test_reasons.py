"""Every sentence of a verdict has its German, and German readers get it."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import servanda
from servanda.agreement.model import Comparison, Modality
from servanda.base.quantity import Quantity, parse_span
from servanda.base.said import Listed, Said, said
from servanda.case.incidents import describe
from servanda.report.german import GERMAN
from servanda.report.labels import Labels
from servanda.report.plain import explain_lines, verdict_lines
from servanda.report.reasons import Reasons
from servanda.report.wording import Wording
from servanda.verdicts.model import Gap, Instance, Span, Verdict, Violation, Word
from verdicts import golden
from verdicts.build import fact

from .invented import KYIV, agreement
from .sentences import reasons_in, sentences_in
from .synthetic import assessment

_SOURCE = Path(servanda.__file__).parent


def _calls(tree: ast.Module) -> Iterator[list[ast.expr]]:
    """The templates of each sentence that a module says."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "said":
                yield node.args
            elif node.func.id == "counted":
                yield node.args[1:]


def _templates() -> dict[str, str]:
    """Every template of the source, with the place where it stands."""
    found = {}
    for path in sorted(_SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "from servanda.base.said import" not in text or path.name == "said.py":
            continue
        for arguments in _calls(ast.parse(text)):
            place = f"{path.relative_to(_SOURCE)}:{arguments[0].lineno}"
            for each in arguments:
                assert isinstance(each, ast.Constant), f"{place}: a template is a literal"
                found[str(each.value)] = place
    return found


def _values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _forms(template: str) -> tuple[str, ...]:
    german = GERMAN[template]
    return german if isinstance(german, tuple) else (german,)


def _german() -> Reasons:
    return Reasons(Labels("de"), lambda moment: f"{moment:%d.%m.%Y}", date.isoformat)


def test_every_sentence_has_a_german_one_and_none_is_left_over() -> None:
    templates = _templates()
    assert len(templates) > 80
    assert sorted(set(templates) - set(GERMAN)) == []
    assert sorted(set(GERMAN) - set(templates)) == []


@pytest.mark.parametrize("template", sorted(GERMAN))
def test_german_says_the_same_values(template: str) -> None:
    for german in _forms(template):
        assert _values(german) == _values(template)
    if isinstance(GERMAN[template], tuple):
        assert "count" in _values(template)


@pytest.mark.parametrize("template", sorted(GERMAN))
def test_values_have_plain_names(template: str) -> None:
    assert all(name.isidentifier() for name in _values(template))


def test_no_german_sentence_is_the_english_one_unless_it_has_no_words() -> None:
    for template in GERMAN:
        bare = re.sub(r"\{[^}]*\}", "", template)
        assert not any(letter.isalpha() for letter in bare) or template not in _forms(template)


def test_all_reasons_of_decided_questions_are_sentences_with_a_german() -> None:
    say, names = _german(), {"log: out of office", "no rate"}
    for question, verdict in golden.verdicts().items():
        reasons = [each for each in reasons_in(verdict) if each and each not in names]
        assert reasons, question
        for reason in reasons:
            assert isinstance(reason, Said), (question, reason)
        for sentence in sentences_in(verdict):
            assert sentence.template in GERMAN, (question, sentence)
            german = say(sentence)
            assert type(german) is str
            if any(letter.isalpha() for letter in re.sub(r"\{[^}]*\}", "", sentence.template)):
                assert german != sentence


def test_the_brief_of_a_dispute_reads_in_german() -> None:
    found = golden.verdicts()
    say = _german()
    alleged, breached = found["prohibition: one origin"], found["prohibition: two origins"]
    assert [*map(say, alleged.reasons)] == [
        "1 Verstoß gemeldet, nicht bestätigt: unabhängige Quellen: 1 (log) von 2"
    ]
    assert [*map(say, breached.reasons)] == [
        "1 bestätigter Verstoß: 2 unabhängige Quellen: log, news"
    ]
    late = found["obligation: done late, two looked"]
    assert say(late.reasons[0]) == (
        "t1: nicht getan bis 07.04.2031; verspätet getan am 09.04.2031, gemeldet von log; "
        "2 unabhängige Quellen beobachteten und sahen es nicht innerhalb der Frist: log, news"
    )
    assert say(late.reasons[1]) == "Fälle: 1 × gebrochen"


def test_numbers_days_and_moments_are_written_as_in_the_report_around_them() -> None:
    moment = datetime(2031, 4, 1, 3, tzinfo=UTC)
    sentence = said("covers nothing before {moment:%Y-%m-%d %H:%M}Z", moment=moment)
    day = said("no edition on {day}", day=date(2031, 4, 17))
    progress = said(
        "{reached} (asked: {threshold})",
        reached=Quantity(1500000.5, "EUR"), threshold=Comparison(">=", Quantity(4e7, "EUR")),
    )  # fmt: skip
    say = Wording(agreement(), "de").reason
    assert say(sentence) == "beobachtete nichts vor 1. Apr. 2031, 06:00 +03:00"
    assert say(day) == "keine Ausgabe am 17. Apr. 2031"
    assert say(progress) == "1.500.000,5 EUR (Schwelle: ≥ 40.000.000 EUR)"
    assert progress == "1,500,000.5 EUR (asked: >= 40,000,000 EUR)"
    assert say(said("less than {share:.0%}", share=0.01)) == "weniger als 1 %"
    assert say(said("{name} {value}", name="merged", value=True)) == "merged ja"


@pytest.mark.parametrize(
    ("span", "german"),
    [
        ("month", "jeden Monat"), ("3 months", "jedes Quartal"), ("6 months", "alle 6 Monate"),
        ("year", "jedes Jahr"), ("2 years", "alle 2 Jahre"), ("day", "jeden Tag"),
        ("3 days", "alle 3 Tage"), ("week", "jede Woche"), ("2 weeks", "alle 2 Wochen"),
        ("36 h", "alle 36 h"), ("90 min", "alle 1,5 h"),
    ],
)  # fmt: skip
def test_spans_recur_in_german(span: str, german: str) -> None:
    because = said("every {span}: {instance}", span=parse_span(span), instance="2031-04")
    assert because == f"every {span}: 2031-04"
    assert _german()(because) == f"{german}: 2031-04"


def test_one_edition_and_several_have_their_own_german() -> None:
    one, three = (
        said("not seen to persist {count} further editions", count=count) for count in (1, 3)
    )
    assert _german()(one).endswith("1 weitere Ausgabe fort")
    assert _german()(three).endswith("3 weitere Ausgaben fort")


def test_verdicts_and_kinds_of_clause_are_said_as_the_labels_say_them() -> None:
    sentence = said(
        "whether it fell due cannot be told: {clause} is {word}", clause="c1", word=Word.ALLEGED
    )
    assert _german()(sentence).endswith("Befund zu c1: Bruch behauptet")
    power = said(
        "a {modality} cannot be breached; reported as used {count} times",
        modality=Modality.POWER, count=2,
    )  # fmt: skip
    assert _german()(power) == "eine Befugnis kann nicht gebrochen werden; gemeldete Nutzungen: 2"


def test_english_and_what_others_said_stay_as_they_are() -> None:
    quoted, sentence = "log: out of office", said("the clock is running")
    assert Reasons(Labels("en"), str, str)(sentence) == "the clock is running"
    assert type(Reasons(Labels("en"), str, str)(sentence)) is str
    assert _german()(quoted) == quoted
    reason = said("{source}: {reason}", source="log", reason="out of office")
    assert _german()(reason) == quoted


def test_a_sentence_that_has_no_german_is_said_in_english() -> None:
    other = Said("a reader of {whose} own says so", {"whose": "somebody's"})
    assert _german()(other) == "a reader of somebody's own says so"


def test_a_claim_is_described_with_german_numbers() -> None:
    claim = describe(fact("log", area=1234.5))
    assert claim == "strike: by A, area 1,234.5"
    assert _german()(claim) == "strike: by A, area 1.234,5"


def _with_sentences() -> Verdict:
    why, gone = said("nobody watched"), said("no report")
    base = assessment().verdicts[0]
    begins, ends = base.window
    return replace(
        base, reasons=(said("not in force yet"),), notes=(said("{parts:; }", parts=Listed([why])),),
        violations=(Violation("i", said("not done by the deadline"), base.violations[0].when,
                              False, why, ()),),
        instances=(Instance("x", begins, None, Word.PENDING, said("the clock is running"),
                            progress=said("the whole window")),),
        gaps=(Gap(begins, ends, gone),),
        strip=(Span(begins, ends, Word.PENDING, said("within the sources' usual lag")),),
    )  # fmt: skip


def test_the_page_and_the_terminal_say_every_reason_in_german() -> None:
    from servanda.report.html import render

    shown = assessment()
    shown = replace(shown, verdicts=[_with_sentences()])
    page = render(shown, language="de")
    lines = verdict_lines(shown, KYIV, "de")
    tree = explain_lines(shown, shown.verdicts[0].clause, language="de")
    assert "noch nicht in Kraft" in lines
    for german in (
        "noch nicht in Kraft", "niemand beobachtete", "nicht innerhalb der Frist getan",
        "die Frist läuft", "der ganze Zeitraum", "keine Meldung",
    ):  # fmt: skip
        assert german in page
        assert german in tree
    assert "die Quellen melden gewöhnlich später" in page
    for sentence in sentences_in(shown.verdicts[0]):
        assert sentence not in page
        assert sentence not in tree


def test_a_sentence_cannot_smuggle_control_characters_onto_the_page() -> None:
    from servanda.report.html import render

    shown = assessment()
    reason = said("fulfilled, as reported by {names}", names=Listed(["a\x1b[2J<script>b"]))
    shown = replace(shown, verdicts=[replace(shown.verdicts[0], reasons=(reason,))])
    for language in ("en", "de"):
        page = render(shown, language=language)
        assert "\x1b" not in page
        assert "<script>b" not in page
