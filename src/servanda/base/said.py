"""Sentences that remember how they were put together, so that another language can say them.

A reason is made once, deep in the rules, and read in English or in German. As a string a
``Said`` *is* its English text: it is compared, sorted, hashed and written to JSON as such.
Beside that it keeps its template and the values in it, for ``servanda.report.reasons``.

Templates are literals of the source, which a test collects; values are data. Strings among
the values stand in every language as they are: names of sources and parties, quoted words.

Main path: ``said`` for one sentence, ``counted`` for one with a number of things, ``Listed``
for several values in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

__all__ = ["Listed", "Said", "counted", "said"]

_NONE: Mapping[str, Any] = MappingProxyType({})


class Said(str):
    """An English text with the template and the values that it was made of. Frozen."""

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any] = _NONE) -> Said:
        """Fill in the template, as ``str.format`` does."""
        self = super().__new__(cls, template.format(**values))
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", MappingProxyType(dict(values)))
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: what was said stays said."""
        raise AttributeError(f"a sentence is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: what was said stays said."""
        raise AttributeError(f"a sentence is frozen: {name} cannot be deleted")

    def __reduce__(self) -> tuple[type[Said], tuple[str, dict[str, Any]]]:
        """Copy and pickle by template and values."""
        return type(self), (self.template, dict(self.values))

    def changed(self, change: Callable[[str], str]) -> str:
        """Return the sentence after ``change`` was made to its text.

        The change is made to the values, so that the sentence can still be said in another
        language. Where that gives other words than changing the text as a whole, what was
        said cannot be kept apart, and the changed text alone is returned: whoever strikes
        out a name must get a text without it.

        >>> said("as {source} says", source="Log").changed(str.upper)
        'AS LOG SAYS'
        >>> type(said("as {source} says", source="Log").changed(lambda t: t.replace("Log", "-")))
        <class 'servanda.base.said.Said'>
        """
        whole = change(str(self))
        if whole == self and not isinstance(whole, Said):
            return self
        if isinstance(whole, Said):
            return whole
        values = {name: _changed(each, change) for name, each in self.values.items()}
        again = Said(self.template, values)
        return again if again == whole else whole


class Listed(tuple[Any, ...]):
    """Values in a row. The format of its field is what stands between them, else a comma.

    >>> f"{Listed('ab')}", f"{Listed('ab'):; }"
    ('a, b', 'a; b')
    """

    __slots__ = ()

    def __format__(self, between: str) -> str:
        """Join the values."""
        return (between or ", ").join(map(str, self))


def said(template: str, **values: Any) -> Said:
    """Return a sentence made from a template and named values.

    Args:
        template: English, a literal; ``{name}`` or ``{name:format}`` where a value stands.
        values: Each a name or quotation (``str``), a sentence, a number, a moment or day, a
            ``Quantity``, a verdict or another member of a ``StrEnum``, or ``Listed``.

    >>> reason = said("{why}; told by {names}", why=said("late"), names=Listed(["A", "B"]))
    >>> reason == "late; told by A, B", reason.template, reason.values["why"].template
    (True, '{why}; told by {names}', 'late')
    """
    return Said(template, values)


def counted(count: int, one: str, many: str, **values: Any) -> Said:
    """Return a sentence about a number of things, which it names as ``{count}``.

    >>> counted(1, "{count} report", "{count} reports"), counted(0, "{count} a", "{count} b")
    ('1 report', '0 b')
    """
    return Said(one if count == 1 else many, {"count": count, **values})


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Said):
        return value.changed(change)
    if isinstance(value, Listed):
        return Listed(_changed(each, change) for each in value)
    return change(value) if type(value) is str else value
