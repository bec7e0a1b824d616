"""Writing a report to disk: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from servanda.base.errors import UnreadableError

if TYPE_CHECKING:
    from servanda.report.model import Assessment

__all__ = ["write_report"]


def write_report(
    assessment: Assessment, output: Path, *, language: Literal["en", "de"] = "en"
) -> Path:
    """Write an assessment as one HTML file and return its path.

    Raises:
        UnreadableError: If the file cannot be written.
    """
    from servanda.report.html import render

    text = render(assessment, language=language)
    unfinished = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(output)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UnreadableError(f"{output} cannot be written: {error}") from error
    return output
