"""Files of records that are compressed one by one: the members of a gzip archive, each of which can be read alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from provenance.formats import streams
from provenance.formats.contents import AtWill
from provenance.formats.shards import ReadError
from provenance.formats.warc.headers import LONGEST, parsed
from provenance.formats.warc.scanner import END, HEAD, HELD, NO_HEADERS, Found, scan
from provenance.formats.warc.sources import InMemory, Stream

MAGIC = b"\x1f\x8b\x08"
_FIRST, _STEP, _SEARCHED = 1 << 13, 1 << 16, 1 << 20
_MOST = 4 << 20  # bytes that are inflated at once: a few may swell to very many
_BLANK = 16  # bytes behind a record that are nothing but the end of it


class Inflating:
    """What a member holds, in parts; `end` is where it ends, known when all parts are read."""

    def __init__(self, handle: AtWill, start: int) -> None:
        """Read the member that begins at `start` of an open file."""
        self._handle, self._start, self.end = handle, start, start

    def __iter__(self) -> Iterator[bytes]:
        """Yield the parts. Raises DamagedError where the member is damaged or breaks off."""
        from isal import isal_zlib

        inflating = isal_zlib.decompressobj(31)
        at, step, sound = self._start, _FIRST, 0
        packed, is_full = b"", False
        while not inflating.eof:
            if not packed and not is_full:
                packed = self._handle.pread(step, at)
                at, step = at + len(packed), _STEP
                if not packed:
                    raise streams.DamagedError("truncated", "the archive breaks off here", sound)
            try:
                part = inflating.decompress(packed, _MOST)
            except isal_zlib.error as error:  # type: ignore[misc]  # its stubs do not know that it is one
                raise streams.DamagedError("truncated", "its compressed bytes are damaged", sound) from error
            packed, is_full, sound = inflating.unconsumed_tail, len(part) == _MOST, sound + len(part)
            if part:
                yield part
        self.end = at - len(inflating.unused_data)


class Member(NamedTuple):
    """A member: where it ends, what it holds (of a long one the first bytes), how much that is, what is wrong.

    `several` tells that it is long and holds more than one record.
    """

    end: int
    data: bytes
    size: int
    error: str = ""
    several: bool = False


def member(handle: AtWill, start: int) -> Member:
    """Read the member that begins at `start`; of one that holds too much only its beginning is kept."""
    inflating = Inflating(handle, start)
    parts: list[bytes] = []
    size, ends = 0, None
    try:
        for part in inflating:
            size += len(part)
            if ends is None:
                parts.append(part)
                if size > streams.LIMIT:
                    parts = [b"".join(parts)[:LONGEST]]
                    ends = _ends(parts[0])
            if ends is not None and size > ends:
                return Member(start, b"", 0, several=True)
    except streams.DamagedError as error:
        return Member(start, b"".join(parts)[:LONGEST], size, error.detail)
    return Member(inflating.end, b"".join(parts), size)


def hold_records(handle: AtWill) -> bool:
    """Tell whether the members of an archive hold whole records; some programs begin one anywhere (bgzip)."""
    first = member(handle, 0)
    if first.error or first.several:
        return True
    found = [one for one in scan(InMemory(first.data), 0) if isinstance(one, Found)]
    complete = not found or not found[-1].error
    return complete or handle.pread(len(MAGIC), first.end) != MAGIC or _begins(handle, first.end)


def records(handle: AtWill) -> Iterator[Found | ReadError]:
    """Yield the records of a file of members; one that is damaged is one record, and those behind it are found."""
    start: int | None = 0
    byte = number = 0
    while start is not None and (begin := handle.pread(len(MAGIC), start)):
        if begin != MAGIC:
            following = _next(handle, start)
            if handle.pread(_STEP, start).strip(b"\0"):
                yield ReadError("truncated", f"{_at(start)}: bytes that are no archive stand there", "", byte=byte)
            start = following
            continue
        here = member(handle, start)
        if here.several:
            inflating = Inflating(handle, start)
            stream = Stream(iter(inflating))
            for one in scan(stream, number):
                number += isinstance(one, Found)
                yield _moved(one, byte)
            byte += stream.size
            if stream.damage:
                yield ReadError(stream.damage.kind, f"{_at(start)}: {stream.damage.detail}", "", byte=byte)
            start = _next(handle, start + 1) if stream.damage else inflating.end
            continue
        if here.error or here.size > streams.LIMIT:
            yield _unheld(number, byte, start, here)
            number += 1
        elif alone := _alone(number, byte, start, here):
            yield alone
            number += 1
        else:
            for one in scan(InMemory(here.data), number):
                number += isinstance(one, Found)
                yield _placed(one, byte, start, here)
        byte, start = byte + here.size, _next(handle, start + 1) if here.error else here.end


def _ends(head: bytes) -> int:
    """Return how long a member is at most that holds the record which begins so, and nothing else."""
    headers = parsed(head)
    return 0 if headers is None or headers.length is None else headers.size + headers.length + _BLANK


def _unheld(number: int, byte: int, start: int, here: Member) -> Found:
    """Return the record of a member that is damaged, or too long to be held."""
    error = f"{_at(start)}: {here.error}" if here.error else ""
    headers = parsed(here.data) or NO_HEADERS
    return Found(number, byte, here.size, headers, here.data, start, here.end, error=error, kind="truncated")


def _alone(number: int, byte: int, start: int, here: Member) -> Found | None:
    """Return the record that a member holds; None where it holds anything else than one sound record: most do not."""
    data = here.data
    headers = parsed(data[:HEAD]) if data.startswith(b"WARC/") and data.endswith(END) else None
    if headers is None or headers.length is None or headers.size + headers.length + len(END) != here.size:
        return None
    head = data[:HEAD] if data.find(END, headers.size, HEAD) >= 0 else data[: headers.size + LONGEST]
    return Found(number, byte, here.size, headers, head, start, here.end, data=data, alone=True)


def _placed(one: Found | ReadError, byte: int, start: int, here: Member) -> Found | ReadError:
    """Tell of what was found in a member where that lies."""
    moved = _moved(one, byte)
    if isinstance(one, ReadError) or isinstance(moved, ReadError):
        return moved
    alone = one.byte == 0 and one.length == here.size
    return moved._replace(start=start, end=here.end, inner=one.byte, alone=alone)


def _moved(one: Found | ReadError, byte: int) -> Found | ReadError:
    if isinstance(one, ReadError):
        return one._replace(byte=byte + (one.byte or 0))
    return one._replace(byte=byte + one.byte, start=HELD, end=HELD)


def _next(handle: AtWill, at: int) -> int | None:
    """Return where the next member begins that holds a record; None where there is none."""
    while chunk := handle.pread(_SEARCHED, at):
        found = chunk.find(MAGIC)
        while found >= 0:
            if _begins(handle, at + found):
                return at + found
            found = chunk.find(MAGIC, found + 1)
        if len(chunk) < _SEARCHED:
            return None
        at += len(chunk) - len(MAGIC) + 1
    return None


def _begins(handle: AtWill, start: int) -> bool:
    """Tell whether a member begins at `start` that holds a record."""
    try:
        first = next(iter(Inflating(handle, start)), b"")
    except streams.DamagedError:
        return False
    return first.lstrip(b"\r\n").startswith(b"WARC/")


def _at(start: int) -> str:
    return f"at byte {start:,} of the compressed file"
