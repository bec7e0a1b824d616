"""The command line: one function a verb, no logic.

Exit codes: 0 nothing found; 1 breach, alleged violation or finding; 2 misuse;
3 unreadable or damaged data; 4 cannot tell; 130 Ctrl-C; 141 nobody reads the answer.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servanda import __version__
from servanda.decisions import grade, history, restore, withdraw
from servanda.options import CASE as _CASE
from servanda.options import Language
from servanda.options import as_of as _as_of
from servanda.options import as_records as _json
from servanda.options import beginning as _beginning
from servanda.options import exit_code as _exit_code
from servanda.options import language as _language
from servanda.options import moment as _moment
from servanda.options import records as _records
from servanda.options import say as _say
from servanda.terminal import failed, progress, shown

if TYPE_CHECKING:
    from servanda.report.model import Assessment

__all__ = ["main"]

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
_STOPPED = 130
_CLOSED = 141
"""What shells say of a program whose reader went away; 0 or 1 would be an answer."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="servanda")
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
@click.option("--quiet", is_flag=True, help="No progress bars.")
@click.pass_context
def cli(context: click.Context, debug: bool, quiet: bool) -> None:
    """Find out whether agreements are kept: clause by clause, on whose word, since when."""
    context.obj = {"debug": debug, "quiet": quiet}


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every failure is one message and an exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = cli.main(given, prog_name="servanda", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; nothing is half-written, run it again to continue", err=True)
        code = _STOPPED
    except SystemExit:  # click's own way to end when whoever reads our output has seen enough
        code = _CLOSED
    except BrokenPipeError:  # the same, found out at the last flush
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _CLOSED
    except Exception as error:
        code = failed(error, debug="--debug" in given)
    sys.exit(code if isinstance(code, int) else 0)


@cli.command()
@click.argument("case", type=_CASE)
def init(case: Path) -> None:
    """Make a new case folder CASE with an agreement and a sources file to start from."""
    from servanda.case.folder import init_case

    init_case(case)
    click.echo(f"{case}: edit agreement.yaml and sources.yaml, then servanda add FILE --source ID")


@cli.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--source", required=True, metavar="ID", help="Id of the source in sources.yaml.")
@click.option("--case", "root", type=_CASE, default=Path(), help="The case folder [.].")
@click.option("--published", metavar="T", help="When the source published it.")
@click.option("--collected", metavar="T", help="When you fetched it [now].")
@click.option("--credibility", default="6", help="Admiralty grade 1-6 of these items [6].")
@click.option("--name", default="", help="Name of what is read from standard input (-).")
@click.option("--note", default="", help="What the next reader should know.")
@_json
@click.pass_context
def add(context: click.Context, /, files: tuple[Path, ...], root: Path, **options: Any) -> None:
    """Put original FILES into the archive of a case (- reads standard input)."""
    from servanda.case.add import add_files
    from servanda.case.folder import open_case

    as_json = options.pop("as_json")
    moments = {key: _moment(options.pop(key)) for key in ("published", "collected")}
    collected = moments["collected"] or datetime.now(UTC)
    with progress(quiet=context.obj["quiet"]) as tell:
        added = add_files(
            open_case(root), files, collected=collected, published=moments["published"],
            stdin=sys.stdin.buffer, progress=tell, **options,
        )  # fmt: skip
    for each in added:
        new = "added" if each.is_new else "already there"
        record = {"item": each.item.sha256, "name": each.item.name, "is_new": each.is_new}
        _say(record, as_json, f"{each.item.sha256[:12]}  {each.item.name}  {new}")


for _verb in (grade, withdraw, restore, history):
    cli.add_command(_verb)


@cli.command()
@click.argument("case", type=_CASE)
@click.option("--head", default="", help="Hash of a log entry you wrote down earlier.")
@_json
@click.pass_context
def verify(context: click.Context, case: Path, head: str, as_json: bool) -> int:
    """Compare the archive of CASE with its log: any change, loss or reordering is named."""
    from servanda.case.folder import open_case

    archive = open_case(case).archive
    with progress(quiet=context.obj["quiet"]) as tell:
        findings = archive.verify(head, lambda done, total: tell(done, total, "items"))
    for found in findings:
        record = {"kind": found.kind, "line": found.line, "item": found.item}
        _say({**record, "message": found.message}, as_json, str(found))
    if not findings:
        sound = {"kind": "sound", "items": len(archive.items()), "head": archive.head()}
        _say(sound, as_json, f"sound: {sound['items']} items, head {sound['head']}")
    return 3 if findings else 0


@cli.command()
@click.argument("case", type=_CASE)
@_as_of
@_json
@_language
@click.option("--robustness/--no-robustness", default=True, help="Leave out one source at a time.")
@click.pass_context
def assess(context: click.Context, /, case: Path, as_of: str | None, **options: Any) -> int:
    """Answer every clause of CASE: kept, breached, alleged, pending or undetermined."""
    from servanda.report.jsonlines import verdict_records
    from servanda.report.plain import verdict_lines

    assessment = _assess(context, case, as_of, robustness=options["robustness"])
    if options["as_json"]:
        _records(verdict_records(assessment))
    else:
        click.echo(shown(verdict_lines(assessment, language=options["language"])))
    return _exit_code(str(verdict.word) for verdict in assessment.verdicts)


@cli.command()
@click.argument("case", type=_CASE)
@click.argument("clause")
@_as_of
@_json
@_language
@click.pass_context
def explain(
    context: click.Context, /, case: Path, clause: str, as_of: str | None, **options: Any
) -> int:
    """Show how the verdict of one CLAUSE of CASE was reached, down to the words and rows."""
    from servanda.case.folder import open_case
    from servanda.report.explain import explain_lines
    from servanda.report.jsonlines import verdict_records

    open_case(case).clause(clause)  # refuses an unknown one before the work
    assessment = _assess(context, case, as_of)
    if options["as_json"]:
        _records(each for each in verdict_records(assessment) if each["clause"] == clause)
    else:
        click.echo(shown(explain_lines(assessment, clause, language=options["language"])))
    return _exit_code(str(each.word) for each in assessment.verdicts if each.clause == clause)


@cli.command()
@click.argument("case", type=_CASE)
@_as_of
@_json
@_language
@click.pass_context
def due(context: click.Context, /, case: Path, as_of: str | None, **options: Any) -> int:
    """Say what falls due in CASE, from whom, by when, and because of what."""
    from servanda.report.jsonlines import due_records
    from servanda.report.plain import due_lines

    assessment = _assess(context, case, as_of, robustness=False)
    if options["as_json"]:
        _records(due_records(assessment))
    else:
        click.echo(shown(due_lines(assessment, language=options["language"])))
    states = {each.state for each in assessment.due}
    return 1 if "overdue" in states else 4 if "unclear" in states else 0


@cli.command()
@click.argument("case", type=_CASE)
@click.option("-o", "--output", type=_FILE, default=Path("report.html"), help="File, or -.")
@click.option("--publication", is_flag=True, help="Withhold what the agreement and licences say.")
@_as_of
@_language
@click.pass_context
def report(
    context: click.Context, /, case: Path, output: Path, as_of: str | None, **options: Any
) -> None:
    """Write the assessment of CASE as one self-contained HTML file."""
    from servanda.case.publish import for_publication, write_report

    language: Language = options["language"]
    assessment = _assess(context, case, as_of, pictures=True)
    if options["publication"]:
        assessment = for_publication(assessment)
    if str(output) == "-":
        from servanda.report.html import render

        click.echo(render(assessment, language=language), nl=False)
    else:
        click.echo(f"report: {write_report(assessment, output, language=language)}")


@cli.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--published", metavar="DATE", help="Publication date of the text, if you know it.")
@click.option("--lang", metavar="CODE", default="auto", help="Language of the text: de, en [auto].")
@click.option("--lexica", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False),
              help="Languages of your own to read with.")  # fmt: skip
