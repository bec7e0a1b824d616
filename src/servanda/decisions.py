"""The verbs by which an analyst decides about evidence: grade, withdraw, restore.

One function a verb, no logic: ``servanda.case.decide`` does the work.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servanda.options import CASE, as_records, moment, say

if TYPE_CHECKING:
    from servanda.case.decide import Event

__all__ = ["grade", "restore", "withdraw"]

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
