"""The coordinates of plain GeoJSON text to arrays, without a list for every position.

Reads what is written the usual way, and nothing else: positions of two or three numbers,
evenly separated. The shape of the nested lists is told from the brackets alone, the numbers
by the JSON parser as one flat list, the rest of the document by the JSON parser with the
coordinates taken out. Whatever is odd in any way is left to ``geojson``, which reads
everything, says what is wrong, and gives the same answer for what both can read.

Of a text that is nearly that of another edition, only what differs is read: where whole
positions of one ring stand in place of whole positions of one ring, and all else is the same
byte for byte, the brackets are right because they were.

Does not judge positions or rings. Main path: ``plain_document``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import orjson

from servanda.territory.outline import Floats, Ints
from servanda.territory.revised import Span, differing

__all__ = ["Block", "plain_document"]

_KEY = b'"coordinates"'
_BLANKS = b" \t\r\n"
_WRITTEN = _BLANKS + b"0123456789.+-eE"
_BARE = bytes.maketrans(b"[]", b"  ")
_OPENING = re.compile(rb"\[([ \t\r\n]*)\[[\[ \t\r\n]*")
_CLOSING = re.compile(rb"[\] \t\r\n]*\]([ \t\r\n]*)\]\Z")
_COMMA = re.compile(rb"\][ \t\r\n]*,[ \t\r\n]*\[")
_OPEN, _CLOSE = b"[]"
_MUCH = 4  # a part of the text that is not worth reading beside another
_TAIL = 200  # more than brackets and blanks at the end of a block take
_RINGS = rb"\[\[p+\](?:,\[p+\])*\]"
_SHAPE = re.compile(rb"(?:%s|\[%s(?:,%s)*\])" % (_RINGS, _RINGS, _RINGS))
_RUNS = re.compile(rb"p+")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The coordinates of one Polygon or MultiPolygon.

    Attributes:
        depth: 1 for the coordinates of a Polygon, 2 for a MultiPolygon.
        xy: (n, 2) positions, ring after ring.
        rings: Positions in each ring.
        polygons: Rings in each polygon.
        text: What was read.
        width: Numbers in a position.
        begins: (n,) where each position begins in ``text``.
        mark: Tells this block from every other while both exist.
        revises: The mark of the block it was read beside, and (begin, end) of positions there,
            (begin, end) here; the others are the same, ring by ring. None: read by itself.
    """

    depth: int
    xy: Floats
    rings: Ints
    polygons: Ints
    text: bytes
    width: int
    begins: Ints
    mark: object = field(default_factory=object)
    revises: tuple[object, list[Span]] | None = None


def plain_document(
    text: bytes, near: Sequence[Block] = ()
) -> tuple[Mapping[str, Any], list[Block]] | None:
    """Return the document with ``"@0"``, ``"@1"`` ... for coordinates, and these; or None.

    None says nothing about the text but that somebody slower has to read it.

    Args:
        text: The document.
        near: The blocks of a similar one, if they are as many; they save work, nothing else.
    """
    found = _taken_out(text)
    if found is None:
        return None
    rest, cut = found
    try:
        document = orjson.loads(rest)
        beside = near if len(near) == len(cut) else [None] * len(cut)
        read = map(_beside, cut, beside)
        blocks = [block for block in read if block is not None]
    except (ValueError, OverflowError):
        return None
    if not isinstance(document, dict) or len(blocks) < len(cut):
        return None
    return document, blocks


def _taken_out(text: bytes) -> tuple[bytes, list[bytes]] | None:
    """The text without coordinates, and them; no string in it can pass for a stand-in."""
    rest: list[bytes] = []
    cut: list[bytes] = []
    at = 0
    while (key := text.find(_KEY, at)) >= 0:
        start, end = text.find(b"[", key), text.find(b"}", key)
        if not 0 <= start < end or text[key + len(_KEY) : start].strip(_BLANKS) != b":":
            return None
        quote = text.find(b'"', start, end)
        block = text[start : end if quote < 0 else quote].rstrip(_BLANKS)
        block = block if quote < 0 else block.removesuffix(b",")
        rest += [text[at:start], b'"@%d"' % len(cut)]
        cut.append(block)
        at = start + len(block)
    rest.append(text[at:])
    whole = b"".join(rest)
    if not cut or b"\\" in whole or whole.count(b'"@') != len(cut):
        return None
    return whole, cut


def _beside(text: bytes, near: Block | None) -> Block | None:
    """The arrays of one block, read beside another if that can be."""
    found = _revised(text, near) if near is not None else None
    return found or _block(text)


