"""Striking words out of texts: names that must not be published, wherever they stand.

Decides where a name stands in a text (whole words, whatever capitals and marks lie
between them). Which names are struck out is for the agreement and ``case.publish``.

Main path: ``Mask`` for one text, ``everywhere`` for all texts of a value, ``facts_in`` for
the facts it cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from servanda.base.said import Said
from servanda.verdicts.model import FactRef

__all__ = ["STRUCK", "Mask", "everywhere", "facts_in"]

STRUCK = "\u25ae\u25ae\u25ae"
"""What stands where something is struck out; no letters, so it needs no translation."""

_WORD = re.compile(r"[^\W_]+")
_KEPT = frozenset({"clause", "fact", "item", "predicate", "engine", "remedy_for"})
"""Names of fields that hold ids of ours or hashes: links hang on them."""


class Mask:
    """Replaces names in texts.

    Args:
        names: Name -> what stands in its place.
        ids: The same for ids, which a hyphen makes longer: ``log`` is not in ``joint-log``.

    >>> Mask({"Jane Doe": "-"}, {"log": "*"})("JANE_DOE, not Jane Doerr, in log, not joint-log")
    '-, not Jane Doerr, in *, not joint-log'
    """

    def __init__(self, names: Mapping[str, str], ids: Mapping[str, str] | None = None) -> None:
        self._ids = ids or {}
        listed = "|".join(re.escape(each) for each in sorted(self._ids, reverse=True))
        self._id = re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])") if listed else None
        self._by_word: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for name in sorted(names, key=lambda name: (-len(name), name)):
            words = _WORD.findall(name)
            if words:
                pattern = r"[\W_]+".join(map(re.escape, words)) + r"(?![^\W_])"
                found = re.compile(pattern, re.IGNORECASE)
                self._by_word.setdefault(words[0].casefold(), []).append((found, names[name]))

    def __call__(self, text: str) -> str:
        """Return the text without the names."""
        if self._id is not None:
            text = self._id.sub(lambda match: self._ids[match[0]], text)
        if not self._by_word:
            return text
        parts, done = [], 0
        for word in _WORD.finditer(text):
            if word.start() < done:
                continue
            for pattern, instead in self._by_word.get(word[0].casefold(), ()):
                match = pattern.match(text, word.start())
                if match:
                    parts += [text[done : word.start()], instead]
                    done = match.end()
                    break
        return "".join([*parts, text[done:]])


def everywhere(
    value: Any, change: Callable[[str], str], facts: Mapping[str, FactRef] | None = None
) -> Any:
    """Return a value with all its texts changed, through data classes, lists and mappings.

    Args:
        value: The value.
        change: Gives the new text. Ids of clauses, facts, items and predicates stay, because
            links hang on them.
        facts: Fact id -> the fact to put in its place, whose texts then stay as they are.
    """
    if type(value) is str or isinstance(value, Said):
        return value.changed(change) if isinstance(value, Said) else change(value)
    if facts is not None and isinstance(value, FactRef):
        return facts[value.fact]
    if isinstance(value, tuple | list):
        return type(value)([everywhere(each, change, facts) for each in value])
    if isinstance(value, Mapping):
        return {
            everywhere(key, change, facts): everywhere(each, change, facts)
            for key, each in value.items()
        }
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value) if each.name not in _KEPT]
        new = {name: everywhere(getattr(value, name), change, facts) for name in names}
        return replace(value, **new)
    return value


def facts_in(value: Any) -> Iterator[FactRef]:
    """Yield every fact that a value cites, as often as it does, whatever field it stands in."""
    if isinstance(value, FactRef):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from facts_in(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from facts_in(getattr(value, field.name))
