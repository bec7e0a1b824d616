"""From a checked formula to one SQL statement.

The statement reads ``timepoints(tp, ts)`` and one table per predicate, whose rows carry both
the number and the time-stamp of their time-point, and returns
``tp, ts`` and the free variables, in order of time-point. It is text; ``servanda.engines``
runs it.

Main path: ``compile_formula`` -> ``Query``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from servanda.base.record import record
from servanda.rules.calendars import calendar_of
from servanda.rules.checks import Checked
from servanda.rules.optimise import optimise
from servanda.rules.planner import plan_formula
from servanda.rules.sql import Writer
from servanda.rules.sqlterms import identifier
from servanda.rules.sqltime import Clockwork, looks_ahead, uses_next
from servanda.rules.syntax import Formula, Let, Predicate
from servanda.rules.variables import children

__all__ = ["Query", "SourceTable", "compile_formula"]

_AT = "t.tp = r.tp"
_COVERED = "t.tp BETWEEN r.f AND r.l"


@record(frozen=True, slots=True)
class SourceTable:
    """A table the statement reads: ``tp, ts BIGINT`` and a column per argument, ``a0, a1, ...``.

    Attributes:
        predicate: Name in the formula.
        name: Name in the SQL, unquoted.
        types: Types of the arguments.
    """

    predicate: str
    name: str
    types: tuple[str, ...]


@record(frozen=True, slots=True)
class Query:
    """One SQL statement and what it needs.

    Attributes:
        expressions: The common table expressions, in order.
        result: The final SELECT.
        columns: (name, type) of each free variable, after ``tp`` and ``ts`` in the result.
        tables: One for each predicate the formula mentions.
    """

    expressions: tuple[str, ...]
    result: str
    columns: tuple[tuple[str, str], ...]
    tables: tuple[SourceTable, ...]

    @property
    def sql(self) -> str:
        """The statement, over tables that exist under the names it uses."""
        return self.with_sources(())

    def with_sources(self, sources: Iterable[str]) -> str:
        """Return the statement with common table expressions put before its own."""
        return "WITH " + ",\n".join([*sources, *self.expressions]) + "\n" + self.result


def compile_formula(checked: Checked, *, open_end: bool = False) -> Query:
    """Compile a formula.

    Args:
        checked: What ``check`` returned.
        open_end: Report only what the log itself decides. By default the log counts as
            complete: an empty time-point at the end of time follows it.

    >>> from servanda.rules.checks import check
    >>> from servanda.rules.parser import parse_formula
    >>> from servanda.rules.signature import parse_signature
    >>> query = compile_formula(check(parse_formula("p(x)"), parse_signature("p(int)")))
    >>> query.columns, query.tables
    ((('x', 'int'),), (SourceTable(predicate='p', name='p_p', types=('int',)),))
    """
    core = checked.core
    tables = _tables(checked)
    with_end = uses_next(core) and not open_end
    clockwork = Clockwork(with_end=with_end)
    sources = {t.predicate: identifier(t.name) for t in tables}
    for name in checked.signature:
        if calendar := calendar_of(name):
            sources[name] = clockwork.calendar(*calendar)
    writer = Writer(clockwork, sources)
    root = optimise(plan_formula(core, checked.signature))
    source = writer.write(root)
    decided = None
    if looks_ahead(core) and (open_end or with_end):
        decided = clockwork.progress(core)
    # The time-point at the end of time is not in timepoints, so a join leaves it out.
    bare = root.is_point and not with_end
    join = "" if bare else f" JOIN timepoints t ON {_AT if root.is_point else _COVERED}"
    names = [writer.column(name) for name in checked.free_variables]
    result = _result(names, f"{source} r{join}", "r" if bare else "t", decided)
    columns = tuple(zip(checked.free_variables, checked.types, strict=True))
    return Query(tuple(writer.expressions()), result, columns, tables)


def _result(names: list[str], source: str, time: str, decided: str | None) -> str:
    where = "" if decided is None else f"\nWHERE {time}.tp < {decided}"
    row = ", ".join([f"{time}.tp AS tp", f"{time}.ts AS ts", *(f"r.{n} AS {n}" for n in names)])
    order = ", ".join([f"{time}.tp", *(f"r.{name}" for name in names)])
    return f"SELECT {row}\nFROM {source}{where}\nORDER BY {order}"


def _tables(checked: Checked) -> tuple[SourceTable, ...]:
    """Name a table for each predicate; SQL does not tell ``p`` from ``P``, so some get a number."""
    used = sorted(_events(checked.core, frozenset()) & set(checked.signature))
    tables: dict[str, SourceTable] = {}
    for predicate in used:
        if calendar_of(predicate):
            continue
        name = stem = "p_" + re.sub(r"[^A-Za-z0-9_]", "_", predicate)
        number = 1
        while name.lower() in tables:
            number += 1
            name = f"{stem}_{number}"
        types = checked.signature.types(predicate)
        tables[name.lower()] = SourceTable(predicate, name, types)
    return tuple(tables.values())


def _events(formula: Formula, bound: frozenset[tuple[str, int]]) -> set[str]:
    if isinstance(formula, Predicate):
        hidden = (formula.name, len(formula.arguments)) in bound
        return set() if hidden else {formula.name}
    if isinstance(formula, Let):
        inner = bound | {(formula.name, len(formula.parameters))}
        return _events(formula.definition, bound) | _events(formula.body, inner)
    return {name for child in children(formula) for name in _events(child, bound)}
