"""Mappings: which column of a table means which argument of which predicate.

A data set is described in YAML, never in code. This module says what a mapping is,
where its file lies, and whether a table has the columns it names.
``servanda.readers.mapping_file`` reads and checks the YAML; ``servanda.readers.table``
applies it.

Main path: ``mapping_text(name)`` -> ``load_mapping`` -> ``Mapping`` -> ``check_columns``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import tzinfo
from importlib.resources import files
from pathlib import Path

from servanda.base.errors import MisuseError, Place, UnreadableError
from servanda.base.moment import Moment
from servanda.base.suggest import nearest
from servanda.facts.vocabulary import Predicate

__all__ = [
    "Cell",
    "Condition",
    "Mapping",
    "Rule",
    "When",
    "check_columns",
    "mapping_text",
    "shipped_mappings",
]

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class When:
    """Where a date stands: one column, columns for year, month and day, or a constant.

    Attributes:
        columns: One column, or year, month and perhaps day.
        constant: The same for every row, instead of columns.
    """

    columns: tuple[str, ...] = ()
    constant: Moment | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A row counts for a rule only if this column passes.

    Attributes:
        column: Column tested.
        test: ``in``, ``empty``, ``not empty`` or one of < <= = != >= >.
        values: For ``in``: the accepted texts.
        number: For comparisons.
    """

    column: str
    test: str
    values: tuple[str, ...] = ()
    number: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """How the value of one argument is made from a row.

    Attributes:
        argument: Argument of the predicate.
        columns: Columns read, in order.
        how: ``column``, ``join`` (all that are filled), ``first`` (first filled), ``constant``.
        joiner: Put between joined columns.
        constant: The same for every row.
        values: Raw text -> text meant; empty: as written.
        otherwise: What to do with texts not in ``values``: ``keep``, ``empty`` or ``refuse``.
        times: Factor for numbers (EUR billion -> EUR: 1e9).
        strip: Texts cut from the ends.
        required: Whether a row without it is refused.
    """

    argument: str
    columns: tuple[str, ...] = ()
    how: str = "column"
    joiner: str = ", "
    constant: str = ""
    values: Map[str, str] = field(default_factory=dict)
    otherwise: str = "keep"
    times: float = 1.0
    strip: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fact that a row may yield.

    Attributes:
        predicate: What the fact claims.
        begins: Where its valid time begins.
        ends: Where it ends; None: the same as ``begins``.
        dating: How the valid time dates the fact.
        conditions: All must hold.
        cells: Arguments.
        words: Further columns to quote in the fact's words.
    """

    predicate: Predicate
    begins: When
    ends: When | None
    dating: str
    conditions: tuple[Condition, ...]
    cells: tuple[Cell, ...]
    words: tuple[str, ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Return every column the rule looks at, once, in order of mention."""
        named: list[str] = [condition.column for condition in self.conditions]
        named += self.begins.columns
        named += self.ends.columns if self.ends else ()
        for cell in self.cells:
            named += cell.columns
        return tuple(dict.fromkeys([*named, *self.words]))


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping file.

    Attributes:
        name: Name of the data set.
        file: File it was read from, for messages.
        rules: Kinds of facts a row may yield.
        format: ``csv``, ``parquet``, ``xlsx``; empty: by the item's name.
        delimiter: CSV delimiter; empty: detected in the header row.
        encoding: Of a CSV; empty: UTF-8, else Windows-1252 with a note.
        header_row: Which row names the columns, 1-based.
        sheet: Of a workbook; empty: the first.
        zone: Zone of naive times; None: the source's option says it.
        date_order: One of ``DATE_ORDERS``.
        decimal: Decimal sign.
        thousands: Sign between thousands; empty: none.
        empty: Texts that mean "no value".
        reported: When a row was published; None: when the item was.
        coverage: ``rows`` or ``none``.
        except_places: Where the data set is blind.
        places: Column -> where the mapping file first names it.
    """

    name: str
    file: str
    rules: tuple[Rule, ...]
    format: str = ""
    delimiter: str = ""
    encoding: str = ""
    header_row: int = 1
    sheet: str = ""
    zone: tzinfo | None = None
    date_order: str = "year first"
    decimal: str = "."
    thousands: str = ""
    empty: tuple[str, ...] = ()
    reported: When | None = None
    coverage: str = "none"
    except_places: tuple[str, ...] = ()
    places: Map[str, Place] = field(default_factory=dict)


def shipped_mappings() -> tuple[str, ...]:
    """Return the names of the mappings that ship with servanda, sorted.

    >>> "alerts-oblast" in shipped_mappings()
    True
    """
    folder = files("servanda.readers") / "mappings"
    names = (each.name for each in folder.iterdir() if each.name.endswith(".yaml"))
    return tuple(sorted(name.removesuffix(".yaml") for name in names))


def mapping_text(name: str, folder: Path | None = None) -> tuple[str, str]:
    """Return the text of a mapping and the name of its file.

    Args:
        name: A shipped mapping (``alerts-oblast``) or a file of the case
            (``mappings/own.yaml``), never outside of it.
        folder: The case folder.

    Raises:
        MisuseError: If there is no such mapping.
        UnreadableError: If the file cannot be read.
    """
    known = shipped_mappings()
    if _NAME.fullmatch(name) and name in known:
        shipped = files("servanda.readers") / "mappings" / f"{name}.yaml"
        return shipped.read_text(encoding="utf-8"), f"{name}.yaml"
    if folder is None or not name.endswith((".yaml", ".yml")):
        hint = nearest(name, known)
        raise MisuseError(
            f"there is no mapping {name!r}; name a YAML file of the case, or one of "
            + ", ".join(known) + (f" (did you mean {hint}?)" if hint else "")
        )  # fmt: skip
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise MisuseError(f"the mapping {name!r} lies outside the case folder; copy it into it")
    try:
        return path.read_text(encoding="utf-8-sig"), name
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"the mapping {name!r} cannot be read: {error}") from error


def check_columns(mapping: Mapping, columns: Iterable[str], table: str) -> None:
    """Hold the mapping's columns against those of a table.

    Raises:
        UnreadableError: Naming each missing column, where it is named, and the nearest one.
    """
    have = list(columns)
    wanted = [column for rule in mapping.rules for column in rule.columns()]
    wanted += mapping.reported.columns if mapping.reported else ()
    missing = []
    for column in dict.fromkeys(wanted):
        if column not in have:
            hint = nearest(column, have)
            where = mapping.places.get(column, Place(mapping.file))
            missing.append(
                f"{where}: {table} has no column {column!r}"
                + (f" (did you mean {hint!r}?)" if hint else "")
            )
    if missing:
        listed = ", ".join(repr(column) for column in have[:40])
        raise UnreadableError("\n".join([*missing, f"  its columns are {listed}"]))
