"""A file of records as it lies there: plain, compressed record by record, or compressed as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from provenance.formats import contents
from provenance.formats.contents import AtWill
from provenance.formats.registry import COMPRESSED
from provenance.formats.shards import File, ReadError
from provenance.formats.warc import members
from provenance.formats.warc.scanner import HELD, Found, scan
from provenance.formats.warc.sources import OnDisk, Stream

_PLAIN = b"WARC/"


@contextmanager
def opened(file: File) -> Iterator[AtWill]:
    """Open a file for reading at any offset. Raises OSError."""
    with contents.at_will(file) as handle:
        yield handle


def records(file: File) -> Iterator[Found | ReadError]:
    """Yield the records of a file, and what keeps others from being read; never raises for what is wrong with it."""
    try:
        with opened(file) as handle:
            if is_of_members(handle, file):
                yield from members.records(handle)
            elif _is_packed(handle, file):
                yield from streamed(contents.chunks(file))
            else:
                yield from scan(OnDisk(handle), 0)
    except OSError as error:
        yield ReadError("unreadable", error.strerror or str(error), "")


def is_of_members(handle: AtWill, file: File) -> bool:
    """Tell whether a file is compressed record by record."""
    return not _is_zstd(file) and _is_packed(handle, file) and members.hold_records(handle)


def loaded(handle: AtWill, start: int, end: int, *, packed: bool) -> bytes:
    """Return a range of a file, decompressed where it is a member of an archive.

    Raises DamagedError, and OSError, where that cannot be had.
    """
    return b"".join(members.Inflating(handle, start)) if packed else handle.pread(end - start, start)


def content(handle: AtWill, found: Found) -> bytes:
    """Return the bytes of a record that was found in an open file."""
    return handle.pread(found.length, found.start) if found.data is None else found.data


def _is_zstd(file: File) -> bool:
    return file.suffix == ".zst"


def _is_packed(handle: AtWill, file: File) -> bool:
    """Tell whether a file is compressed: by its first bytes, which a name may be at odds with, or by its name."""
    first = handle.pread(len(_PLAIN), 0)
    named = file.suffix in COMPRESSED and first != _PLAIN
    return _is_zstd(file) or named or first.startswith(members.MAGIC)


def streamed(chunks: Iterator[bytes]) -> Iterator[Found | ReadError]:
    """Yield the records of a (decompressed) stream with their bytes, and what keeps others from being read."""
    stream = Stream(chunks)
    for one in scan(stream, 0):
        yield one._replace(start=HELD, end=HELD) if isinstance(one, Found) else one
    if stream.damage:
        yield ReadError(stream.damage.kind, stream.damage.detail, "", byte=stream.damage.byte)
