"""From the options of ``servanda territory`` to its answer in lines and records.

Main path: ``territory``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from servanda.base.errors import MisuseError
from servanda.case.ground import Asked, territory_answer
from servanda.case.ground_files import Wanted, check_files, write_files
from servanda.case.ground_read import Reading
from servanda.case.ground_rows import territory_records
from servanda.case.ground_table import territory_lines
from servanda.readers.protocol import Progress

__all__ = ["territory"]

_MOST_NOTES = 5


def territory(
    paths: Sequence[Path], options: Mapping[str, Any], progress: Progress
) -> tuple[list[dict[str, Any]], str]:
    """Compare maps, write the files that are wanted, and return records and a table.

    Raises:
        MisuseError: As ``territory_answer`` and ``check_files``; or dates that fit no paths.
        UnreadableError: As ``territory_answer``.
    """
    wanted = Wanted(
        options["output"], options["plot"], options["map_"], options["credit"], options["language"]
    )
    check_files(wanted)
    reading = Reading(
        classes=options["classes"], date_property=options["date_property"],
        date_patterns=options["date_patterns"], crs=options["crs"],
        source=options["credit"], dates=_dates(paths, options["dates"]),
    )  # fmt: skip
    names = ("begins", "ends", "by", "holder", "between", "cumulative", "lag", "k", "regions",
             "region_name")  # fmt: skip
    asked = Asked(**{name: options[name] for name in names}, reading=reading)
    answer = territory_answer(paths, asked, progress=progress)
    records = territory_records(answer)
    made = write_files(answer, records, wanted)
    lines = territory_lines(records, options["language"])
    notes = _overlaps(answer.regions.notes if answer.regions else ())
    return records, "\n".join([lines, *notes, *(f"-> {path}" for path in made)])


def _dates(paths: Sequence[Path], dates: Sequence[datetime]) -> dict[Path, datetime]:
    if dates and len(dates) != len(paths):
        raise MisuseError(
            f"--date is given {len(dates)} times for {len(paths)} paths; give it once for each, in "
            f"the same order, or not at all"
        )
    for path in paths if dates else ():
        if path.is_dir():
            raise MisuseError(f"{path}: a folder has no date; with --date name the files in it")
    return dict(zip(paths, dates, strict=False))


def _overlaps(notes: Sequence[str]) -> list[str]:
    """What overlaps in the layer of regions, the first few of it."""
    more = len(notes) - _MOST_NOTES
    return [*notes[:_MOST_NOTES], *([f"... {more}"] if more > 0 else [])]
