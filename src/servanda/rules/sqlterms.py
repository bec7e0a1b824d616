"""Terms and comparisons as SQL expressions.

A term without a value (division by zero) is NULL; a comparison over NULL does not hold and
its negation does, as in ``terms``. All literals pass through ``literal``, which quotes them.

Main path: ``term_sql`` and ``condition_sql``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from servanda.base.errors import FormulaError, NotCompiledError
from servanda.rules.patterns import groups_of, has_backreference
from servanda.rules.planner import term_type
from servanda.rules.printing import term_to_text
from servanda.rules.syntax import Apply, Compare, Const, Matches, Term, Value, Var
from servanda.rules.terms import FIRST_DATE, FLOAT_TEXT, LAST_DATE, translate_pattern

__all__ = ["SQL_TYPES", "condition_sql", "group_sql", "identifier", "literal", "term_sql"]

SQL_TYPES = {"int": "BIGINT", "float": "DOUBLE", "string": "VARCHAR", "regexp": "VARCHAR"}

_Names = Mapping[str, str]
_COMPARE = {
    "=": "{0} = {1}",
    "<": "{0} < {1}",
    "<=": "{0} <= {1}",
    "SUBSTRING": "contains({1}, {0})",
}
_MOMENT = (
    f"make_timestamp(CAST(floor(least(greatest({{0}}, {FIRST_DATE!r}), {LAST_DATE!r}))"
    " AS BIGINT) * 1000000)"
)
_FUNCTIONS = {
    "neg": "(-{0})",
    "f2i": "(CASE WHEN isfinite({0}) THEN CAST(trunc({0}) AS HUGEINT) ELSE 0 END)",
    "i2f": "CAST({0} AS DOUBLE)",
    "i2s": "CAST({0} AS VARCHAR)",
    "s2i": "(CASE WHEN regexp_full_match({0}, '[+-]?[0-9]+') THEN CAST({0} AS HUGEINT) ELSE 0 END)",
    "f2s": "regexp_replace(printf('%.12g', {0}), '^([-0-9]+)$', '\\1.')",
    "s2f": f"(CASE WHEN regexp_full_match({{0}}, '{FLOAT_TEXT}') "
    "THEN TRY_CAST({0} AS DOUBLE) ELSE 0.0 END)",
    "s2r": "{0}",
    "r2s": "{0}",
    "DAY_OF_MONTH": f"CAST(day({_MOMENT}) AS BIGINT)",
    "MONTH": f"CAST(month({_MOMENT}) AS BIGINT)",
    "YEAR": f"CAST(year({_MOMENT}) AS BIGINT)",
    "FORMAT_DATE": f"strftime({_MOMENT}, '%Y-%m-%d')",
    "+": "({0} + {1})",
    "-": "({0} - {1})",
    "*": "({0} * {1})",
    "MOD": "({0} % NULLIF({1}, 0))",
}
# Without a value in, no value out: CASE, least and greatest would make one up.
_HIDES_NULL = {"f2i", "s2i", "s2f", "DAY_OF_MONTH", "MONTH", "YEAR", "FORMAT_DATE"}
_LONGEST = 50_000  # characters of SQL for one term
_DIVISION = {"int": "({0} // NULLIF({1}, 0))", "float": "({0} / NULLIF({1}, 0.0))"}
# Patterns that come from data are translated from OCaml's syntax where they are used.
_MOST_GROUPS = 9
_SWAPS = (
    ("\\(", "\x01"),
    ("\\)", "\x02"),
    ("\\|", "\x03"),
    ("(", "\\("),
    (")", "\\)"),
    ("|", "\\|"),
    ("{", "\\{"),
    ("}", "\\}"),
    ("\x01", "("),
    ("\x02", ")"),
    ("\x03", "|"),
)


def identifier(name: str) -> str:
    """Return ``name`` as a quoted SQL identifier.

    >>> identifier('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: Value, kind: str) -> str:
    """Return a constant as SQL of the right type.

    >>> literal("it's", "string"), literal(3, "int")
    ("'it''s'", 'CAST(3 AS BIGINT)')
    """
    if isinstance(value, str):
        if "\0" in value:
            raise FormulaError("a text in a formula cannot contain the character NUL")
        return "'" + value.replace("'", "''") + "'"
    if kind == "int":
        if not -(2**127) < value < 2**127:
            raise NotCompiledError(f"the number {value} is too large for SQL: it has 128 bits")
        kind = "BIGINT" if -(2**63) <= value < 2**63 else "HUGEINT"
        return f"CAST({value} AS {kind})"
    return f"CAST('{float(value)!r}' AS DOUBLE)"


def term_sql(term: Term, names: _Names, types: Mapping[str, str]) -> str:
    """Return the SQL of a term.

    Args:
        term: The term.
        names: SQL expression of each variable.
        types: Type of each variable.
    """
    if isinstance(term, Var):
        return names[term.name]
    if isinstance(term, Const):
        return literal(term.value, term.type)
    parts = [term_sql(argument, names, types) for argument in term.arguments]
    pattern = _FUNCTIONS.get(term.function)
    if pattern is None:
        pattern = _DIVISION[_kind(term, types)]
    filled = _fill(pattern, parts)
    if len(filled) > _LONGEST:
        # Some conversions repeat their argument, so a nest of them grows without bound.
        raise NotCompiledError(
            f"{term_to_text(term)[:80]} ...: too many conversions one inside the other\n"
            "  expected: EXISTS y. (y = <inner term> AND ...) to give a part a name"
        )
    if term.function in _HIDES_NULL:
        return f"(CASE WHEN {parts[0]} IS NOT NULL THEN {filled} END)"
    return filled


def _fill(pattern: str, parts: list[str]) -> str:
    # Not str.format: the parts may contain braces.
    return re.sub(r"\{([01])\}", lambda match: parts[int(match[1])], pattern)


def _kind(term: Apply, types: Mapping[str, str]) -> str:
    return term_type(term, tuple(types.items()))


def condition_sql(condition: Compare | Matches, names: _Names, types: Mapping[str, str]) -> str:
    """Return the SQL of a comparison, never NULL."""
    if isinstance(condition, Compare):
        sides = (condition.left, condition.right)
        parts = [term_sql(side, names, types) for side in sides]
        return f"COALESCE({_fill(_COMPARE[condition.operator], parts)}, FALSE)"
    text = term_sql(condition.text, names, types)
    tests = [f"TRY(regexp_matches({text}, {_pattern(condition, names, types)}))"]
    seen: dict[str, int] = {}
    for position, group in enumerate(condition.groups):
        if group is None:
            continue
        if _too_few_groups(condition.pattern, position):
            return "FALSE"
        if _may_stay_out(condition, position):
            tests.append(f"{group_sql(condition, position, names, types)} <> ''")
        if isinstance(group, Var) and group.name not in names:
            if group.name in seen:
                first = group_sql(condition, seen[group.name], names, types)
                tests.append(f"{first} = {group_sql(condition, position, names, types)}")
            seen.setdefault(group.name, position)
        else:
            wanted = term_sql(group, names, types)
            tests.append(f"{group_sql(condition, position, names, types)} = {wanted}")
    return f"COALESCE({' AND '.join(tests)}, FALSE)"


def group_sql(condition: Matches, position: int, names: _Names, types: Mapping[str, str]) -> str:
    """Return the SQL of what group ``position`` (from 0) of a pattern matched."""
    text = term_sql(condition.text, names, types)
    if _too_few_groups(condition.pattern, position):
        return "NULL"
    if position >= _MOST_GROUPS:
        raise NotCompiledError(f"SQL knows {_MOST_GROUPS} groups of a pattern, not {position + 1}")
    return f"regexp_extract({text}, {_pattern(condition, names, types)}, {position + 1})"


def _too_few_groups(pattern: Term, position: int) -> bool:
    return isinstance(pattern, Const) and position >= len(groups_of(str(pattern.value)))


def _may_stay_out(condition: Matches, position: int) -> bool:
    """Whether a match is possible without a group; SQL then gives the empty text for it."""
    pattern = condition.pattern
    if not isinstance(pattern, Const):
        raise NotCompiledError("SQL cannot tell which groups of a pattern from the log took part")
    group = groups_of(str(pattern.value))[position]
    if (group.optional and group.may_be_empty) or group.last_unclear:
        raise NotCompiledError(
            f'SQL cannot tell whether group {position + 1} of r"{pattern.value}" is empty or took '
            "no part in the match"
        )
    return group.optional


def _pattern(condition: Matches, names: _Names, types: Mapping[str, str]) -> str:
    pattern = condition.pattern
    if isinstance(pattern, Const):
        if has_backreference(str(pattern.value)):
            raise NotCompiledError(f'SQL has no way back to a group, as in r"{pattern.value}"')
        return literal("(?m)" + translate_pattern(str(pattern.value)), "string")
    sql = term_sql(pattern, names, types)
    for old, new in _SWAPS:
        sql = f"replace({sql}, {literal(old, 'string')}, {literal(new, 'string')})"
    return f"('(?m)' || {sql})"
