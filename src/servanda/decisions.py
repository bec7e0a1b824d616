"""The verbs of an analyst's decisions and of what answers were before and after them.

One function a verb, no logic: ``servanda.case.decide`` and ``servanda.case.history`` work.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servanda.options import CASE, as_records, exit_code, language, moment, records, say
from servanda.terminal import progress, shown

if TYPE_CHECKING:
    from servanda.case.decide import Event

__all__ = ["grade", "history", "restore", "withdraw"]

_CASE = click.argument("case", type=CASE)
_ITEM = click.argument("item")
_SHARED = (
    click.option("--reason", required=True, help="Why; a reader of the verdict will ask."),
    click.option("--source", default="", metavar="ID", help="Whose, if two published the same."),
    click.option("--published", metavar="T", help="Which, if one source published it twice."),
    click.option("--at", metavar="T", help="From when the decision counts [now]."),
    as_records,
)


def _shared(verb: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SHARED):
        verb = option(verb)
    return verb


@click.command()
@_CASE
@_ITEM
@click.argument("credibility", metavar="N")
@_shared
def grade(case: Path, **options: Any) -> None:
    """Give ITEM of CASE (its SHA-256 or how that begins) the credibility N, 1-6."""
    _decide(case, "grade", **options)


@click.command()
@_CASE
@_ITEM
@_shared
def withdraw(case: Path, **options: Any) -> None:
    """Let ITEM of CASE (its SHA-256 or how that begins) no longer count; it stays on record."""
    _decide(case, "withdraw", **options)


@click.command()
@_CASE
@_ITEM
@_shared
def restore(case: Path, **options: Any) -> None:
    """Let the withdrawn ITEM of CASE (its SHA-256 or how that begins) count again."""
    _decide(case, "restore", **options)


@click.command()
@_CASE
@click.argument("clause", required=False)
@click.option(
    "--by", type=click.Choice(["day", "moment"]), default="day", help="Judge once a day, or always."
)
@as_records
@language
@click.pass_context
def history(
    context: click.Context, /, case: Path, clause: str | None, by: str, **options: Any
) -> int:
    """Say how the answers about CASE, or one CLAUSE, changed as more became known."""
    from servanda.case.folder import open_case
    from servanda.case.history import history as history_of
    from servanda.report.history import history_lines, history_records

    with progress(quiet=context.obj["quiet"]) as tell:
        told = history_of(open_case(case), clause or "", by_day=by == "day", progress=tell)
    if options["as_json"]:
        records(history_records(told))
    else:
        click.echo(shown(history_lines(told, language=options["language"])))
    return exit_code(str(some[-1].verdict.word) for some in told.changes.values() if some)


def _decide(
    root: Path,
    event: Event,
    *,
    item: str,
    at: str | None,
    published: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    from servanda.case.decide import decide
    from servanda.case.folder import open_case

    made = decide(
        open_case(root), event, item, decided_at=moment(at) or datetime.now(UTC),
        published=moment(published), **given,
    )  # fmt: skip
    say(made.record(), as_json, made.line())
