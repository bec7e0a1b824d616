"""The demo from an empty folder to a report: what an analyst would do by hand.

Main path: ``write_case`` -> ``add`` every file of the inbox -> ``assess`` -> report.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from servanda.case.assess import assess
from servanda.case.folder import Case
from servanda.case.publish import write_report
from servanda.demo import DEMO_AS_OF, DemoInputs, write_case
from servanda.readers.protocol import Progress, no_progress

if TYPE_CHECKING:
    from servanda.report.model import Assessment

__all__ = ["make_case", "run_demo"]


def make_case(folder: Path, progress: Progress = no_progress) -> Case:
    """Write the demo's files into an empty folder and add all its evidence to the archive.

    Raises:
        MisuseError: If the folder already holds something.
    """
    inputs: DemoInputs = write_case(folder)
    case = Case(folder)
    archive = case.archive
    with archive.writing():
        for index, item in enumerate(inputs.inbox):
            progress(index, len(inputs.inbox), "adding evidence")
            archive.add(
                item.path,
                source=item.source,
                collected_at=item.collected_at,
                published_at=item.published_at,
                credibility=item.credibility,
            )
    progress(len(inputs.inbox), len(inputs.inbox), "adding evidence")
    return case


def run_demo(folder: Path, progress: Progress = no_progress) -> tuple[Assessment, Path]:
    """Make the demo case, assess it as of its moment, and write its report.

    Returns:
        The assessment, and where the report lies.
    """
    case = make_case(folder, progress)
    assessment = assess(case, DEMO_AS_OF, progress, pictures=True)
    return assessment, write_report(assessment, folder / "report.html")
