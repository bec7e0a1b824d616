"""Does one thing while another is done: the database reads a log while Python compiles a rule.

Both are waited for, whatever happens, so nothing runs on behind a message of failure.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

__all__ = ["Meanwhile"]

T = TypeVar("T")


class Meanwhile(Generic[T]):
    """Calls a function in a thread of its own; use it with ``with``.

    >>> with Meanwhile(lambda: 2 + 2) as sum_:
    ...     sum_.result()
    4
    """

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._values: list[T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Meanwhile[T]:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    def result(self) -> T:
        """Wait for the function; return what it returned, raise what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._values[0]

    def _run(self) -> None:
        try:
            self._values.append(self._function())
        except BaseException as error:  # it is raised where the result is asked for
            self._error = error
