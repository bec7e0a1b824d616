"""Names in the SQL of a plan: of tables, columns and time.

Main path: ``Names``, the base of ``sql.Writer``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable

from servanda.rules.plan import Node, Scan
from servanda.rules.sqltime import Clockwork

__all__ = ["Names"]


class Names(ABC):
    """What is written so far, and what it is called.

    Args:
        clockwork: The tables about time.
        tables: Name of the table of each predicate, already quoted.
    """

    def __init__(self, clockwork: Clockwork, tables: dict[str, str]) -> None:
        self._clock = clockwork
        self._tables = tables
        self._variables: dict[str, str] = {}
        self._written: dict[Node, str] = {}
        self._bodies: dict[str, str] = {}
        self._uses: Counter[str] = Counter()

    def column(self, name: str) -> str:
        """Return the column in which a variable is kept."""
        if name.isdigit():
            return f'"{name}"'
        return self._variables.setdefault(name, f"v{len(self._variables)}")

    def expressions(self) -> list[str]:
        """Return the common table expressions written so far, each after those it uses."""
        named = {**self._clock.tables, **self._bodies}
        for body in self._clock.tables.values():
            for name in self._clock.tables:
                self._uses[name] += f" {name}" in body
        out = []
        # What a source costs only the engine knows: a table is read twice, a query computed once.
        sources = {name for node, name in self._written.items() if isinstance(node, Scan)}
        for name, body in named.items():
            once = self._uses[name] <= 1 or name == "tps"
            how = "" if name in sources else "NOT MATERIALIZED" if once else "MATERIALIZED"
            out.append(f"{name} AS {how} (\n  {body}\n)")
        return out

    def write(self, node: Node) -> str:
        """Return the name of the table expression of ``node``, writing it if need be."""
        if node not in self._written:
            body = self._body(node)
            name = f"n{len(self._bodies)}"
            self._bodies[name] = body
            self._written[node] = name
        self._uses[self._written[node]] += 1
        return self._written[node]

    @abstractmethod
    def _body(self, node: Node) -> str:
        """Return the SELECT of a node."""

    def _table(self, body: str, *, uses: int) -> str:
        """Return the name of a table expression that is part of a node."""
        name = f"n{len(self._bodies)}"
        self._bodies[name] = body
        self._uses[name] += uses
        return name

    def _columns(self, alias: str, names: Iterable[str]) -> list[str]:
        return [f"{alias}.{self.column(name)}" for name in names]

    @staticmethod
    def _first(alias: str, node: Node) -> str:
        return f"{alias}.{'tp' if node.is_point else 'f'}"

    @staticmethod
    def _last(alias: str, node: Node) -> str:
        return f"{alias}.{'tp' if node.is_point else 'l'}"

    def _time(self, alias: str, node: Node) -> list[str]:
        return [f"{alias}.tp", f"{alias}.ts"] if node.is_point else [f"{alias}.f", f"{alias}.l"]

    def _row(self, alias: str, node: Node) -> str:
        return ", ".join([*self._columns(alias, node.names), *self._time(alias, node)])

    def _keys(self, left: str, right: str, names: Iterable[str]) -> list[str]:
        pairs = zip(self._columns(left, names), self._columns(right, names), strict=True)
        return [f"{one} = {other}" for one, other in pairs]

    def _scope(self, alias: str, node: Node) -> tuple[dict[str, str], dict[str, str]]:
        names = dict(zip(node.names, self._columns(alias, node.names), strict=True))
        return names, dict(node.columns)
