"""What an HTTP response holds: its transfer encoding undone as it was sent, its content encoding for reading."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import NamedTuple

from provenance.formats import streams

_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,500})?\r?\n")


class EncodingError(Exception):
    """A content that cannot be decoded, or swells too much."""


def unchunked(body: bytes) -> tuple[bytes, bool] | None:
    """Return a body that was sent in chunks, and whether its last one is there; None where there are none.

    Many programs store the body without its chunks, and leave the header that tells of them.
    """
    parts: list[bytes] = []
    at = 0
    while found := _SIZE.match(body, at):
        size = int(found[1], 16)
        if not size:
            return b"".join(parts), True
        parts.append(body[found.end() : found.end() + size])
        at = found.end() + size
        if body[at : at + 2] not in {b"\r\n", b""} and body[at : at + 1] != b"\n":
            break
    are_chunks = len(parts) > 1 or (parts and at >= len(body))  # else a line only looks like the size of one
    return (b"".join(parts), False) if are_chunks else None


def decoded(body: bytes, encodings: str) -> bytes:
    """Undo the content encodings that a header names; one that was undone before is passed over.

    Raises EncodingError where the content is damaged, in an encoding that is not read, or larger than what is read.
    """
    for name in reversed([part.strip().lower() for part in encodings.split(",")]):
        body = _undone(body, name)
    return body


def _undone(body: bytes, name: str) -> bytes:
    if name in {"", "identity", "none", "utf-8"} or not body or body.lstrip().startswith(b"<"):
        return body
    if name in {"gzip", "x-gzip"}:
        return _whole(body, _inflated(31), again=b"\x1f\x8b") if body.startswith(b"\x1f\x8b") else body
    if name == "deflate":
        is_zlib = body[0] & 15 == zlib.DEFLATED and int.from_bytes(body[:2]) % 31 == 0
        return _whole(body, _inflated(15 if is_zlib else -15))
    if name == "br":
        return _whole(body, _brotli)
    if name == "zstd":
        return _whole(body, _zstd, again=b"\x28\xb5\x2f\xfd")
    message = f"its content encoding {name[:40]!r} is not read"
    raise EncodingError(message)


class _Step(NamedTuple):
    """What was decompressed, whether that is all, and what stands behind it."""

    data: bytes
    is_all: bool
    rest: bytes = b""


def _whole(body: bytes, undo: Callable[[bytes, int], _Step], again: bytes | None = None) -> bytes:
    """Decompress up to the limit; `again` is what another member begins with."""
    parts: list[bytes] = []
    size = 0
    while body:
        try:
            step = undo(body, streams.LIMIT - size + 1)
        except Exception as error:  # each library has an error of its own
            message = f"its content is damaged: {error}"
            raise EncodingError(message) from error
        parts.append(step.data)
        size += len(step.data)
        if size > streams.LIMIT:
            message = f"its content swells to more than {streams.LIMIT >> 20} MiB"
            raise EncodingError(message)
        if not step.is_all:
            message = "its content breaks off"
            raise EncodingError(message)
        body = step.rest if again and step.rest.startswith(again) else b""
    return b"".join(parts)


def _inflated(bits: int) -> Callable[[bytes, int], _Step]:
    def undo(body: bytes, most: int) -> _Step:
        inflating = zlib.decompressobj(bits)
        return _Step(inflating.decompress(body, most), inflating.eof, inflating.unused_data)

    return undo


def _zstd(body: bytes, most: int) -> _Step:
    inflating = streams.zstd().ZstdDecompressor()
    return _Step(inflating.decompress(body, most), inflating.eof, inflating.unused_data)


def _brotli(body: bytes, most: int) -> _Step:
    import brotli

    inflating = brotli.Decompressor()
    return _Step(inflating.process(body, output_buffer_limit=most), inflating.is_finished())
