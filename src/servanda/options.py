"""What the verbs of the command line share: options, moments, records, exit codes.

Turns what was typed into values and answers into lines or JSON; decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from servanda.terminal import shown

if TYPE_CHECKING:
    from servanda.base.moment import Moment

__all__ = [
    "CASE",
    "Language",
    "as_of",
    "as_records",
    "beginning",
    "exit_code",
    "language",
    "moment",
    "records",
    "say",
]

Language = Literal["en", "de"]

CASE = click.Path(path_type=Path, file_okay=False)
as_of = click.option(
    "--as-of", metavar="T", help="What could be known then: 2025-09-01 or 2025-09-01T12:00Z."
)
as_records = click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of text.")
language = click.option(
    "--language", type=click.Choice(["en", "de"]), default="en", help="Language of the answer."
)


def moment(text: str | None) -> datetime | None:
    """Read a moment of the command line; a day without a clock ends at midnight UTC."""
    if text is None:
        return None
    found = _read(text)
    return found.latest if found.precision in ("day", "month", "year") else found.earliest


def beginning(text: str) -> datetime:
    """Read a moment of the command line; a day without a clock begins at midnight UTC."""
    return _read(text).earliest


def _read(text: str) -> Moment:
    from servanda.base.moment import parse_moment

    return parse_moment(text, UTC if "T" not in text else None)


def exit_code(words: Iterable[str]) -> int:
    """Return 1 for a breach or an allegation, 4 for what cannot be told, else 0."""
    found = set(words)
    if found & {"breached", "alleged"}:
        return 1
    return 4 if "undetermined" in found else 0


def records(found: Iterable[dict[str, Any]]) -> None:
    """Print one JSON object a line, with nothing that commands a terminal."""
    import json

    for record in found:
        text = json.dumps(record, ensure_ascii=False)
        click.echo(text if text.isprintable() else json.dumps(record))


def say(record: dict[str, Any], as_json: bool, text: str) -> None:
    """Print a record for programs, or its line for people."""
    if as_json:
        records([record])
    else:
        click.echo(shown(text))
