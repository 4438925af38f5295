"""Parts of files that travel as descriptions: a worker reads the bytes itself, where it can.

A shard that was cut out of a file holds its bytes where it was cut. When it is pickled for another process, what stands
as it is in a file of the disk or an object of a store, uncompressed, is left behind, and read again where it arrives.
"""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

from provenance.formats import contents, streams
from provenance.formats.shards import File, ReadError
from provenance.formats.stored import Stored

LEAST = 4096
"""Bytes from which on it costs less to read them again than to send them."""


class Range(NamedTuple):
    """Bytes of a file: where they stand, how many, and a checksum."""

    byte: int
    size: int
    checksum: int


def is_plain(file: File) -> bool:
    """Tell whether any byte of a file can be read without those before it."""
    packed = file.suffix in streams.COMPRESSED or file.format == "stdin"
    return not packed and (file.member is None or isinstance(file.member, Stored))


def of(file: File, byte: int, data: bytes) -> Range | None:
    """Return where `data` can be read again; None where it has to be sent."""
    return Range(byte, len(data), crc32(data)) if len(data) >= LEAST and is_plain(file) else None


def read(file: File, place: Range) -> bytes:
    """Read bytes again. Raises OSError if they cannot be read, or are others than they were."""
    with contents.at_will(file) as opened:
        data = opened.pread(place.size, place.byte)
    if crc32(data) != place.checksum:
        raise changed()
    return data


def changed() -> OSError:
    """Return what is raised where a file is no longer what it was when it was cut."""
    return OSError("the file has changed since it was cut into shards")


def lost(file: File, error: OSError, line: int | None, byte: int | None) -> ReadError:
    """Return what is said of a part of a file that cannot be read again."""
    detail = f"a part of it could not be read where the work was done: {error.strerror or error}"
    return ReadError("unreadable", detail, file.source, line=line, byte=byte)
