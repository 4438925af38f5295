"""Records one after another: where each begins and ends, and where damage is passed over.

A record ends where its header says so, if another one begins there or nothing follows. Where neither is true the next
line that begins a record ends it: nothing behind damage is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from provenance.formats import streams
from provenance.formats.shards import ReadError
from provenance.formats.warc.headers import LONGEST, Headers, parsed
from provenance.formats.warc.sources import START, Source

DAMAGED = "damaged-record"
HELD = -1
"""In place of where a record begins in its file: it cannot be read again from there alone."""
HEAD = 4096
"""How much of a record is looked at first."""
END = b"\r\n\r\n"
NO_HEADERS = Headers(b"")


class Found(NamedTuple):
    """A record as it was found.

    `byte` is where it begins in the (decompressed) file, `length` how many bytes it takes with the end of the record;
    `head` are its first bytes. `start` and `end` are the same in the file as it lies there: of the member of an archive
    that holds it, `inner` bytes into what that holds. `data` are its bytes where they are at hand, and `fault` says why
    it cannot be read. `alone` tells whether a member holds nothing else.
    """

    number: int
    byte: int
    length: int
    headers: Headers
    head: bytes
    start: int
    end: int
    inner: int = 0
    data: bytes | None = None
    error: str = ""
    kind: str = DAMAGED
    alone: bool = False


def scan(source: Source, number: int) -> Iterator[Found | ReadError]:
    """Yield the records of a source and what stands between them; the first record has this number."""
    at = 0
    before: Found | None = None
    while head := source.read(at, HEAD):
        source.release(at)
        if head[0] in END:
            at += len(head) - len(head.lstrip(END))
            continue
        if head.startswith(b"WARC/"):
            before, following = _record(source, at, head, number)
            number += 1
            yield before
        else:
            following = source.search(at)
            yield _junk(at, following, before)
            before = None
        if following is None:
            return
        at = following


def _junk(at: int, following: int | None, before: Found | None) -> ReadError:
    """Report bytes that are no record."""
    counted = "bytes" if following is None else f"{following - at:,} bytes"
    if before is None or before.error:
        return ReadError(DAMAGED, f"{counted} that are no record stand here", "", byte=at)
    detail = f"behind it stand {counted} that are no record: its length may be wrong"
    return ReadError(DAMAGED, detail, "", before.headers.id, before.number, byte=at)


def _record(source: Source, at: int, head: bytes, number: int) -> tuple[Found, int | None]:
    """Return the record that begins at `at`, and where the next one may begin."""
    headers = parsed(head) or (None if START.search(head, 1) else parsed(source.read(at, LONGEST)))
    if headers is None or headers.length is None or START.search(head, 1, headers.size):
        said = headers is not None and not START.search(head, 1, headers.size)
        error = "its header does not say how long it is" if said else "its header has no end"
        following = source.search(at + 1)
        size = 0 if following is None else following - at
        return Found(number, at, size, headers or NO_HEADERS, head, at, at + size, error=error), following
    end = at + headers.size + headers.length
    early = source.search(at + 1, end) if source.forward and end - at > streams.LIMIT else None
    tail = b"" if early else source.read(end, 2 * len(END))
    blank = len(tail) - len(tail.lstrip(END))
    sound = tail.startswith(END) or tail[blank : blank + 5] == b"WARC/" or (blank == len(tail) and source.reaches(end))
    if not sound and not early:
        early = source.search(at + 1, end)
    size = headers.size + headers.length + min(blank, len(END))
    error, following = "", end + min(blank, len(END))
    if early:
        actual = early - at - headers.size
        size, following = early - at, early
        error = f"it is said to be {headers.length:,} bytes long, and the next record begins after {actual:,}"
    elif not source.reaches(end):
        error = f"it breaks off before its {headers.length:,} bytes are there"
    if head.find(END, headers.size) < 0 and len(head) < size:  # the header of a message in it may be longer
        head = source.read(at, headers.size + LONGEST)
    found = Found(number, at, size, headers, head, at, at + size, error=error)
    if error or size > streams.LIMIT:
        return found, following
    return found._replace(data=source.buffered(at, size)), following
