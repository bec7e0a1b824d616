r"""YAML that analysts write: read key by key, with every problem in one go.

Decides whether a key is known and a value has the right shape, from the characters
as written (``servanda.base.yamltree``), so that ``no`` stays a country code and
``24:00`` a time until the caller says what it should be. Does not decide what the
values mean: callers add such problems with ``Fields.problem``.

Main path: ``load_tree`` -> ``Fields`` -> ``Problems.raise_if_any``.

>>> problems = Problems()
>>> tree = load_tree("name: no\nsince: 24 h\n", file="a.yaml", problems=problems)
>>> fields = Fields(tree, problems, known=("name", "since"))
>>> fields.text("name"), fields.span("since").seconds
('no', 86400)
>>> problems.raise_if_any()
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import TypeVar

from servanda.base.errors import MisuseError, Place
from servanda.base.moment import Moment, parse_moment
from servanda.base.quantity import CalendarSpan, Quantity, parse_quantity, parse_span
from servanda.base.suggest import nearest as nearest_word
from servanda.base.yamltree import SHAPES, Node, Problems, load_tree, plain

__all__ = ["Fields", "Node", "Problems", "load_tree", "plain"]

_NUMBER = re.compile(r"[+-]?[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"[+-]?[0-9][0-9_]*")
_MOST_DIGITS = 18
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}

_T = TypeVar("_T")


class Fields:
    """The keys of one mapping, read one by one; every problem is collected, none raised.

    A value that is missing or wrong comes back as the given default (or None, or
    empty), so that reading goes on and finds the rest.
    """

    def __init__(
        self,
        node: Node,
        problems: Problems,
        *,
        known: Iterable[str] | None = None,
        what: str = "",
    ) -> None:
        """Look at a mapping.

        Args:
            node: The mapping; anything else is a problem, and reads as empty.
            problems: Where problems go.
            known: The keys there are; others are problems. None: any key.
            what: Put before messages, such as ``source 'viina'``.
        """
        self.node, self.problems, self.what = node, problems, what
        self._values = {key.text: value for key, value in node.pairs}
        self._keys = {key.text: key for key, _ in node.pairs}
        if node.kind != "mapping" and not node.is_empty:
            self._add(node, f"this is {SHAPES[node.kind]}", expected=SHAPES["mapping"])
        if known is not None:
            self._refuse_unknown(tuple(known))

    def _refuse_unknown(self, known: tuple[str, ...]) -> None:
        for name, key in self._keys.items():
            if name not in known:
                hint = nearest_word(name, known)
                listed = "" if hint else "one of " + ", ".join(sorted(known))
                self._add(key, f"unknown key {name!r}", expected=listed, nearest=hint)

    def _add(self, node: Node, message: str, **more: str) -> None:
        self.problems.add(node, f"{self.what}: {message}" if self.what else message, **more)

    def __contains__(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return key in self._values and not self._values[key].is_empty

    def entries(self) -> Iterator[tuple[str, Node]]:
        """Yield keys and their nodes, as written."""
        return iter(self._values.items())

    def keys(self) -> Iterator[str]:
        """Yield keys, as written."""
        return iter(self._keys)

    def get(self, key: str) -> Node | None:
        """Return the node of a key, or None if it is missing or empty."""
        return self._values[key] if key in self else None

    def place_of(self, key: str) -> Place:
        """Return the place of the value, of its key if empty, of the mapping if missing."""
        return self._node_of(key).place

    def _node_of(self, key: str) -> Node:
        if key in self:
            return self._values[key]
        return self._keys.get(key, self.node)

    def key_problem(self, key: str, message: str, **more: str) -> None:
        """Note a problem with a key itself, as ``problem`` does with its value."""
        self._add(self._keys.get(key, self.node), message, **more)

    def problem(self, key: str, message: str, **more: str) -> None:
        """Note a problem with the value of a key (``expected=``, ``nearest=``, ``why=``)."""
        self._add(self._node_of(key), message, **more)

    def _of_kind(
        self, key: str, kind: str, required: bool, why: str, expected: str = ""
    ) -> Node | None:
        node = self.get(key)
        if node is None:
            if required:
                state = "empty" if key in self._keys else "missing"
                self.problem(key, f"{key!r} is {state}", why=why, expected=expected)
            return None
        if node.kind != kind:
            self.problem(key, f"{key!r} is {SHAPES[node.kind]}", expected=SHAPES[kind])
            return None
        return node

    def text(
        self, key: str, *, required: bool = False, default: str = "", why: str = "",
        expected: str = "",
    ) -> str:  # fmt: skip
        """Return a single value as it was written."""
        node = self._of_kind(key, "text", required, why, expected)
        return default if node is None else node.text

    def texts(self, key: str, *, required: bool = False, why: str = "") -> tuple[str, ...]:
        """Return one or more values: ``key: a`` and ``key: [a, b]`` are both right."""
        node = self.get(key)
        if node is None or node.kind != "list":
            node = self._of_kind(key, "text", required, why)
            return (node.text,) if node else ()
        found = []
        for item in node.items:
            if item.kind == "text" and not item.is_empty:
                found.append(item.text)
            else:
                shape = "empty" if item.is_empty else SHAPES[item.kind]
                self._add(item, f"an item of {key!r} is {shape}", expected=SHAPES["text"])
        return tuple(found)

    def parsed(
        self, key: str, parse: Callable[[str], _T], *, required: bool = False, why: str = ""
    ) -> _T | None:
        """Return a value as ``parse`` reads it; its MisuseError becomes a problem."""
        node = self._of_kind(key, "text", required, why)
        if node is None:
            return None
        try:
            return parse(node.text)
        except MisuseError as error:
            self.problem(key, f"{key!r}: {error}", why=why)
            return None

    def number(self, key: str, *, required: bool = False) -> float | None:
        """Return a number without a unit."""
        return self.parsed(key, _number, required=required)

    def integer(self, key: str, *, required: bool = False) -> int | None:
        """Return a whole number."""
        return self.parsed(key, _integer, required=required)

    def truth(self, key: str, *, default: bool = False) -> bool:
        """Return yes or no."""
        found = self.parsed(key, _truth)
        return default if found is None else found

    def moment(self, key: str, zone: tzinfo | None, *, required: bool = False) -> Moment | None:
        """Return a date or time; ``zone`` is for texts that carry none, None refuses them."""
        return self.parsed(key, lambda text: parse_moment(text, zone), required=required)

    def span(self, key: str, *, required: bool = False) -> CalendarSpan | None:
        """Return a span of time, such as ``24 h`` or ``1 month``."""
        return self.parsed(key, parse_span, required=required)

    def quantity(self, key: str, *, required: bool = False) -> Quantity | None:
        """Return a number with its unit, such as ``1 km²``."""
        return self.parsed(key, parse_quantity, required=required)

    def choice(
        self, key: str, choices: Iterable[str] | Mapping[str, object], *,
        required: bool = False, default: str = "", why: str = "",
    ) -> str:  # fmt: skip
        """Return one of the given words."""
        known = tuple(choices)
        word = self.text(key, required=required, why=why, expected="one of " + ", ".join(known))
        if not word or word in known:
            return word or default
        self.problem(
            key, f"{key!r} cannot be {word!r}", expected="one of " + ", ".join(known),
            nearest=nearest_word(word, known), why=why,
        )  # fmt: skip
        return default

    def mapping(
        self, key: str, *, known: Iterable[str] | None = None, required: bool = False,
        what: str = "", why: str = "",
    ) -> Fields | None:  # fmt: skip
        """Return the keys below a key."""
        node = self._of_kind(key, "mapping", required, why)
        if node is None:
            return None
        return Fields(node, self.problems, known=known, what=what or self.what)

    def items(self, key: str, *, required: bool = False, why: str = "") -> tuple[Node, ...]:
        """Return the items of a list, whatever they are."""
        node = self._of_kind(key, "list", required, why)
        return node.items if node else ()


def _number(text: str) -> float:
    value = float(text.replace("_", "")) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise MisuseError(f"{text!r} is no number; write 3 or 0.5")
    return value


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text) or len(text) > _MOST_DIGITS:
        raise MisuseError(f"{text!r} is no whole number; write 3")
    return int(text.replace("_", ""))


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTH:
        raise MisuseError(f"{text!r} is neither yes nor no; write yes or no")
    return _TRUTH[text.lower()]
