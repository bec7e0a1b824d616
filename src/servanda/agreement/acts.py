"""An act as a piece of formula: ``strike(by: bearer)`` -> ``strike(incident, bearer, _, ...)``.

Decides how restrictions become constants, variables and comparisons. What is said
about the act (never, within 24 h, at least so often) is for ``agreement.clauses``.

Main path: ``act_formula``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from servanda.agreement.meaning import comparable
from servanda.agreement.model import Act, Restriction
from servanda.facts.vocabulary import Argument, Predicate

__all__ = ["Binding", "act_formula", "anyof", "is_located", "number", "quoted", "uses_bearer"]


@dataclass(frozen=True, slots=True)
class Binding:
    """How an act's words are bound.

    Attributes:
        roles: ``bearer`` and ``counterparty`` -> ids of the clause's parties.
        incident: Variable for the incident.
        bearer: Variable for the argument that is the bearer; empty: not asked for.
        unattributed: Whether an act of an unknown party also counts as the bearer's.
        kept: Argument -> variable that stays free.
        zone: Name of the helper predicate of the zone, empty for everywhere.
    """

    roles: Mapping[str, tuple[str, ...]]
    incident: str = "incident"
    bearer: str = ""
    unattributed: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""


def act_formula(act: Act, predicate: Predicate, binding: Binding) -> str:
    """Return the formula of an act; free are the incident, the bearer if asked, and what is kept.

    >>> from servanda.agreement.model import Restriction
    >>> strike = Predicate("strike", "", (Argument("by", "party"), Argument("target", "text")))
    >>> act = Act("strike", (Restriction("by", ("bearer",)),))
    >>> act_formula(act, strike, Binding({"bearer": ("RU",)}, bearer="bearer", unattributed=True))
    '(strike(incident, bearer, _) AND (bearer = "RU" OR bearer = ""))'
    """
    terms, conditions, hidden = [], [], []
    bearer_is_bound = False
    for argument in predicate.arguments:
        mine = [one for one in act.restrictions if one.argument == argument.name]
        is_bearer = bool(binding.bearer) and not bearer_is_bound and _names_bearer(mine)
        bearer_is_bound |= is_bearer
        term, needed = _term(argument, mine, binding, binding.bearer if is_bearer else "")
        terms.append(term)
        conditions += needed
        if term == _own(argument):
            hidden.append(term)
    text = f"{predicate.name}({', '.join([binding.incident, *terms])})"
    if binding.zone and is_located(predicate):
        conditions.append(f"{binding.zone}({binding.incident})")
    for condition in conditions:
        text = f"({text} AND {condition})"
    return f"(EXISTS {', '.join(hidden)}. {text})" if hidden else text


def _term(
    argument: Argument, mine: list[Restriction], binding: Binding, bearer: str
) -> tuple[str, list[str]]:
    """Return what stands in the argument's place, and the conditions on it."""
    kept = bearer or binding.kept.get(argument.name, "")
    conditions: list[str] = []
    for one in mine:
        if one.comparison is not None:
            limit = number(comparable(one.comparison.quantity, argument), argument)
            conditions.append(f"{kept or _own(argument)} {one.comparison.operator} {limit}")
            continue
        words = _resolved(one.values, binding.roles)
        if bearer and binding.unattributed and "" not in words:
            words = (*words, "")
        if len(words) == 1 and len(mine) == 1 and not kept:
            return quoted(words[0]), []
        conditions.append(anyof(kept or _own(argument), words))
    if not kept and not conditions:
        return "_", []
    return kept or _own(argument), conditions


def _own(argument: Argument) -> str:
    return f"x_{argument.name}"


def _names_bearer(restrictions: list[Restriction]) -> bool:
    return any("bearer" in one.values for one in restrictions)


def uses_bearer(act: Act) -> bool:
    """Whether an act restricts an argument to the clause's bearer."""
    return _names_bearer(list(act.restrictions))


def is_located(predicate: Predicate) -> bool:
    """Whether incidents of a predicate have a place, so that a zone can hold them."""
    return any(argument.type == "place" for argument in predicate.arguments)


def _resolved(values: tuple[str, ...], roles: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = [word for value in values for word in roles.get(value, (value,))]
    return tuple(dict.fromkeys(found))


def anyof(variable: str, words: tuple[str, ...]) -> str:
    """Return that a variable is one of some words.

    >>> anyof("x", ("a", "b"))
    '(x = "a" OR x = "b")'
    """
    parts = [f"{variable} = {quoted(word)}" for word in words]
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"


def quoted(word: str) -> str:
    """Return a word as a string constant; the loader refuses words with quotes or backslashes."""
    assert '"' not in word
    assert "\\" not in word
    return f'"{word}"'


def number(value: float, argument: Argument) -> str:
    """Return a number as a constant of the argument's type, without exponent.

    >>> number(1e9, Argument("amount", "number", "money")), number(5.0, Argument("n", "integer"))
    ('1000000000.0', '5')
    """
    if argument.type == "integer":
        return str(int(value))
    text = f"{Decimal(repr(float(value))):f}"
    return text if "." in text else f"{text}.0"
