"""YAML as uninterpreted nodes: raw text with places, and limits against bombs.

YAML 1.1 turns ``no`` into false, ``24:00`` into 1440 and ``2025-04-19`` into a
date. Here every scalar stays the characters that were written. No Python object is
ever built from a tag; size, depth and the expansion of aliases are limited.

Decides what the file says. Does not decide which keys there are or what a value
should be: ``servanda.base.yamlfile`` does.

Main path: ``load_tree`` -> ``Node``; problems gather in ``Problems``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from servanda.base.errors import AgreementError, Place, Problem, UnreadableError

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "SHAPES",
    "Node",
    "Problems",
    "load_tree",
    "plain",
]

MAX_BYTES = 5_000_000
MAX_DEPTH = 40
MAX_NODES = 200_000
_LONGEST_EXCERPT = 120
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML's line ends, so that places agree
SHAPES = {"text": "a single value", "list": "a list", "mapping": "a mapping of keys and values"}
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Text:
    """The file a node comes from, for places and excerpts."""

    file: str
    lines: tuple[str, ...]

    def excerpt(self, line: int) -> str:
        text = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        text = "".join(sign if sign.isprintable() else "�" for sign in text[: _LONGEST_EXCERPT + 1])
        return text if len(text) <= _LONGEST_EXCERPT else text[: _LONGEST_EXCERPT - 1] + "…"


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the file, uninterpreted.

    Attributes:
        kind: ``text``, ``list`` or ``mapping``.
        line: 1-based line where it starts.
        column: 1-based column where it starts.
        text: The scalar's characters, quotes and folding resolved, nothing else.
        quoted: Whether the scalar was quoted or a block; then ``""`` is a text, not nothing.
        items: A list's values.
        pairs: A mapping's keys and values, in order, duplicates left out.
        size: How many nodes it expands to, aliases counted each time.
    """

    kind: str
    line: int
    column: int
    text: str = ""
    quoted: bool = False
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()
    size: int = field(default=1, repr=False)
    source: _Text = field(default=_Text("", ()), repr=False, compare=False)

    @property
    def place(self) -> Place:
        """File, line and column."""
        return Place(self.source.file, self.line, self.column)

    @property
    def excerpt(self) -> str:
        """The line it starts in, as written."""
        return self.source.excerpt(self.line)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written: ``key:`` or ``key: ~``."""
        return self.kind == "text" and not self.quoted and self.text in ("", "~", "null")


class Problems:
    """Collects everything wrong with a file, so that it is mended in one go."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(
        self,
        node: Node,
        message: str,
        *,
        expected: str = "",
        nearest: str = "",
        why: str = "",
    ) -> None:
        """Note a problem at the place of a node, with the line as its excerpt."""
        self._found.append(Problem(node.place, message, node.excerpt, expected, nearest, why))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note problems found elsewhere."""
        self._found.extend(problems)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(set(self._found), key=lambda found: (found.place, found.message)))

    def raise_if_any(self) -> None:
        """Raise all problems, in the order of the file.

        Raises:
            AgreementError: If there is any.
        """
        if self._found:
            raise AgreementError(list(self))


def load_tree(text: str, *, file: str, problems: Problems | None = None) -> Node:
    """Read one YAML document into uninterpreted nodes.

    Args:
        text: The whole file.
        file: Its name, for places.
        problems: Where to note duplicate keys and tags; without it they are raised.

    Raises:
        AgreementError: If it is no YAML, or is empty, or more than one document.
        UnreadableError: If it exceeds ``MAX_BYTES``, ``MAX_DEPTH`` or ``MAX_NODES``.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise UnreadableError(f"{file}: larger than {MAX_BYTES:,} bytes; is this the right file?")
    text = text.removeprefix("\ufeff")
    builder = _Builder(_Text(file, tuple(_LINE_END.split(text))))
    if broken := _SURROGATE.search(text):  # half a character: not UTF-8, the parser would choke
        raise AgreementError([_forbidden(builder.source, text, broken.start())])
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except yaml.YAMLError as error:
        raise AgreementError([_syntax_problem(error, builder.source, text)]) from None
    if builder.root is None:
        raise AgreementError([Problem(Place(file, 1), "the file is empty")])
    if problems is None:
        builder.problems.raise_if_any()
    else:
        problems.extend(builder.problems)
    return builder.root


