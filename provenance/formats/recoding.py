"""Streams without their byte order mark, of which the exact bytes can be had again."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain

from provenance.formats import streams


def unmarked(stream: Iterator[bytes]) -> tuple[Iterator[bytes], str | None, int]:
    """Take a byte order mark off; return the bytes (of UTF-16 and UTF-32 as UTF-8), its encoding, and its length."""
    start, stream = streams.head(stream, 4)
    for mark, encoding in streams.BOMS:
        if start.startswith(mark):
            rest = chain([next(stream)[len(mark) :]], stream)
            return (rest if encoding == "utf-8-sig" else _recoded(rest, encoding)), encoding, len(mark)
    return stream, None, 0


def encoded(data: bytes, encoding: str | None) -> bytes:
    """Return what `unmarked` gave as it stood in the file, whose encoding is None where it was not recoded."""
    return data if encoding is None else data.decode("utf-8", "surrogatepass").encode(encoding, "surrogatepass")


def around(chunks: Iterator[bytes], start: int, end: int) -> tuple[bytes, bytes]:
    """Return the bytes before `start`, and those from `end` on, as far as they can be read."""
    head, tail, at = bytearray(), bytearray(), 0
    try:
        for chunk in chunks:
            head += chunk[: max(0, start - at)]
            tail += chunk[max(0, end - at) :]
            at += len(chunk)
    except streams.DamagedError:
        pass
    return bytes(head), bytes(tail)


def _recoded(stream: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield UTF-16 or UTF-32 as UTF-8 from which the same bytes can be made again: halves of characters are kept."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    at = 0
    for chunk, final in chain(((chunk, False) for chunk in stream), ((b"", True),)):
        try:
            data = decoder.decode(chunk, final=final).encode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            detail = f"its bytes are not {encoding} from here on"
            raise streams.DamagedError("unreadable", detail, at) from error
        at += len(data)
        yield data
