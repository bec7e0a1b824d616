"""Writes docs/reference/cli.md from the command line itself: ``make reference``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from servanda.cli import cli

from .pages import ROOT

__all__ = ["PAGE", "render"]

PAGE = ROOT / "docs" / "reference" / "cli.md"
_HEAD = """\
# The command line

Written from the command line itself by `make reference`; a test keeps it complete.

Answers go to standard output, progress bars and messages to standard error. `-` as a file means
standard input (or output, for `report -o -`). A moment is `2025-09-01T12:00Z` or
`2025-09-01T12:00+03:00`; a day, `2025-09-01`, means to its end in UTC. `--json` prints
[JSON Lines](json.md).

## Exit codes

| code | means |
| --- | --- |
| 0 | nothing found |
| 1 | a breach, an alleged violation, something overdue, or a verdict of `monitor` |
| 2 | misuse: the command, or a file you wrote, cannot be understood |
| 3 | data is unreadable, or the archive is damaged (also: `verify` found something) |
| 4 | cannot tell: a clause is undetermined, and none is breached or alleged |
| 130 | you pressed Ctrl-C; nothing is half-written |

Nothing shows a traceback without `--debug`.
"""


def render() -> str:
    """The whole page."""
    parts = [_HEAD, "## servanda\n", _usage("servanda", cli), _prose(cli), _parameters(cli)]
    for name, command in sorted(cli.commands.items()):
        path = f"servanda {name}"
        parts += [f"## {path}\n", _usage(path, command), _prose(command), _parameters(command)]
    return "\n".join(part for part in parts if part)


def _usage(path: str, command: click.Command) -> str:
    with click.Context(command, info_name=path) as context:
        pieces = command.collect_usage_pieces(context)
    return f"```text\n{' '.join([path, *pieces])}\n```\n"


def _prose(command: click.Command) -> str:
    return " ".join((command.help or "").split()) + "\n"


def _parameters(command: click.Command) -> str:
    rows = list(_rows(command))
    return "\n".join(["| option | means |", "| --- | --- |", *rows]) + "\n" if rows else ""


def _rows(command: click.Command) -> Iterator[str]:
    for each in command.params:
        if isinstance(each, click.Option):
            names = ", ".join(f"`{name}`" for name in [*each.opts, *each.secondary_opts])
            value = "" if each.is_flag else f" {_value(each)}"
            needed = " Required." if each.required else ""
            yield f"| {names}{value} | {(each.help or '').strip()}{needed} |"


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "/".join(str(choice) for choice in option.type.choices)
    return option.metavar or option.type.name.upper()


if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8")
    print(f"written: {PAGE}")
