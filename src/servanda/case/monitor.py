"""Monitors a log: a formula and a log in, verdicts out, as MonPoly prints them.

Needs no case folder. What a formula means is decided in ``servanda.rules``; here files are
opened, what could not be read is told, and the answer is written.

Main path: ``monitor``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from servanda.base.errors import MisuseError, NotCompiledError, Problem, UnreadableError
from servanda.base.record import record
from servanda.case.meanwhile import Meanwhile

if TYPE_CHECKING:
    import duckdb

    from servanda.engines.logs import Form, Loaded, Reading
    from servanda.rules.checks import Checked
    from servanda.rules.compiler import Query
    from servanda.rules.log import Log
    from servanda.rules.reference import Verdict
    from servanda.rules.signature import Signature
    from servanda.rules.stream import Monitor

__all__ = ["Asked", "checked_formula", "monitor"]

_MOST_TOLD = 20
_GLOB = frozenset("*?[{")


@record(frozen=True, slots=True)
class Asked:
    """What is asked of a log.

    Attributes:
        formula: File with the formula.
        signature: File with the predicates.
        negate: Find where the formula does not hold.
        open_end: Answer only what the log itself decides.
        zone: Time zone of months and of dates without an offset in the formula.
        form: How the log is written; guessed from its name if None.
        engine: Who evaluates: the database, or the definition point by point; the database if None.
        strict: Refuse a log of which anything cannot be read or comes too late.
        as_json: Records instead of MonPoly's lines.
        explain: With each verdict, the facts that make it.
    """

    formula: Path
    signature: Path
    negate: bool = False
    open_end: bool = False
    zone: str = "UTC"
    form: Form | None = None
    engine: Literal["duckdb", "reference"] | None = None
    strict: bool = False
    as_json: bool = False
    explain: bool = False


def monitor(
    asked: Asked,
    log: Path,
    *,
    stdin: IO[bytes],
    write: Callable[[str], object],
    tell: Callable[[str], object],
) -> int:
    """Write the verdicts on a log.

    Args:
        asked: Formula, signature and how to answer.
        log: The log; ``-`` is ``stdin``.
        stdin: Read if the log is ``-``.
        write: Takes the verdicts, piece by piece.
        tell: Takes messages about the log.

    Returns:
        1 if there are verdicts, 0 if there are none.

    Raises:
        FormulaError: The formula or signature cannot be understood, or not monitored.
        UnreadableError: The log cannot be read, or with ``strict`` something of it.
    """
    answer = _by_definition if asked.engine == "reference" else _by_query
    found = 0
    with Meanwhile(_connect) as opening:
        checked = checked_formula(
            asked.formula, asked.signature, negate=asked.negate, zone=asked.zone
        )
        with _on_disk(log, stdin) as path:
            for piece in answer(checked, asked, _Log(path, str(log), tell), opening):
                if piece:
                    found = 1
                    write(piece)
    return found


def _connect() -> duckdb.DuckDBPyConnection:
    from servanda.engines.database import connect

    return connect()


def checked_formula(formula: Path, signature: Path, *, negate: bool, zone: str = "UTC") -> Checked:
    """Read and check a formula.

    Args:
        formula: File with the formula.
        signature: File with the predicates.
        negate: Check its negation.
        zone: Time zone of its months and of its dates without an offset.

    Raises:
        FormulaError: It cannot be understood, or not monitored.
        MisuseError: A file cannot be read.
    """
    from servanda.rules.checks import check
    from servanda.rules.parser import parse_formula
    from servanda.rules.signature import parse_signature

    known = parse_signature(_text(signature), file=signature.name)
    text = parse_formula(_text(formula), file=formula.name, zone=zone)
    return check(text, known, negate=negate)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MisuseError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise MisuseError(f"{path}: this is no UTF-8 text\n  expected: a formula") from error


@record(frozen=True, slots=True)
class _Log:
    """A log to be read, the name it was given by, and who is told about it."""

    path: Path
    name: str
    tell: Callable[[str], object]

    def begin(
        self, connection: duckdb.DuckDBPyConnection, signature: Signature, asked: Asked
    ) -> Reading:
        """Read and check the log."""
        from servanda.engines.logs import begin, form_of

        return begin(connection, self.path, signature, asked.form or form_of(self.name))

    def report(self, loaded: Loaded, *, strict: bool) -> None:
        """Tell what could not be read, and what came late."""
        late = self._late(loaded)
        if strict and (loaded.problems or late):
            first = [self._placed(each) for each in loaded.problems[:1]] or [late]
            raise UnreadableError(f"{first[0]}\n  --strict: nothing else was looked at")
        for problem in loaded.problems[:_MOST_TOLD]:
            self.tell(self._placed(problem))
        if loaded.refused:
            things = "1 thing" if loaded.refused == 1 else f"{loaded.refused:,} things"
            more = "" if loaded.refused <= _MOST_TOLD else f", the first {_MOST_TOLD} above"
            self.tell(f"{self.name}: {things} could not be read{more}; the rest was")
        if late:
            self.tell(late)

    def _placed(self, problem: Problem) -> str:
        return str(replace(problem, place=replace(problem.place, file=self.name)))

    def _late(self, loaded: Loaded) -> str:
        if loaded.first_late is None:
            return ""
        place = replace(loaded.first_late, file=self.name)
        count = f"{loaded.late:,} time-points are" if loaded.late > 1 else "1 time-point is"
        return f"{place}: {count} earlier than one before; sorted into place (this is the first)"


def _by_query(
    checked: Checked, asked: Asked, log: _Log, opening: Meanwhile[duckdb.DuckDBPyConnection]
) -> Iterator[str]:
    # Before the database is waited for: these take as long as it does to open.
    from servanda.engines.columns import verdict_text
    from servanda.rules.compiler import compile_formula

    with (
        opening.result() as connection,
        Meanwhile(lambda: log.begin(connection, checked.signature, asked)) as reading,
    ):
        try:
            query = compile_formula(checked, open_end=asked.open_end)
        except NotCompiledError:
            loaded = reading.result().finish(list(checked.signature))
            log.report(loaded, strict=asked.strict)
            yield from _by_stream(checked, connection, loaded, asked)
            return
        loaded = reading.result().finish([table.predicate for table in query.tables])
        log.report(loaded, strict=asked.strict)
        if asked.explain:
            pieces = _explained_query(checked, query, connection, loaded, asked)
        else:
            pieces = verdict_text(query, connection, loaded, as_json=asked.as_json)
        begun = False
        try:
            for piece in pieces:
                begun = True
                yield piece
        except UnreadableError:
            if begun:
                raise
            yield from _by_stream(checked, connection, loaded, asked)


def _by_stream(
    checked: Checked, connection: duckdb.DuckDBPyConnection, loaded: Loaded, asked: Asked
) -> Iterator[str]:
    """Answer without the database what it has no words or no numbers for."""
    from servanda.engines.logs import as_log
    from servanda.rules.stream import Monitor, points_of

    facts = as_log(connection, loaded, checked.signature)
    stream = Monitor(checked)
    verdicts = stream.feed(points_of(facts))
    yield from _written(checked, facts, [*verdicts, *_last(stream, asked)], asked)


def _last(stream: Monitor, asked: Asked) -> list[Verdict]:
    return [] if asked.open_end else stream.finish()


def _explained_query(
    checked: Checked,
    query: Query,
    connection: duckdb.DuckDBPyConnection,
    loaded: Loaded,
    asked: Asked,
) -> Iterator[str]:
    from itertools import groupby

    from servanda.case.explained import explained_text
    from servanda.engines.duckdb import evaluate
    from servanda.engines.logs import as_log

    table = evaluate(query, connection, loaded.tables, loaded.timepoints)
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    verdicts = (
        (tp, ts, {row[2:] for row in found})
        for (tp, ts), found in groupby(rows, key=lambda row: row[:2])
    )
    facts = as_log(connection, loaded, checked.signature)
    yield from explained_text(
        checked, facts, verdicts, open_end=asked.open_end, as_json=asked.as_json
    )


def _by_definition(
    checked: Checked, asked: Asked, log: _Log, opening: Meanwhile[duckdb.DuckDBPyConnection]
) -> Iterator[str]:
    from servanda.engines.logs import as_log
    from servanda.rules.reference import evaluate

    with opening.result() as connection:
        reading = log.begin(connection, checked.signature, asked)
        loaded = reading.finish(list(checked.signature))
        log.report(loaded, strict=asked.strict)
        facts = as_log(connection, loaded, checked.signature)
    yield from _written(checked, facts, evaluate(checked, facts, open_end=asked.open_end), asked)


def _written(checked: Checked, facts: Log, verdicts: list[Verdict], asked: Asked) -> Iterator[str]:
    from servanda.rules.output import verdict_lines, verdict_records

    if asked.explain:
        from servanda.case.explained import explained_text

        yield from explained_text(
            checked, facts, verdicts, open_end=asked.open_end, as_json=asked.as_json
        )
        return
    if asked.as_json:
        import json

        for record in verdict_records(checked.free_variables, verdicts):
            yield json.dumps(record, ensure_ascii=False) + "\n"
    else:
        for line in verdict_lines(verdicts, checked.types):
            yield line + "\n"


@contextmanager
def _on_disk(log: Path, stdin: IO[bytes]) -> Iterator[Path]:
    """Yield a path that DuckDB takes literally: it reads files, and ``*`` as many of them."""
    path = log.absolute()
    if str(log) != "-" and not _GLOB & set(str(path)) and path.is_file():
        yield path
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        name = "stdin" if str(log) == "-" else "log" + "".join(path.suffixes[-2:])
        copy = Path(folder) / name
        try:
            with copy.open("wb") as file:
                if str(log) == "-":
                    shutil.copyfileobj(stdin, file, 1 << 20)
                else:
                    with path.open("rb") as original:
                        shutil.copyfileobj(original, file, 1 << 20)
        except OSError as error:
            raise UnreadableError(f"{log}: {error.strerror or error}") from error
        yield copy
