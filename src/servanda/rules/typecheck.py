"""Types of variables, inferred from the signature.

A variable has one type in its scope: ``int float string regexp``. Types are found by
unification; one that nothing determines is ``float``, as in MonPoly. This module knows
nothing of monitorability.

Main path: ``infer_types``.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from servanda.base.errors import FormulaError, Place, Problem
from servanda.rules.printing import term_to_text, to_text
from servanda.rules.signature import BUILT_IN, Signature
from servanda.rules.syntax import (
    Aggregate,
    Compare,
    Const,
    Exists,
    Forall,
    Formula,
    Let,
    Matches,
    Predicate,
    Term,
    Var,
)
from servanda.rules.variables import children, free_variables, map_children

__all__ = ["CONVERSIONS", "infer_types"]

CONVERSIONS = {
    "f2i": ("float", "int"),
    "i2f": ("int", "float"),
    "i2s": ("int", "string"),
    "s2i": ("string", "int"),
    "f2s": ("float", "string"),
    "s2f": ("string", "float"),
    "r2s": ("regexp", "string"),
    "s2r": ("string", "regexp"),
    "DAY_OF_MONTH": ("float", "int"),
    "MONTH": ("float", "int"),
    "YEAR": ("float", "int"),
    "FORMAT_DATE": ("float", "string"),
}
_NUMBERS = frozenset({"int", "float"})
_ALL = frozenset({"int", "float", "string", "regexp"})


class _Type:
    """A set of types still possible; unified types share one representative."""

    __slots__ = ("forward", "possible")

    def __init__(self, possible: frozenset[str] = _ALL) -> None:
        self.possible = possible
        self.forward: _Type | None = None

    def find(self) -> _Type:
        root = self
        while root.forward is not None:
            root = root.forward
        return root

    def __str__(self) -> str:
        possible = self.find().possible
        return "a number" if possible == _NUMBERS else " or ".join(sorted(possible))


_Scope = dict[str, _Type]
_Schema = dict[tuple[str, int], tuple[_Type, ...]]
_Arguments = dict[int, _Type]


def infer_types(formula: Formula, signature: Signature) -> tuple[dict[str, str], Formula]:
    """Return the type of each free variable, and the formula with its aggregations typed.

    Raises:
        FormulaError: A predicate is unknown or has other arguments, or types do not agree.

    >>> from servanda.rules.parser import parse_formula
    >>> from servanda.rules.signature import parse_signature
    >>> infer_types(parse_formula("p(x, y) AND z = x + 1"), parse_signature("p(int, string)"))[0]
    {'x': 'int', 'y': 'string', 'z': 'int'}
    """
    schema: _Schema = {}
    for name in chain(BUILT_IN, signature):
        kinds = tuple(_Type(frozenset({kind})) for kind in signature.types(name))
        schema[name, len(kinds)] = kinds
    scope = {name: _Type() for name in free_variables(formula)}
    arguments: _Arguments = {}
    _check(formula, schema, scope, arguments)
    types = {name: _settled(kind) for name, kind in scope.items()}
    return types, _annotated(formula, arguments)


def _annotated(formula: Formula, arguments: _Arguments) -> Formula:
    changed = map_children(formula, lambda child: _annotated(child, arguments))
    if isinstance(formula, Aggregate) and isinstance(changed, Aggregate):
        return replace(changed, argument_type=_settled(arguments[id(formula)]))
    return changed


def _settled(kind: _Type) -> str:
    possible = kind.find().possible
    return next(iter(possible)) if len(possible) == 1 else "float"


def _check(formula: Formula, schema: _Schema, scope: _Scope, found: _Arguments) -> None:
    if isinstance(formula, Predicate):
        _predicate(formula, schema, scope)
    elif isinstance(formula, Compare):
        wanted = _Type(frozenset({"string"})) if formula.operator == "SUBSTRING" else _Type()
        _unify(_term(formula.left, scope, formula), wanted, formula.left, formula)
        _unify(_term(formula.right, scope, formula), wanted, formula.right, formula)
    elif isinstance(formula, Matches):
        _want(formula.text, "string", scope, formula)
        _want(formula.pattern, "regexp", scope, formula)
        for group in formula.groups:
            if group is not None:
                _want(group, "string", scope, formula)
    elif isinstance(formula, Exists | Forall):
        inner = scope | {name: _Type() for name in formula.variables}
        _check(formula.body, schema, inner, found)
    elif isinstance(formula, Aggregate):
        _aggregate(formula, schema, scope, found)
    elif isinstance(formula, Let):
        names = [p.name for p in formula.parameters if isinstance(p, Var)]
        inner = {name: _Type() for name in names}
        _check(formula.definition, schema, inner, found)
        key = (formula.name, len(names))
        known = schema | {key: tuple(inner[name] for name in names)}
        _check(formula.body, known, scope, found)
    else:
        for child in children(formula):
            _check(child, schema, scope, found)


def _predicate(formula: Predicate, schema: _Schema, scope: _Scope) -> None:
    key = (formula.name, len(formula.arguments))
    if key not in schema:
        raise _unknown(formula, schema)
    for wanted, argument in zip(schema[key], formula.arguments, strict=True):
        _unify(_term(argument, scope, formula), wanted, argument, formula)


def _unknown(formula: Predicate, schema: _Schema) -> FormulaError:
    from difflib import get_close_matches

    arities = [arity for name, arity in schema if name == formula.name]
    names = sorted({name for name, _ in schema})
    near = get_close_matches(formula.name, names, 1, 0.5)
    count = len(formula.arguments)
    if arities:
        message = f"{formula.name} has {arities[0]} arguments, not {count}"
        near = []
    else:
        message = f"there is no predicate {formula.name} with {count} arguments"
    problem = Problem(
        formula.place or Place("<formula>"),
        message,
        excerpt=to_text(formula),
        expected="a predicate of the signature: " + ", ".join(f"{n}/{a}" for n, a in schema),
        nearest=near[0] if near else "",
    )
    return FormulaError(str(problem))


def _aggregate(formula: Aggregate, schema: _Schema, scope: _Scope, found: _Arguments) -> None:
    hidden = [v for v in free_variables(formula.body) if v not in formula.group]
    inner = scope | {name: _Type() for name in hidden}
    value = found[id(formula)] = inner[formula.variable]
    result = scope[formula.result]
    term, as_result = Var(formula.variable), Var(formula.result)
    if formula.operator in {"SUM", "AVG", "MED"}:
        _unify(value, _Type(_NUMBERS), term, formula)
    if formula.operator == "CNT":
        _unify(result, _Type(frozenset({"int"})), as_result, formula)
    elif formula.operator in {"AVG", "MED"}:
        _unify(result, _Type(frozenset({"float"})), as_result, formula)
    else:
        _unify(value, result, term, formula)
    _check(formula.body, schema, inner, found)


def _want(term: Term, kind: str, scope: _Scope, formula: Formula) -> None:
    _unify(_term(term, scope, formula), _Type(frozenset({kind})), term, formula)


def _term(term: Term, scope: _Scope, formula: Formula) -> _Type:
    if isinstance(term, Var):
        return scope[term.name]
    if isinstance(term, Const):
        return _Type(frozenset({term.type}))
    if term.function in CONVERSIONS:
        source, target = CONVERSIONS[term.function]
        _want(term.arguments[0], source, scope, formula)
        return _Type(frozenset({target}))
    result = _Type(frozenset({"int"}) if term.function == "MOD" else _NUMBERS)
    for argument in term.arguments:
        _unify(_term(argument, scope, formula), result, argument, formula)
    return result


def _unify(found: _Type, wanted: _Type, term: Term, formula: Formula) -> None:
    left, right = found.find(), wanted.find()
    both = left.possible & right.possible
    if not both:
        problem = Problem(
            formula.place or Place("<formula>"),
            f"types do not agree: {term_to_text(term)} is {found}, but {wanted} is needed here",
            excerpt=to_text(formula),
            expected="terms of one type; i2f f2i i2s s2i f2s s2f s2r r2s convert",
        )
        raise FormulaError(str(problem))
    left.possible = both
    if left is not right:
        right.forward = left
