"""The facts of a log, sorted out by predicate, time-point and value; each when first asked for.

Main path: ``Index.facts``.
"""

from __future__ import annotations

from servanda.rules.log import Log
from servanda.rules.syntax import Value

__all__ = ["Index", "Row"]

Row = tuple[Value, ...]


class Index:
    """Finds facts without looking at all of them again."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._facts: dict[str, dict[int, list[Row]]] = {}
        self._moments: dict[str, list[int]] = {}
        self._where: dict[tuple[str, int], dict[Value, list[int]]] = {}

    def facts(self, name: str) -> dict[int, list[Row]]:
        """Return the different tuples of an event predicate, by time-point."""
        if name not in self._facts:
            found: dict[int, dict[Row, None]] = {}
            table = self._log.tables.get(name)
            if table is not None:
                rows = zip(*table.columns, strict=True) if table.columns else None
                for i in table.time_points:
                    found.setdefault(i, {})[() if rows is None else next(rows)] = None
            self._facts[name] = {i: list(found[i]) for i in sorted(found)}
        return self._facts[name]

    def moments(self, name: str) -> list[int]:
        """Return the time-points at which a predicate has tuples, in order."""
        if name not in self._moments:
            self._moments[name] = list(self.facts(name))
        return self._moments[name]

    def places(self, name: str, position: int) -> dict[Value, list[int]]:
        """Return the time-points of each value that an argument takes."""
        key = (name, position)
        if key not in self._where:
            found: dict[Value, dict[int, None]] = {}
            for i, rows in self.facts(name).items():
                for row in rows:
                    found.setdefault(row[position], {})[i] = None
            self._where[key] = {value: list(places) for value, places in found.items()}
        return self._where[key]