@click.option("--text", is_flag=True, help="Print the text that offsets count in, and stop.")
@click.option("--explain", is_flag=True, help="Add why each answer was given.")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256), default=1,
              help="Processes that read at the same time [1].")  # fmt: skip
@click.option("--reader", "readers", metavar="NAME", multiple=True,
              help="Ask this plug-in as well: spacy, llm=URL#MODEL, module:attribute.")  # fmt: skip
@_json
@_language
def read(files: tuple[Path, ...], published: str | None, jobs: int, **options: Any) -> int:
    """Say who said what, when and how much in FILES: text, pages, feeds, WARC (- reads a pipe)."""
    from servanda.case.read import Asked, View, read_files

    view: View = "text" if options.pop("text") else "json" if options["as_json"] else "people"
    day, colour = _moment(published), view == "people" and sys.stdout.isatty()
    width = os.get_terminal_size().columns if colour else 100
    asked = Asked(published=day.date() if day else None, view=view, colour=colour, width=width,
                  latest=datetime.now(UTC).date(), **options)  # fmt: skip
    code = 0
    for answer in read_files(files, asked, jobs=jobs, stdin=sys.stdin.buffer, clean=shown):
        for note in answer.notes:
            click.echo(shown(note), err=True)
        if answer.refused:  # the rest is still read
            code = 3
        elif view == "text" and not asked.as_json:
            _write(answer.out)
        else:
            click.echo(answer.out, color=True)
    return code


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "begins", metavar="D", help="First edition.")
@click.option("--to", "ends", metavar="D", help="Last edition.")
@click.option("--by", type=click.Choice(["edition", "day", "week", "month"]), default="edition")
@click.option("--between", is_flag=True, help="Compare only the first and the last edition.")
@click.option("--cumulative", is_flag=True, help="Add running totals.")
@click.option("--lag", metavar="DAYS", type=click.IntRange(0, 366), default=0,
              help="Days by which an edition is later than the ground it shows [0].")  # fmt: skip