def _revised(text: bytes, near: Block) -> Block | None:
    """The arrays of a block that has other positions in some places of its rings, and no more."""
    differ = differing(near.text, text)
    if differ is None or sum(d - c for _, _, c, d in differ) > len(text) // _MUCH:
        return None
    xy, begins, rings = [], [], near.rings.copy()
    ends = np.cumsum(near.rings)
    spans: list[Span] = []
    old = new = moved = 0
    for a, b, c, d in _whole_positions(differ, near.text, text):
        v, w = np.searchsorted(near.begins, (a, b)).tolist()
        if v == w or near.begins[v] != a:
            return None
        if not near.text.count(b"[", a, b) == near.text.count(b"]", a, b) == w - v:
            return None
        read = _positions(text[c:d], near.width)
        if read is None:
            return None
        spans.append((v, w, new + v - old, new + v - old + len(read[0])))
        xy += [near.xy[old:v], read[0]]
        begins += [near.begins[old:v] + moved, read[1] + c]
        rings[np.searchsorted(ends, v, side="right")] += len(read[0]) - (w - v)
        old, new, moved = w, spans[-1][3], d - b
    return Block(
        near.depth,
        np.concatenate([*xy, near.xy[old:]]),
        rings,
        near.polygons,
        text,
        near.width,
        np.concatenate([*begins, near.begins[old:] + moved]),
        revises=(near.mark, spans),
    )


def _whole_positions(differ: list[Span], earlier: bytes, later: bytes) -> Iterator[Span]:
    """Make what differs begin with a bracket that opens and end with one that closes.

    Args:
        differ: (begin, end) in the earlier, (begin, end) in the later, in order.
        earlier: The one text.
        later: The other. Between what differs, both are the same.
    """
    if not differ:
        return
    a, _, c, _ = differ[0]
    opens = later.rfind(b"[", 0, c)
    a, c = a - (c - opens), opens
    for (_, b, _, d), (next_a, _, next_c, _) in pairwise(differ):
        closes, opens = later.find(b"]", d, next_c), later.rfind(b"[", d, next_c)
        if 0 <= closes < opens:
            yield a, b + closes + 1 - d, c, closes + 1
            a, c = next_a - (next_c - opens), opens
    _, b, _, d = differ[-1]
    closes = later.find(b"]", d)
    yield a, b + closes + 1 - d, c, closes + 1


def _positions(text: bytes, width: int) -> tuple[Floats, Ints] | None:
    """Positions that follow one another, and where each begins."""
    if text.translate(None, _WRITTEN + b"[],"):
        return None
    begins = np.flatnonzero(np.frombuffer(text, np.uint8) == _OPEN)
    found = np.array(orjson.loads(b"[%s]" % text), dtype=np.float64)
    if found.shape != (len(begins), width):
        return None
    return found[:, :2] + 0.0, begins


def _block(text: bytes) -> Block | None:
    """The arrays of one block.

    That brackets and commas stand as they must is read off ``shape``; that nothing but
    blanks stands between brackets, off the joints, which are all written alike or this is
    left to others. Then each number is where it belongs or the parser finds two without
    a comma, or a comma without two.
    """
    shape = text.translate(None, _WRITTEN)
    width = 3 if b"[,,]" in shape else 2
    marks = shape.replace(b"[,,]" if width == 3 else b"[,]", b"p")  # noqa: PLR2004
    if b"[,p" in marks:
        return None
    marks = marks.replace(b",p", b"p")
    if not _SHAPE.fullmatch(marks):
        return None
    counts = np.array([len(run) for run in _RUNS.findall(marks)])
    inside = np.array([part.count(b"],[") + 1 for part in marks.split(b"]],[[")])
    depth = 2 if marks.startswith(b"[[[") else 1
    total = int(counts.sum())
    if not _brackets_bare(text, depth, (total - 1, len(counts) - 1, len(inside) - 1)):
        return None
    numbers = orjson.loads(b"[%s]" % text.translate(_BARE))
    if len(numbers) != width * total:
        return None
    xy = np.fromiter(numbers, np.float64, len(numbers)).reshape(-1, width)[:, :2]
    return Block(depth, xy + 0.0, counts, inside, text, width, _begins(text))


def _begins(text: bytes) -> Ints:
    """Where the brackets are that open, and are followed by one that closes."""
    written = np.frombuffer(text, np.uint8)
    at = np.flatnonzero((written == _OPEN) | (written == _CLOSE))
    opens = written[at] == _OPEN
    found: Ints = at[:-1][opens[:-1] & ~opens[1:]]
    return found


def _brackets_bare(text: bytes, depth: int, joints: tuple[int, int, int]) -> bool:
    """Whether nothing but blanks stands between brackets that follow one another.

    Args:
        text: The block.
        depth: Of its brackets above those of a position.
        joints: How often positions, rings and polygons follow one another; where polygons
            do, their rings do, and where rings do, their positions.
    """
    opening, closing = _OPENING.match(text), _CLOSING.search(text[-_TAIL:])
    comma = _COMMA.search(text)
    if opening is None or closing is None or comma is None:
        return False
    brackets = depth + 2
    if opening.group().count(b"[") != brackets or closing.group().count(b"]") != brackets:
        return False
    joint = comma.group()
    for count in joints:
        if text.count(joint) != count:
            return False
        joint = b"]%s%s%s[" % (closing.group(1), joint, opening.group(1))
    return True
