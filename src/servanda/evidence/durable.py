"""Writing so that a crash loses nothing: whole or not at all, and on the disk before we go on.

Every step that changes the disk goes through here, so that tests can break each one.
Nothing is tidied up after a failure: an interrupted write leaves what a power cut would
leave, and the next run must cope with exactly that.

Decides how bytes reach the disk; not which bytes, nor in which order.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from servanda.base.errors import DamagedError, MisuseError

__all__ = ["append", "copy_hashed", "exclusive", "make_folder", "replace", "truncate", "write_file"]

_CHUNK_BYTES = 1 << 20
# No link is followed: a case folder may come by mail, and a link in it may point anywhere.
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def copy_hashed(source: BinaryIO, target: Path) -> tuple[str, int]:
    """Copy a stream to a file, on the disk when this returns.

    Returns:
        SHA-256 of the bytes in hexadecimal, and their number.
    """
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _SAFE, 0o644)
    try:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            _write_all(handle, chunk)
        os.fsync(handle)
    finally:
        os.close(handle)
    return digest.hexdigest(), size


def write_file(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all."""
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _SAFE, 0o644)
    try:
        _write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    replace(part, path)


def replace(part: Path, path: Path) -> None:
    """Give a finished file its name, in one step."""
    os.replace(part, path)  # noqa: PTH105 - os, so that tests can break this step
    _sync_folder(path.parent)


def append(path: Path, data: bytes) -> None:
    """Append bytes to a file, on the disk when this returns."""
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _SAFE, 0o644)
    try:
        _write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.parent)


def truncate(path: Path, size: int) -> None:
    """Cut a file to ``size`` bytes."""
    handle = os.open(path, os.O_WRONLY | _SAFE)
    try:
        os.ftruncate(handle, size)
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, if it is not there.

    Raises:
        DamagedError: If it is a link: what is written there would land outside.
    """
    if path.is_symlink():
        raise DamagedError(f"{path} is a link; an archive holds its own files, so copy them here")
    if path.is_dir():
        return
    if not path.parent.is_dir():
        make_folder(path.parent)
    os.mkdir(path)  # noqa: PTH102 - os, so that tests can break this step
    _sync_folder(path.parent)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file; the operating system lets go of it even if we crash.

    Raises:
        MisuseError: If another process (or another part of this one) holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | _SAFE, 0o644)
    try:
        try:
            _lock(handle)
        except OSError:
            raise MisuseError(
                f"another servanda is writing to {path.parent}; two writers at once would tear "
                "its log. Wait until it has ended, then run this again"
            ) from None
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows keeps folder entries by itself and cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