@click.option("--k", metavar="N", type=click.IntRange(1, 10000), default=30,
              help="Editions to look back for a return, and on until it lasted [30].")  # fmt: skip
@click.option("--regions", type=_FILE, help="Polygons to split by, in any format of maps.")
@click.option("--region-name", metavar="PROPERTY", default="", help="Property with their names.")
@click.option("--classes", "--class-property", metavar="PROPERTY|VALUE=CLASS", multiple=True,
              help="Property that separates classes of ground; names for its values.")  # fmt: skip
@click.option("--holder", default="", help="Class whose gains and losses are told.")
@click.option("--date", "dates", metavar="D", multiple=True, help="Date of each PATH, in order.")
@click.option("--date-property", default="", help="Property with the date [the file name].")
@click.option("--date-pattern", "date_patterns", multiple=True, help="Dates in names: map_%d%m%Y.")
@click.option("--crs", default="", help="Coordinate system of maps that state none.")
@click.option("-o", "--output", type=_FILE, help="Patches: .parquet, .geojson or .gpkg.")
@click.option("--plot", type=_FILE, help="Chart of gain, loss and net: .png or .svg.")
@click.option("--map", "map_", type=_FILE, help="Map of first and last edition: .png .svg .html.")
@click.option("--credit", metavar="TEXT", default="", help="Source and licence, for pictures.")
@_json
@_language
@click.pass_context
def territory(context: click.Context, /, paths: tuple[Path, ...], **options: Any) -> None:
    """Say how many km² changed hands between consecutive maps (files or folders)."""
    from servanda.case.ground_verb import territory as tell_territory

    options["begins"], options["ends"] = _moment(options["begins"]), _moment(options["ends"])
    options["dates"] = [_beginning(each) for each in options["dates"]]
    with progress(quiet=context.obj["quiet"]) as tell:
        records, lines = tell_territory(paths, options, tell)
    if options["as_json"]:
        _records(records)
    else:
        click.echo(shown(lines))


