"""The headers of ZIP files: the central directory at the end, and, where that is damaged, those in front of the files.

Written after APPNOTE.TXT 6.3.10 of PKWARE. Python's own reader gives up where one header is damaged, or one name is not
what its flag says; here every other file is still found.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from stat import S_ISLNK, S_ISREG
from typing import BinaryIO, NamedTuple

from provenance.storage.archive_limits import ArchiveLimits

_END, _END_64, _LOCATOR = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
_CENTRAL, _LOCAL = struct.Struct("<4sBBHHHHHLLLHHHHHLL"), struct.Struct("<4s5HLLLHH")
_END_SIGN, _END_64_SIGN, _LOCATOR_SIGN = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_CENTRAL_SIGN, LOCAL_SIGN, _DESCRIPTOR_SIGN = b"PK\x01\x02", b"PK\x03\x04", b"PK\x07\x08"
_COMMENT = 0xFFFF
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED, _DESCRIBED = 0x1, 0x8
_WINDOWS, _UNIX = {0, 10}, 3
_STORED, _DEFLATED = 0, 8
_CHUNK = 1 << 16


class DirectoryError(Exception):
    """The central directory is not there, or damaged."""


class SplitError(Exception):
    """The file is one of several parts of an archive."""


class Header(NamedTuple):
    """What is said of a file: its name, where its local header begins, and its sizes in bytes."""

    name: bytes
    start: int
    packed: int
    size: int
    method: int
    crc: int | None
    encrypted: bool = False
    special: str = ""
    """What else it is than a file."""
    swells: bool = False
    """It is a bomb: what is said of its sizes is as far as that was seen."""

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith(b"/")


def directory(stream: BinaryIO) -> Iterator[Header]:
    """Yield what the central directory says, without holding it.

    Raises DirectoryError where it is damaged, which may be behind its first headers, and SplitError.
    """
    start, size, count, shift = _end(stream)
    stream.seek(start)
    at = 0
    for _ in range(count):
        fixed = stream.read(_CENTRAL.size)
        if len(fixed) < _CENTRAL.size or not fixed.startswith(_CENTRAL_SIGN):
            raise DirectoryError
        header, length = _central(stream, _CENTRAL.unpack(fixed), shift)
        at += length
        yield header
    if at != size:
        raise DirectoryError


def _end(stream: BinaryIO) -> tuple[int, int, int, int]:
    """Return where the directory begins, its size, its number of headers, and what stands before the archive."""
    length = stream.seek(0, 2)
    stream.seek(max(0, length - _END.size - _COMMENT))
    tail = stream.read()
    found = tail.rfind(_END_SIGN)
    if found < 0 or len(tail) - found < _END.size:
        raise DirectoryError
    at = length - len(tail) + found
    _, disk, _, _, count, size, offset, _ = _END.unpack_from(tail, found)
    if found >= _LOCATOR.size and tail[found - _LOCATOR.size :].startswith(_LOCATOR_SIGN):
        at -= _LOCATOR.size + _END_64.size
        stream.seek(max(0, at))
        large = stream.read(_END_64.size)
        if len(large) < _END_64.size or not large.startswith(_END_64_SIGN):
            raise DirectoryError
        _, _, _, _, disk, _, _, count, size, offset = _END_64.unpack(large)
    elif disk not in {0, _FULL_16}:
        raise SplitError
    start = at - size
    if start < offset:
        raise DirectoryError
    return start, size, count, start - offset


def _central(stream: BinaryIO, fixed: tuple[int, ...], shift: int) -> tuple[Header, int]:
    _, _, system, _, flags, method, _, _, crc, packed, size, *lengths, _, _, outer, start = fixed
    names, extras, comments = lengths
    rest = stream.read(names + extras + comments)
    if len(rest) < names + extras + comments:
        raise DirectoryError
    size, packed, start = _large(rest[names : names + extras], size, packed, start)
    name, special = _name(rest[:names], system), _special(outer >> 16) if system == _UNIX else ""
    header = Header(name, start + shift, packed, size, method, crc, bool(flags & _ENCRYPTED), special)
    return header, _CENTRAL.size + len(rest)


def _name(name: bytes, system: int) -> bytes:
    """Return a name with / between folders; no file of Windows has a backslash in its name."""
    return name.replace(b"\\", b"/") if system in _WINDOWS else name


def _special(mode: int) -> str:
    """Return what an entry of a Unix system is, if it is neither file nor folder."""
    kind = mode & 0o170000
    if not kind or S_ISREG(mode) or kind == 0o040000:
        return ""
    return "a link" if S_ISLNK(mode) else "a device or a pipe"


def _large(extra: bytes, *values: int) -> tuple[int, ...]:
    """Return sizes and offset, those that do not fit into 32 bits from the extra field for them."""
    found = list(values)
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            numbers = iter(struct.unpack_from(f"<{min(length, len(extra) - at - 4) // 8}Q", extra, at + 4))
            found = [next(numbers, value) if value == _FULL_32 else value for value in found]
        at += 4 + length
    return tuple(found)


def local(stream: BinaryIO, limits: ArchiveLimits) -> Iterator[Header]:
    """Yield what the headers in front of the files say, wherever they stand."""
    at = 0
    while (start := _find(stream, LOCAL_SIGN, at)) is not None:
        header, end = _local(stream, start, limits)
        if header is not None:
            yield header
        at = max(end, start + len(LOCAL_SIGN))


def _find(stream: BinaryIO, sign: bytes, at: int) -> int | None:
    stream.seek(at)
    before = b""
    while chunk := stream.read(_CHUNK):
        found = (before + chunk).find(sign)
        if found >= 0:
            return at - len(before) + found
        at += len(chunk)
        before = (before + chunk)[-len(sign) + 1 :]
    return None


def _local(stream: BinaryIO, start: int, limits: ArchiveLimits) -> tuple[Header | None, int]:
    """Return the header at a place, None where none can be meant, and where what it describes ends."""
    stream.seek(start)
    fixed = stream.read(_LOCAL.size)
    if len(fixed) < _LOCAL.size:
        return None, start
    _, _, flags, method, _, _, crc, packed, size, names, extras = _LOCAL.unpack(fixed)
    name, extra = stream.read(names), stream.read(extras)
    if len(extra) < extras or not name or b"\0" in name:
        return None, start
    size, packed = _large(extra, size, packed)
    begin = start + _LOCAL.size + names + extras
    header = Header(name, start, packed, size, method, crc, bool(flags & _ENCRYPTED))
    if not flags & _DESCRIBED or packed:
        return header, begin + packed
    if method != _DEFLATED or header.encrypted:  # where it ends is written behind it only
        return _until_described(stream, header, begin)
    return _until_deflated(stream, header, begin, limits)


def _until_described(stream: BinaryIO, header: Header, begin: int) -> tuple[Header, int]:
    """Find the end of what is stored by what describes it."""
    at = begin
    while (found := _find(stream, _DESCRIPTOR_SIGN, at)) is not None:
        stream.seek(found + 4)
        crc, packed, size = struct.unpack("<LLL", stream.read(12).ljust(12, b"\0"))
        if packed == found - begin:
            return header._replace(crc=crc, packed=packed, size=size), found + 16
        at = found + 4
    end = stream.seek(0, 2)
    size = end - begin + 1  # of which one byte will be missed
    return header._replace(crc=None, packed=size, size=size), end


def _until_deflated(stream: BinaryIO, header: Header, begin: int, limits: ArchiveLimits) -> tuple[Header, int]:
    """Find the end of what is deflated, which says itself where it ends."""
    stream.seek(begin)
    inflating, packed, size = zlib.decompressobj(-15), 0, 0
    data = b""
    try:
        while not inflating.eof and (data := inflating.unconsumed_tail or stream.read(_CHUNK)):
            size += len(inflating.decompress(data, _CHUNK * 16))
            packed = stream.tell() - begin - len(inflating.unconsumed_tail)
            if limits.swells(size, packed):
                return header._replace(size=size, packed=packed, swells=True), begin + packed
    except zlib.error:
        pass
    packed -= len(inflating.unused_data)
    if not inflating.eof:
        size, packed = size + 1, packed + 1
    return header._replace(crc=None, packed=packed, size=size), begin + packed
