"""Files packed by gzip or zip, unpacked in memory and only as far as the limits allow.

Nothing is written to disk, so a path in a zip can lead nowhere; it is refused all the
same, and so are links, encrypted members and zips inside zips: no publisher of a map
needs them. What the members mean is decided in ``formats``. Main path: ``members``.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from typing import TYPE_CHECKING

from servanda.base.errors import UnreadableError

if TYPE_CHECKING:
    from servanda.territory.geojson import Limits

__all__ = ["GZIP", "ZIP", "check_size", "gunzip", "members"]

GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MEMBERS = 1000
_DIRECTORY_BYTES = 1_000_000
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END = b"PK\x05\x06"


def check_size(size: int, name: str, limits: Limits) -> None:
    """Refuse a map of more bytes than the limit.

    Raises:
        UnreadableError: It is larger.
    """
    if size > limits.bytes:
        raise UnreadableError(
            f"{name}: more than {limits.bytes} bytes, the limit for one map. Simplify the map, or "
            f"raise Limits.bytes if you trust where it comes from."
        )


def gunzip(data: bytes, name: str, limits: Limits) -> bytes:
    """Return what a gzip holds, all its parts.

    Raises:
        UnreadableError: Damaged, cut off, or larger than the limit when unpacked.
    """
    out = bytearray()
    while data.startswith(GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            out += unpacker.decompress(data, limits.bytes + 1 - len(out))
        except zlib.error as problem:
            raise UnreadableError(f"{name}: damaged gzip ({problem}). Fetch it again.") from None
        check_size(len(out), name, limits)
        if not unpacker.eof:
            raise UnreadableError(f"{name}: the gzip is cut off before its end. Fetch it again.")
        data = unpacker.unused_data
    return bytes(out)


def members(
    data: bytes, name: str, limits: Limits, *, suffixes: tuple[str, ...]
) -> dict[str, bytes]:
    """Return the members of a zip whose names end with one of ``suffixes``, sorted by name.

    Every member is checked, wanted or not; only the wanted ones are unpacked.

    Raises:
        UnreadableError: Damaged, a bomb, or with a member that could be an attack.
    """
    try:
        return _members(data, name, limits, suffixes)
    except UnreadableError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError,
        OverflowError, RuntimeError, KeyError, IndexError, MemoryError,
    ) as problem:  # fmt: skip
        raise UnreadableError(
            f"{name}: damaged or unusual zip ({problem}). Fetch it again, or pack it anew."
        ) from None


def _members(data: bytes, name: str, limits: Limits, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    _check_directory(data, name)
    found: dict[str, bytes] = {}
    left = limits.bytes
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        if len(listed) > _MEMBERS:
            raise _too_many(name)
        for member in listed:
            _check_member(member, name)
        check_size(sum(member.file_size for member in listed), name, limits)
        for member in sorted(listed, key=lambda each: each.filename):
            if not _wanted(member, suffixes):
                continue
            with archive.open(member) as stream:
                content = stream.read(left + 1)
            left -= len(content)
            check_size(limits.bytes - left, name, limits)
            if member.filename in found:
                raise UnreadableError(
                    f"{name}: two members are called {member.filename}. Which of them is the map "
                    f"cannot be told; pack it anew."
                )
            found[member.filename] = content
    return found


def _check_directory(data: bytes, name: str) -> None:
    """Look at the announced size of the list of members before it is read."""
    end = data.rfind(_END)
    if end >= 0 and int.from_bytes(data[end + 12 : end + 16], "little") > _DIRECTORY_BYTES:
        raise _too_many(name)


def _too_many(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name}: the zip has more than {_MEMBERS} members. A map needs a handful; pack the one "
        f"edition by itself."
    )


def _check_member(member: zipfile.ZipInfo, name: str) -> None:
    path = member.filename
    shown = path[:80]
    if path.startswith("/") or "\\" in path or ":" in path or ".." in path.split("/"):
        raise UnreadableError(
            f"{name}: member {shown!r} has a path that leads out of the zip. No map needs that; "
            f"do not trust this file."
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnreadableError(
            f"{name}: member {shown!r} is a symbolic link. Links are not followed; pack the file "
            f"itself."
        )
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableError(f"{name}: member {shown!r} is encrypted. Decrypt it first.")
    if member.compress_type not in _METHODS:
        raise UnreadableError(
            f"{name}: member {shown!r} is packed by method {member.compress_type}. Only stored "
            f"and deflated members are read; pack it anew."
        )
    if path.lower().endswith((".zip", ".kmz", ".gz")):
        raise UnreadableError(
            f"{name}: member {shown!r} is packed again. A zip inside a zip is not opened; unpack "
            f"it first."
        )


def _wanted(member: zipfile.ZipInfo, suffixes: tuple[str, ...]) -> bool:
    *folders, last = member.filename.split("/")
    hidden = last.startswith(".") or "__MACOSX" in folders
    return last.lower().endswith(suffixes) and not hidden and not member.is_dir()
