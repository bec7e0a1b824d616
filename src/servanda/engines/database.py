"""The core of DuckDB alone: opens a database in half the time that ``import duckdb`` needs.

``duckdb`` is a core in C++, a module of its own since 1.4, and a layer in Python that makes
relations and expressions: 60 ms to import, and a monitor of a small log does nothing that
takes as long. Who only sends SQL as text and fetches rows needs the core. Its classes are
those of ``duckdb``. On a connection of the core ``execute`` and ``fetch...`` are there at once;
whatever takes or gives a relation or Arrow (``register``, ``sql``, ``to_arrow_table``, ...) only
after ``import_relations``.

Importing this module imports DuckDB, so do it where it is used.

Main path: ``connect``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb as core
else:
    try:
        import _duckdb as core

        core.connect  # noqa: B018 - a core that cannot connect is none
    except (ImportError, AttributeError):
        import duckdb as core

__all__ = ["connect", "core", "import_relations"]

connect = core.connect


def import_relations() -> None:
    """Give every connection, also those that are open, what only ``duckdb`` itself can do."""
    import duckdb  # noqa: F401 - to import it is what there is to do
