"""Mapping files: YAML checked key by key before a row is read.

Predicates and arguments are held against the vocabulary; every problem has its line and
column, and all come at once. Whether the named columns exist is known only when a
table is at hand (``servanda.readers.mapping.check_columns``).

Main path: ``load_mapping(text, file=..., vocabulary=...)`` -> ``Mapping``.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from servanda.base.errors import MisuseError, Place
from servanda.base.moment import parse_zone
from servanda.base.suggest import nearest
from servanda.base.yamlfile import Fields, Node, Problems, load_tree
from servanda.facts.model import DATING
from servanda.facts.vocabulary import Predicate, Vocabulary
from servanda.readers.mapping import Cell, Condition, Mapping, Rule, When
from servanda.readers.moments import DATE_ORDERS

__all__ = ["load_mapping"]

_KEYS = (
    "mapping", "help", "licence", "format", "delimiter", "encoding", "header row", "sheet",
    "time zone", "date order", "decimal", "thousands", "empty", "reported", "coverage",
    "except places", "rows",
)  # fmt: skip
_RULE_KEYS = ("predicate", "when", "valid", "dating", "arguments", "words", "help")
_CELL_KEYS = (
    "column", "columns", "join", "first of", "constant", "values", "otherwise", "times", "strip",
    "required",
)  # fmt: skip
_FORMATS = ("csv", "parquet", "xlsx")
_COMPARISON = re.compile(r"(<=|>=|<|>|=|!=)\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)")
_LARGEST = 1_000_000


def load_mapping(text: str, *, file: str, vocabulary: Vocabulary) -> Mapping:
    """Read a mapping file, with all its problems at once.

    Args:
        text: YAML.
        file: Its name, for messages.
        vocabulary: The predicates there are.

    Raises:
        AgreementError: With every problem, each at its line and column.
    """
    problems = Problems()
    tree = load_tree(text, file=file, problems=problems)
    fields = Fields(tree, problems, known=_KEYS)
    zone = fields.parsed("time zone", parse_zone)
    places: dict[str, Place] = {}
    rules = []
    for node in fields.items("rows", required=True, why="without rows a table yields no facts"):
        rule = _Rules(node, problems, vocabulary, zone, places).rule()
        if rule is not None:
            rules.append(rule)
    dates = _Dates(fields, zone, places)
    mapping = Mapping(
        name=fields.text("mapping", required=True),
        file=file,
        rules=tuple(rules),
        format=fields.choice("format", _FORMATS),
        delimiter=_delimiter(fields),
        encoding=fields.parsed("encoding", _encoding) or "",
        header_row=_header_row(fields),
        sheet=fields.text("sheet"),
        zone=zone,
        date_order=fields.choice("date order", DATE_ORDERS, default="year first"),
        decimal=fields.choice("decimal", (".", ","), default="."),
        thousands=fields.text("thousands"),
        empty=fields.texts("empty"),
        reported=dates.when("reported") if "reported" in fields else None,
        coverage=fields.choice("coverage", ("rows", "none"), default="none"),
        except_places=fields.texts("except places"),
        places=places,
    )
    problems.raise_if_any()
    return mapping


def _header_row(fields: Fields) -> int:
    row = fields.integer("header row")
    if row is not None and not 1 <= row <= _LARGEST:
        fields.problem("header row", "'header row' counts from 1", expected="3, for the third row")
    return 1 if row is None else row


def _delimiter(fields: Fields) -> str:
    text = fields.text("delimiter")
    text = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(text) > 1:
        fields.problem("delimiter", "'delimiter' is one character", expected="; or , or tab")
    return text


def _encoding(name: str) -> str:
    known = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251", "iso-8859-1", "koi8-u")
    if name not in known:
        hint = nearest(name, known)
        raise MisuseError(
            f"no encoding {name!r}; write one of {', '.join(known)}"
            + (f" (did you mean {hint}?)" if hint else "")
        )
    return name


class _Dates:
    """Reads where dates stand: ``column``, ``{year, month, day}`` or ``{on: date}``."""

    def __init__(self, fields: Fields, zone: tzinfo | None, places: dict[str, Place]) -> None:
        self.fields, self.zone, self.places = fields, zone, places

    def when(self, key: str) -> When | None:
        node = self.fields.get(key)
        if node is None or node.kind != "mapping":
            column = self.fields.text(key, required=True)
            self.places.setdefault(column, self.fields.place_of(key))
            return When((column,)) if column else None
        below = Fields(node, self.fields.problems, known=("column", "year", "month", "day", "on"))
        return self.parts(below)

    def parts(self, below: Fields) -> When | None:
        if "on" in below:
            moment = below.moment("on", self.zone)
            return When(constant=moment) if moment else None
        keys = ("column",) if "column" in below else ("year", "month", "day")
        columns = []
        for key in keys:
            if key in below or key != "day":
                columns.append(below.text(key, required=True))
                self.places.setdefault(columns[-1], below.place_of(key))
        return When(tuple(columns)) if all(columns) else None


class _Rules:
    """Reads one item of ``rows``."""

    def __init__(
        self,
        node: Node,
        problems: Problems,
        vocabulary: Vocabulary,
        zone: tzinfo | None,
        places: dict[str, Place],
    ) -> None:
        self.fields = Fields(node, problems, known=_RULE_KEYS)
        self.vocabulary, self.zone, self.places = vocabulary, zone, places

    def rule(self) -> Rule | None:
        predicate = self.fields.parsed("predicate", self.vocabulary.lookup, required=True)
        begins, ends = self._valid()
        conditions = self._conditions()
        cells = self._cells(predicate)
        if predicate is None or begins is None:
            return None
        default = "throughout" if predicate.kind == "state" else "within"
        dating = self.fields.choice("dating", DATING, default=default)
        words = self.fields.texts("words")
        for column in words:
            self._seen(column, "words")
        return Rule(predicate, begins, ends, dating, conditions, cells, words)

    def _seen(self, column: str, key: str) -> None:
        self.places.setdefault(column, self.fields.place_of(key))

    def _valid(self) -> tuple[When | None, When | None]:
        known = ("from", "until", "at", "year", "month", "day", "on")
        why = "a fact without a date cannot be held against a clause"
        node = self.fields.get("valid")
        if node is not None and node.kind == "text":
            return _Dates(self.fields, self.zone, self.places).when("valid"), None
        below = self.fields.mapping("valid", known=known, required=True, why=why)
        if below is None:
            return None, None
        dates = _Dates(below, self.zone, self.places)
        if "from" in below:
            return dates.when("from"), dates.when("until") if "until" in below else None
        if "at" in below:
            return dates.when("at"), None
        return dates.parts(below), None

    def _conditions(self) -> tuple[Condition, ...]:
        below = self.fields.mapping("when")
        if below is None:
            return ()
        found = []
        for column, node in below.entries():
            self.places.setdefault(column, node.place)
            texts = below.texts(column, required=True)
            found.append(_condition(column, texts, node.kind == "list"))
        return tuple(found)

    def _cells(self, predicate: Predicate | None) -> tuple[Cell, ...]:
        below = self.fields.mapping("arguments")
        cells = []
        for name, node in below.entries() if below else ():
            assert below is not None
            try:
                if predicate is not None:
                    predicate.argument(name)
            except MisuseError as error:
                below.problem(name, str(error))
                continue
            cells.append(_Cells(below, self.places).cell(name, node))
        return tuple(cells)


def _condition(column: str, texts: tuple[str, ...], listed: bool) -> Condition:
    only = texts[0] if len(texts) == 1 and not listed else ""
    if only in ("empty", "not empty"):
        return Condition(column, only)
    comparison = _COMPARISON.fullmatch(only)
    if comparison:
        return Condition(column, comparison[1], number=float(comparison[2]))
    return Condition(column, "in", texts)


class _Cells:
    """Reads how one argument is made."""

    def __init__(self, fields: Fields, places: dict[str, Place]) -> None:
        self.fields, self.places = fields, places

    def cell(self, name: str, node: Node) -> Cell:
        if node.kind != "mapping":
            column = self.fields.text(name, required=True)
            self.places.setdefault(column, self.fields.place_of(name))
            return Cell(name, (column,))
        below = Fields(node, self.fields.problems, known=_CELL_KEYS, what=f"argument {name!r}")
        how, columns = self._how(below, name)
        for column in columns:
            self.places.setdefault(column, node.place)
        values = below.mapping("values")
        times = below.number("times")
        return Cell(
            name, columns, how,
            joiner=below.text("join", default=", "),
            constant=below.text("constant"),
            values={raw: values.text(raw) for raw, _ in values.entries()} if values else {},
            otherwise=below.choice("otherwise", ("keep", "empty", "refuse"), default="keep"),
            times=1.0 if times is None else times,
            strip=below.texts("strip"),
            required=below.truth("required"),
        )  # fmt: skip

    def _how(self, below: Fields, name: str) -> tuple[str, tuple[str, ...]]:
        ways = [key for key in ("column", "columns", "first of", "constant") if key in below]
        if len(ways) != 1:
            expected = "one of: column, columns with join, first of, constant"
            self.fields.problem(name, f"argument {name!r} names no single way", expected=expected)
            return "constant", ()
        how = {"columns": "join", "first of": "first"}.get(ways[0], ways[0])
        return how, () if how == "constant" else below.texts(ways[0])