def _syntax_problem(error: yaml.YAMLError, source: _Text, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # a character YAML forbids; the reader knows only its position
        return _forbidden(source, text, int(getattr(error, "position", 0)))
    line, column = mark.line + 1, mark.column + 1
    written = source.lines[line - 1] if line <= len(source.lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or written[column - 1 : column] == "\t":
        message, expected = "a tab where YAML takes only spaces", "spaces"
    else:
        message = "this is not YAML: " + (getattr(error, "problem", "") or "it breaks off here")
        expected = (
            "'key: value' or '- item'; quote a text that holds ': ', ' #' or starts with [{*&"
        )
    return Problem(Place(source.file, line, column), message, source.excerpt(line), expected)


def _forbidden(source: _Text, text: str, position: int) -> Problem:
    line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
    return Problem(
        Place(source.file, line, column),
        "a control character that YAML forbids",
        source.excerpt(line),
        expected="printable text in UTF-8",
    )


class _Builder:
    """Builds nodes from parser events without recursion, counting as it goes."""

    def __init__(self, source: _Text) -> None:
        self.source = source
        self.root: Node | None = None
        self.problems = Problems()
        self._open: list[tuple[Node, list[Node], str | None]] = []
        self._anchors: dict[str, Node] = {}
        self._nodes = 0

    def take(self, event: Any) -> None:
        name = type(event).__name__
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            kind = "mapping" if name == "MappingStartEvent" else "list"
            self._open.append((self._node(event, kind), [], event.anchor))
            if len(self._open) > MAX_DEPTH:
                self._refuse(event, f"nested deeper than {MAX_DEPTH} levels")
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            head, children, anchor = self._open.pop()
            self._place(self._closed(head, children), anchor)
        elif name == "ScalarEvent":
            node = self._node(event, "text", text=event.value, quoted=bool(event.style))
            self._place(node, event.anchor)
        elif name == "AliasEvent":
            self._place(self._alias(event), None)

    def _node(self, event: Any, kind: str, *, text: str = "", quoted: bool = False) -> Node:
        mark = event.start_mark
        node = Node(kind, mark.line + 1, mark.column + 1, text, quoted, source=self.source)
        self._count(event, 1)
        if event.tag:
            self.problems.add(
                node, f"the tag {event.tag!r} is not taken", expected="the value without a tag"
            )
        return node

    def _alias(self, event: Any) -> Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            here = self._node_at(event)
            self.problems.add(here, f"*{event.anchor} stands for nothing written before it")
            return here
        self._count(event, node.size)
        return node

    def _node_at(self, event: Any) -> Node:
        mark = event.start_mark
        return Node("text", mark.line + 1, mark.column + 1, source=self.source)

    def _count(self, event: Any, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            self._refuse(event, f"more than {MAX_NODES:,} values, aliases counted each time")

    def _refuse(self, event: Any, message: str) -> None:
        raise UnreadableError(
            f"{self.source.file}:{event.start_mark.line + 1}: {message}; is this the right file?"
        )

    def _closed(self, head: Node, children: list[Node]) -> Node:
        size = 1 + sum(child.size for child in children)
        pairs = self._pairs(children) if head.kind == "mapping" else ()
        items = tuple(children) if head.kind == "list" else ()
        return Node(
            head.kind, head.line, head.column, "", False, items, pairs, size, self.source
        )  # fmt: skip

    def _pairs(self, children: list[Node]) -> tuple[tuple[Node, Node], ...]:
        first: dict[str, Node] = {}
        pairs = []
        for key, value in zip(children[::2], children[1::2], strict=True):
            if key.kind != "text":
                self.problems.add(key, f"a key cannot be {SHAPES[key.kind]}", expected="a word")
            elif key.text in first:
                self.problems.add(
                    key,
                    f"the key {key.text!r} is written twice, first in line {first[key.text].line}",
                    why="only one of the two could count, and which one nobody would see",
                )
            else:
                first[key.text] = key
                pairs.append((key, value))
        return tuple(pairs)

    def _place(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if self._open:
            self._open[-1][1].append(node)
        elif self.root is None:
            self.root = node
        else:
            self.problems.add(node, "a second document begins here", expected="one file each")


def plain(node: Node) -> Any:
    """Return a node as plain text, lists and dicts; an empty value is the empty text."""
    if node.kind == "list":
        return [plain(item) for item in node.items]
    if node.kind == "mapping":
        return {key.text: plain(value) for key, value in node.pairs}
    return "" if node.is_empty else node.text
