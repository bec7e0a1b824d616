from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from servanda.agreement.model import After, Agreement, Clause, Every, Modality
from servanda.base.quantity import parse_span
from servanda.facts.shipped import shipped_vocabulary
from servanda.verdicts.due import falls_due
from servanda.verdicts.model import Activation, Instance, Verdict, Word

from .build import BOTH, at, day, fact

PLAIN = Clause("consult", "They consult.", Modality.OBLIGATION, BOTH)


def agreement(*clauses: Clause) -> Agreement:
    return Agreement("Truce", UTC, "UTC", (day(1), None), {}, clauses, shipped_vocabulary())


def instance(word: Word, deadline: float | None = 7, name: str = "t1") -> Instance:
    return Instance(name, day(5), None if deadline is None else day(deadline), word, "")


def verdict(*instances: Instance, clause: str = "consult") -> Verdict:
    return Verdict(clause, Word.PENDING, Activation.ACTIVE, (day(1), day(9)), instances=instances)


def test_states_say_what_is_known_of_each_unfulfilled_duty() -> None:
    words = [Word.BREACHED, Word.ALLEGED, Word.UNDETERMINED, Word.PENDING]
    for word, state in zip(words, ["overdue", "overdue", "unclear", "due"], strict=True):
        (due,) = falls_due(agreement(PLAIN), [verdict(instance(word))])
        assert due.state == state
    (open_,) = falls_due(agreement(PLAIN), [verdict(instance(Word.PENDING, None))])
    assert open_.state == "open"


def test_what_was_done_late_is_late_and_no_longer_overdue() -> None:
    late = replace(instance(Word.BREACHED), done_late_by=(fact("log", on=9),))
    (due,) = falls_due(agreement(PLAIN), [verdict(late)])
    assert (due.state, due.done_late) == ("late", at(9))


def test_the_bearers_own_word_that_it_was_done_late_leaves_it_overdue() -> None:
    late = replace(instance(Word.BREACHED), done_late_by=(fact("ministry", party="A", on=9),))
    (due,) = falls_due(agreement(PLAIN), [verdict(late)])
    assert (due.state, due.done_late) == ("overdue", None)


def test_whether_it_was_late_cannot_be_told_of_what_nobody_watched() -> None:
    late = replace(instance(Word.UNDETERMINED), done_late_by=(fact("log", on=9),))
    assert falls_due(agreement(PLAIN), [verdict(late)])[0].state == "unclear"


def test_what_is_done_is_not_due() -> None:
    assert falls_due(agreement(PLAIN), [verdict(instance(Word.KEPT))]) == []


def test_only_obligations_fall_due() -> None:
    for modality in (Modality.PROHIBITION, Modality.PERMISSION, Modality.POWER):
        clause = replace(PLAIN, modality=modality)
        assert falls_due(agreement(clause), [verdict(instance(Word.PENDING))]) == []


def test_duties_come_by_deadline_then_clause_and_those_without_a_clock_last() -> None:
    other = replace(PLAIN, id="aid")
    found = falls_due(
        agreement(PLAIN, other),
        [
            verdict(instance(Word.PENDING, None, "z"), instance(Word.PENDING, 9, "y")),
            verdict(instance(Word.PENDING, 9, "x"), instance(Word.BREACHED, 6, "w"), clause="aid"),
        ],
    )
    assert [(due.clause, due.instance) for due in found] == [
        ("aid", "w"), ("aid", "x"), ("consult", "y"), ("consult", "z"),
    ]  # fmt: skip


def test_a_duty_of_one_bearer_is_not_asked_of_the_other() -> None:
    alone = replace(instance(Word.PENDING), bearer=("B",))
    assert falls_due(agreement(PLAIN), [verdict(alone)])[0].bearer == ("B",)
    assert falls_due(agreement(PLAIN), [verdict(instance(Word.PENDING))])[0].bearer == BOTH


def test_because_names_what_created_the_duty() -> None:
    cases = [
        (replace(PLAIN, after=After(breach_of="no-strikes")), "breach of no-strikes"),
        (replace(PLAIN, every=Every(parse_span("month"))), "every month: t1"),
        (PLAIN, "entry into force"),
    ]
    for clause, because in cases:
        assert falls_due(agreement(clause), [verdict(instance(Word.PENDING))])[0].because == because


def test_a_duty_names_the_clause_whose_breach_it_repairs() -> None:
    broken = Clause("no-strikes", "No.", Modality.PROHIBITION, BOTH, remedy="consult")
    (due,) = falls_due(agreement(broken, PLAIN), [verdict(instance(Word.PENDING))])
    assert due.remedy_for == "no-strikes"
