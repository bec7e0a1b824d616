"""Predicates read from YAML: those that ship with servanda, and those an agreement adds.

Decides whether a definition of a predicate is well formed. Does not decide whether an
agreement uses it rightly (``servanda.agreement`` does).

Main path: ``shipped_vocabulary``; ``parse_predicates`` for an agreement's own section.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources

from servanda.base.errors import MisuseError
from servanda.base.quantity import dimension_of
from servanda.base.suggest import nearest
from servanda.base.yamlfile import Fields, Node, Problems, load_tree
from servanda.facts.vocabulary import ARGUMENT_TYPES, Argument, Predicate, Vocabulary

__all__ = ["ARGUMENT_KEYS", "KINDS", "PREDICATE_KEYS", "parse_predicates", "shipped_vocabulary"]

PREDICATE_KEYS: Mapping[str, str] = {
    "help": "what it claims, in one line",
    "kind": "event (happened once), state (held throughout an interval) or statement",
    "arguments": "its arguments by name, in the order of their columns",
    "same when": "arguments that must agree for reports to be of one incident",
    "same within": "how far apart in time such reports may be",
}
ARGUMENT_KEYS: Mapping[str, str] = {
    "type": "one of " + ", ".join(ARGUMENT_TYPES),
    "unit": "unit of a number, such as km²; money means the argument currency names it",
    "help": "one line for the reference",
}
KINDS = ("event", "state", "statement")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SECONDS_A_DAY = 86_400
# Names that formulas use for something else (servanda.agreement.clauses, MonPoly's built-ins).
_TAKEN = {
    "tp", "ts", "tpts", "entry_into_force", "period_end", "in_period", "deadline",
    "incident", "bearer", "trigger", "timepoints",
}  # fmt: skip
_TAKEN_BEGINNINGS = ("breach_of_", "in_zone_")


@functools.cache
def shipped_vocabulary() -> Vocabulary:
    """Return the predicates that ship with servanda.

    >>> shipped_vocabulary()["gained"].argument("area").unit
    'km²'
    """
    text = resources.files("servanda.facts").joinpath("predicates.yaml").read_text("utf-8")
    problems = Problems()
    tree = load_tree(text, file="predicates.yaml", problems=problems)
    predicates = parse_predicates(tree, problems, extension=False)
    problems.raise_if_any()
    return Vocabulary(predicates)


def parse_predicates(
    node: Node, problems: Problems, *, extension: bool = True
) -> tuple[Predicate, ...]:
    """Read definitions of predicates: a mapping of names to ``PREDICATE_KEYS``.

    Args:
        node: The mapping.
        problems: Collects what is wrong; a predicate with problems is left out or cut down.
        extension: Whether an agreement adds them; then shipped names are refused.
    """
    shipped = shipped_vocabulary() if extension else {}
    found = []
    for name, value in Fields(node, problems).entries():
        if name in shipped:
            problems.add(
                value,
                f"predicate {name!r} ships with servanda and cannot be defined again",
                expected="another name",
                why="the same word would mean two things in two agreements",
            )
        elif _name_is_free(name, value, problems, "predicate"):
            found.append(_predicate(name, value, problems, extension))
    return tuple(found)


def _name_is_free(name: str, node: Node, problems: Problems, what: str) -> bool:
    if not _NAME.fullmatch(name):
        problems.add(
            node, f"{what} name {name!r} cannot be used", expected="a-z, then a-z, 0-9 and _"
        )
    elif name in _TAKEN or name.startswith(_TAKEN_BEGINNINGS):
        problems.add(node, f"{what} name {name!r} is taken by the formulas", expected="another")
    else:
        return True
    return False


def _predicate(name: str, node: Node, problems: Problems, extension: bool) -> Predicate:
    fields = Fields(node, problems, known=PREDICATE_KEYS, what=f"predicate {name!r}")
    arguments = _arguments(fields, name)
    names = [argument.name for argument in arguments]
    same_when = fields.texts("same when")
    for word in same_when:
        if word not in names:
            fields.problem(
                "same when", f"there is no argument {word!r}",
                expected=", ".join(names), nearest=nearest(word, names),
            )  # fmt: skip
    return Predicate(
        name=name,
        help=fields.text("help", required=True, why="it stands in the reference and in reports"),
        arguments=arguments,
        same_when=tuple(word for word in same_when if word in names),
        same_within_s=_seconds(fields),
        kind=fields.choice("kind", KINDS, default="event"),
        extension=extension,
    )


def _seconds(fields: Fields) -> int:
    span = fields.span("same within")
    if span is None:
        return 0
    if span.months:
        fields.problem("same within", "months differ in length", expected="days, such as 30 days")
    return span.days * _SECONDS_A_DAY + span.seconds


def _arguments(fields: Fields, predicate: str) -> tuple[Argument, ...]:
    section = fields.mapping("arguments", required=True, why="a claim without arguments is empty")
    found: list[Argument] = []
    for name, node in section.entries() if section else ():
        if not _name_is_free(name, node, fields.problems, "argument"):
            continue
        what = f"argument {name!r} of {predicate!r}"
        inner = Fields(node, fields.problems, known=ARGUMENT_KEYS, what=what)
        kind = inner.choice("type", ARGUMENT_TYPES, required=True, default="text")
        found.append(Argument(name, kind, _unit(inner, kind), inner.text("help")))
    _check_currency(fields, found)
    return tuple(found)


def _unit(fields: Fields, kind: str) -> str:
    unit = fields.text("unit")
    if not unit:
        return ""
    if kind not in ("number", "integer"):
        fields.problem("unit", f"a {kind} has no unit", expected="type: number")
        return ""
    try:
        return unit if unit == "money" or dimension_of(unit) else ""
    except MisuseError as error:
        fields.problem("unit", str(error), expected="a unit such as km², or money")
        return ""


def _check_currency(fields: Fields, arguments: list[Argument]) -> None:
    names = [argument.name for argument in arguments]
    if any(argument.unit == "money" for argument in arguments) and "currency" not in names:
        fields.problem(
            "arguments",
            "an amount of money needs the argument currency beside it",
            expected="currency: {type: text}",
            why="a number without its currency cannot be compared",
        )