@cli.command()
@click.argument("log", type=_FILE)
@click.option("--signature", required=True, type=_FILE, help="The predicates: MonPoly's .sig.")
@click.option("--formula", required=True, type=_FILE, help="The formula: MonPoly's .mfotl.")
@click.option("--negate", is_flag=True, help="Find where the formula does not hold.")
@click.option("--open-end", is_flag=True, help="The log goes on: answer only what it decides.")
@click.option("--format", "form", type=click.Choice(["monpoly", "csv", "parquet"]),
              help="How the log is written [by the end of its name].")  # fmt: skip
@click.option("--zone", metavar="NAME", default="UTC", show_default=True,
              help="Time zone of the formula's months and dates.")  # fmt: skip
@click.option("--engine", type=click.Choice(["duckdb", "reference"]),
              help="Who evaluates [duckdb]; reference is slow, meant to be obvious.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Stop at what cannot be read or comes too late.")
@click.option("--follow", is_flag=True, help="Answer each time-point as soon as it is decided.")
@click.option("--explain", is_flag=True, help="With each verdict, the facts that make it.")
@click.option("--state", type=_FILE, help="With --follow: where to go on from, next time.")
@_json
def monitor(log: Path, follow: bool, state: Path | None, **options: Any) -> int:
    """Say when a formula of temporal logic holds in LOG, as MonPoly does (- reads a pipe)."""

    def tell(text: str) -> None:
        click.echo(shown(text), err=True)

    if follow:
        from servanda.case.follow import follow as follow_log

        if options["explain"] or options["form"] not in {None, "monpoly"}:
            raise click.UsageError("--follow reads MonPoly's format and prints no reasons")
        if options["engine"]:
            raise click.UsageError("--engine goes with a whole log; --follow evaluates as it reads")
        with click.open_file(str(log), "rb") as stream:
            return follow_log(
                options["formula"], options["signature"], stream, negate=options["negate"],
                open_end=options["open_end"], zone=options["zone"], state=state,
                as_json=options["as_json"], strict=options["strict"], out=sys.stdout,
                write=_write, tell=tell,
            )  # fmt: skip
    if state:
        raise click.UsageError("--state goes with --follow")
    from servanda.case.monitor import Asked
    from servanda.case.monitor import monitor as monitor_log

    return monitor_log(Asked(**options), log, stdin=sys.stdin.buffer, write=_write, tell=tell)


@cli.command()
@click.argument("folder", type=_CASE, default=Path("servanda-demo"))
@click.pass_context
def demo(context: click.Context, folder: Path) -> None:
    """Write a made-up case into FOLDER, assess it, and say where its report lies."""
    from servanda.demo.run import run_demo
    from servanda.report.plain import verdict_lines

    with progress(quiet=context.obj["quiet"]) as tell:
        assessment, path = run_demo(folder, tell)
    click.echo(shown(verdict_lines(assessment)))
    click.echo(f"\ncase:   {folder}\nreport: {path}")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of agreement.yaml, so that editors complete it."""
    from servanda.agreement.schema import json_schema

    _records([json_schema()])


def _assess(
    context: click.Context,
    case: Path,
    as_of: str | None,
    *,
    robustness: bool = True,
    pictures: bool = False,
) -> Assessment:
    from servanda.case.assess import assess as assess_case
    from servanda.case.folder import open_case

    with progress(quiet=context.obj["quiet"]) as tell:
        return assess_case(
            open_case(case), _moment(as_of), tell, robustness=robustness, pictures=pictures
        )


def _write(text: str) -> None:
    """Write as it is where a program reads, so that it can be compared byte for byte."""
    sys.stdout.write(shown(text) if sys.stdout.isatty() else text)


if __name__ == "__main__":
    main()
