"""What a person sees in a terminal besides the answer: progress, failures, escaped text.

Progress goes to standard error and only to a terminal; answers go to standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from servanda.base.errors import ServandaError

if TYPE_CHECKING:
    from servanda.readers.protocol import Progress

__all__ = ["failed", "progress", "shown"]

_KEPT = "\n\t"
_LONGEST = 40


def shown(text: str) -> str:
    r"""Return text in which nothing can command a terminal or break its encoding.

    Evidence quotes whatever somebody published. Control characters (but line breaks and
    tabs) and halves of surrogate pairs are written as escapes.

    >>> shown("red \x1b[31m, half \udcff")
    'red \\x1b[31m, half \\udcff'
    """
    if text.isprintable():
        return text
    return "".join(
        each.encode("unicode_escape").decode() if _commands(each) else each for each in text
    )


def _commands(character: str) -> bool:
    number = ord(character)
    is_control = number < 0x20 or 0x7F <= number < 0xA0  # noqa: PLR2004 - C0 and C1
    return (is_control and character not in _KEPT) or 0xD800 <= number < 0xE000  # noqa: PLR2004


def failed(error: Exception, *, debug: bool = False) -> int:
    """Tell standard error what went wrong, and return the exit code.

    What servanda raises on purpose explains itself. What the system refuses counts as
    unreadable. Anything else is a mistake in servanda, and says so.

    Args:
        error: What was raised.
        debug: Also show where, as a traceback.
    """
    if debug:
        import traceback

        traceback.print_exception(error)
    text, code = str(error), 3
    if isinstance(error, ServandaError):
        code = error.exit_code
    elif not isinstance(error, OSError):
        text = (
            f"servanda made a mistake ({type(error).__name__}: {error}); nothing is half-written. "
            "Please report it with what --debug shows: servanda --debug ..."
        )
    print(shown(text), file=sys.stderr)
    return code


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Yield a function ``tell(done, total, what)`` that draws one bar of what is being done.

    Draws nothing when quiet, or when standard error is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    # No markup: a file's name may hold brackets.
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        def tell(done: int, total: int, what: str) -> None:
            name = shown(what).replace("\n", " ")[:_LONGEST]
            bars.update(task, description=name, completed=done, total=total)

        yield tell
