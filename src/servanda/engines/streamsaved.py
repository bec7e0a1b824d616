"""The memory of a streaming monitor in a file: whole or not at all, and only for its own formula.

The first line says what the file is, which formula it belongs to, how far the log was read, and
the hash of the second line, which holds the memory. A file that is not that is refused,
never guessed at; a new one takes the place of the old one in one step.

Main path: ``save`` and ``load``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from servanda.base.errors import DamagedError, MisuseError
from servanda.evidence.durable import write_file

__all__ = ["VERSION", "Position", "load", "save"]

VERSION = 1
_WHAT = "memory of servanda monitor --follow"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a log was read and answered when the memory was saved.

    Attributes:
        bytes_read: Bytes of the log taken so far; what follows them is the rest of the log.
        lines: Complete lines in them.
        time_points: Complete time-points in them.
        decided: Time-points answered, whether or not the formula held.
        verdict_lines: Lines of verdicts written.
        refused: Things that could not be read.
    """

    bytes_read: int = 0
    lines: int = 0
    time_points: int = 0
    decided: int = 0
    verdict_lines: int = 0
    refused: int = 0


def save(path: Path, fingerprint: str, position: Position, memory: Any) -> None:
    """Write the memory; a file that was there stays as it is until the new one is complete.

    Args:
        path: Where to.
        fingerprint: Of the formula and signature.
        position: How far the log was read.
        memory: Lists, numbers and texts.
    """
    body = json.dumps(memory, separators=(",", ":")).encode()
    header = {
        "what": _WHAT,
        "version": VERSION,
        "formula": fingerprint,
        "sha256": hashlib.sha256(body).hexdigest(),
        **asdict(position),
    }
    write_file(path, json.dumps(header).encode() + b"\n" + body + b"\n")


def load(path: Path, fingerprint: str) -> tuple[Position, Any] | None:
    """Return what was saved, ``None`` if there is no such file.

    Raises:
        MisuseError: It belongs to another formula, or to another version of servanda.
        DamagedError: It is not what was saved.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MisuseError(f"{path}: {error.strerror or error}") from error
    first, _, body = data.partition(b"\n")
    header = _header(path, first)
    if header.get("version") != VERSION:
        raise MisuseError(
            f"{path}: this state has version {header.get('version')}, not {VERSION}\n"
            "  why it matters: another version of servanda remembers other things\n"
            "  expected: the version that wrote it, or the whole log and a new state file"
        )
    if header.get("formula") != fingerprint:
        raise MisuseError(
            f"{path}: this state belongs to another formula or signature\n"
            "  why it matters: what one formula remembers says nothing about another\n"
            "  expected: the formula, signature, --negate and servanda it was saved with, "
            "or a new state file"
        )
    body = body.removesuffix(b"\n")
    if hashlib.sha256(body).hexdigest() != header.get("sha256"):
        raise _damaged(path)
    try:
        numbers = {name: int(header[name]) for name in Position.__dataclass_fields__}
        return Position(**numbers), json.loads(body)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path) from error


def _header(path: Path, line: bytes) -> dict[str, Any]:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if not isinstance(header, dict) or header.get("what") != _WHAT:
        raise _damaged(path)
    return header


def _damaged(path: Path) -> DamagedError:
    return DamagedError(
        f"{path}: this is not a complete state of servanda monitor --follow\n"
        "  why it matters: going on from a part of it would give wrong verdicts\n"
        "  expected: a copy of it, or the whole log and a new state file"
    )
