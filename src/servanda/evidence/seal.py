"""Whether an archive is what its log says: every change, loss and gap, by line and item.

Sees: bytes of an object changed or gone, files nobody logged, entries edited, moved,
taken out or cut off. Cannot see: an archive whose log, head and objects were all
rewritten to fit each other. Against that, keep the head elsewhere (publish
it, mail it, have it time-stamped) and give it to ``verify`` as ``expected_head``.

Decides nothing about what the evidence says, and mends nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from servanda.base.errors import MisuseError
from servanda.evidence.chain import START, Line, is_hash, split
from servanda.evidence.item import Finding

__all__ = ["read_head", "sha256_of", "verify"]

_CHUNK_BYTES = 1 << 20
_LONGEST_HEAD = 200


def sha256_of(stream: BinaryIO) -> str:
    """Return the hash of a stream, read in pieces."""
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def read_head(root: Path) -> str:
    """Return the hash in ``head``, empty if there is no such file."""
    try:
        with (root / "head").open("rb") as stream:
            return stream.read(_LONGEST_HEAD).decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""


def verify(
    root: Path,
    expected_head: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Compare an archive with its log.

    Args:
        root: The archive's folder.
        expected_head: A head written down earlier; the log must contain it.
        progress: Called with the number of objects checked and of all.

    Returns:
        What is wrong, the log's lines first, then the objects by hash. Empty: sound.

    Raises:
        MisuseError: If ``expected_head`` is no SHA-256.
    """
    if expected_head and not is_hash(expected_head):
        raise MisuseError(f"{expected_head!r} is no head; it is a SHA-256 of 64 hexadecimal signs")
    head, log = read_head(root), root / "log.jsonl"
    lines, rest = split(log.read_bytes() if log.is_file() else b"")
    findings = [*_chain_findings(lines), *_rest_findings(lines, rest)]
    findings += _head_findings(lines, head, expected_head)
    findings += _object_findings(root, lines, progress)
    return findings


def _chain_findings(lines: list[Line]) -> Iterator[Finding]:
    before, expected = START, 1
    for line in lines:
        entry = line.entry
        if entry is None:
            yield Finding(
                "malformed", f"log line {line.number} is no log entry: it was edited", line.number
            )
        elif entry.get("seq") != expected:
            yield Finding(
                "order",
                f"log line {line.number}{_named(line)} is entry {entry.get('seq')}, where entry "
                f"{expected} belongs: entries were moved, taken out or put in",
                line.number, _item(line),
            )  # fmt: skip
        elif entry.get("previous") != before:
            yield _edited(lines, line)
        number = entry.get("seq") if entry else None
        expected = (number if isinstance(number, int) else expected) + 1
        before = line.sha256


def _edited(lines: list[Line], line: Line) -> Finding:
    if line.number == 1:
        return Finding(
            "cut",
            "log line 1 names an entry before it: the log's beginning is gone",
            1,
            _item(line),
        )
    culprit = lines[line.number - 2]
    return Finding(
        "edited",
        f"log line {culprit.number}{_named(culprit)} is not what line {line.number} says it was: "
        "one of the two was edited after it was written",
        culprit.number, _item(culprit),
    )  # fmt: skip


def _rest_findings(lines: list[Line], rest: bytes) -> Iterator[Finding]:
    if rest:
        number = len(lines) + 1
        yield Finding(
            "half-written",
            f"log line {number} breaks off after {len(rest)} bytes: a writer was interrupted; "
            "the next add moves it to recovered/ and goes on",
            number,
        )


def _head_findings(lines: list[Line], head: str, expected: str) -> Iterator[Finding]:
    hashes = [START, *(line.sha256 for line in lines)]
    last = len(lines)
    if (head or START) not in hashes or (not head and last > 1):
        yield Finding(
            "cut",
            f"the head file says {head or 'nothing'}, and no line of the log is that: the last "
            "entries were cut off, or the last one was edited",
            last,
        )
    elif hashes.index(head or START) < last - 1:
        line = hashes.index(head) + 1
        yield Finding(
            "edited", f"the entries from log line {line} on were not written by this program", line
        )
    if expected and expected not in hashes:
        yield Finding(
            "cut",
            f"the log does not contain the head you expected ({expected}): it was rewritten or "
            "cut off since that was written down, or this is another archive",
            last,
        )


def _object_findings(
    root: Path, lines: list[Line], progress: Callable[[int, int], None] | None
) -> Iterator[Finding]:
    named: dict[str, Line] = {}
    for line in lines:
        if line.entry and line.entry.get("event") == "add":
            if is_hash(line.entry.get("item")):
                named.setdefault(str(line.entry["item"]), line)
            else:
                yield Finding("malformed", f"log line {line.number} names no item", line.number)
    for done, (sha256, line) in enumerate(sorted(named.items()), start=1):
        yield from _object_finding(root, sha256, line)
        if progress:
            progress(done, len(named))
    yield from _strays(root, named)


def _object_finding(root: Path, sha256: str, line: Line) -> Iterator[Finding]:
    path = root / "objects" / sha256[:2] / sha256
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        what = "a link, not a file" if path.is_symlink() or path.parent.is_symlink() else "gone"
        message = f"the original of log line {line.number}{_named(line)} is {what}"
        yield Finding("lost", message, line.number, sha256)
        return
    with path.open("rb") as stream:
        found = sha256_of(stream)
    if found != sha256:
        yield Finding(
            "changed",
            f"the original of log line {line.number}{_named(line)} was changed: its bytes now "
            f"have the hash {found}",
            line.number, sha256,
        )  # fmt: skip


def _strays(root: Path, named: dict[str, Line]) -> Iterator[Finding]:
    objects = root / "objects"
    for path in sorted(objects.rglob("*")) if objects.is_dir() else ():
        inside = path.relative_to(objects).as_posix()
        if (path.is_dir() and not path.is_symlink()) or inside == "incoming.part":
            continue
        if path.name in named and inside == f"{path.name[:2]}/{path.name}":
            continue
        yield Finding(
            "stray",
            f"objects/{inside} is named by no log entry: an add was interrupted (add it again), "
            "or the entry was taken out, or somebody put it there",
            item=path.name if is_hash(path.name) else "",
        )


def _item(line: Line) -> str:
    item = (line.entry or {}).get("item")
    return str(item) if is_hash(item) else ""


def _named(line: Line) -> str:
    item, name = _item(line), (line.entry or {}).get("name", "")
    if not item:
        return ""
    return f" (item {item[:12]}, {str(name)[:80]!r})" if name else f" (item {item[:12]})"
