"""Bytes in bounded pieces: decompression, standard input, and lines that are never cut."""

from __future__ import annotations

import codecs
import errno
import gzip
import hashlib
import io
import lzma
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from itertools import accumulate, chain
from pathlib import Path
from types import ModuleType
from typing import IO, Any, BinaryIO, NamedTuple, cast

CHUNK = 1 << 20
COMPRESSED = (".gz", ".zst")
"""The suffixes of files that are decompressed as they are read."""
LIMIT = 64 << 20
"""The longest text file, or line of a container, that is read: a longer one is reported and skipped."""
_NO_ARCHIVE = ("Not a gzipped file", "Unknown frame descriptor")
"""How the libraries say that no member or frame of an archive begins where one might."""
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class DamagedError(Exception):
    """A stream that cannot be read further; `kind` is `truncated` or `unreadable`."""

    def __init__(self, kind: str, detail: str, byte: int) -> None:
        """Tell what kind of damage it is, in words, and after how many sound bytes."""
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.byte = byte


class Piece(NamedTuple):
    """Whole lines; `byte` is where they start in the (decompressed) source."""

    byte: int
    data: bytes


class Oversized(NamedTuple):
    """A line longer than the limit, which was not held; `length` is in bytes, with its line end."""

    byte: int
    length: int


def chunks(path: str, size: int = CHUNK) -> Iterator[bytes]:
    """Yield the (decompressed) bytes of a file on the disk, or of standard input for `-`, at most `size` at a time.

    Raises DamagedError after the last sound byte: `truncated` for an archive that breaks off or is damaged further
    on, `unreadable` where nothing could be read at all or the system refuses.
    """
    return sound(lambda: _opened(path), size)


def sound(opened: Callable[[], AbstractContextManager[Any]], size: int = CHUNK) -> Iterator[bytes]:
    """Yield the bytes of a stream that has `read1`, as `chunks` does; opening it is part of the reading."""
    at = 0
    try:
        with opened() as stream:
            while chunk := stream.read1(size):
                at += len(chunk)
                yield chunk
    except errors() as error:
        raise damage(error, at) from error


@cache
def errors() -> tuple[type[Exception], ...]:
    """Return what is raised for files that cannot be read, and for archives that are damaged."""
    of_formats = (zlib.error, lzma.LZMAError, zipfile.BadZipFile, zstd().ZstdError)
    return (EOFError, OSError, NotImplementedError, MemoryError, struct.error, *of_formats)


def damage(error: Exception, at: int) -> DamagedError:
    """Return what an error of a library says of a file of which so many bytes are sound."""
    if isinstance(error, EOFError):
        return DamagedError("truncated", "the archive breaks off here", at)
    if isinstance(error, OSError) and error.errno is not None:
        return DamagedError("unreadable", error.strerror or str(error), at)
    foreign = at and any(sign in str(error) for sign in _NO_ARCHIVE)
    detail = "bytes that are no archive follow its end" if foreign else f"damaged archive: {error}"
    return DamagedError("truncated" if at else "unreadable", detail, at)


def _opened(path: str) -> AbstractContextManager[Any]:  # every one of them has read1, which no common type tells
    if path == "-":
        if sys.stdin is None:  # `<&-`
            raise OSError(errno.EBADF, "standard input is closed")
        return _unpacked(cast("io.BufferedReader", sys.stdin.buffer))
    return decompressed(path, os.path.splitext(path.lower())[1])


def decompressed(file: str | BinaryIO, suffix: str) -> AbstractContextManager[Any]:
    """Open a file, or a stream of one, as what it holds if its name ends so; closing it leaves the stream open."""
    if suffix == ".gz":
        return gzip.open(file, "rb")
    if suffix == ".zst":
        opened: AbstractContextManager[Any] = zstd().open(file, "rb")
        return opened
    return open(file, "rb") if isinstance(file, str) else nullcontext(file)


def _unpacked(stream: io.BufferedReader) -> AbstractContextManager[Any]:
    """Return what a stream without a name holds, decompressed as its first bytes tell."""
    first = stream.peek(4)
    if first.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)
    if first.startswith(b"\x28\xb5\x2f\xfd"):
        opened: AbstractContextManager[Any] = zstd().open(stream, "rb")
        return opened
    return nullcontext(stream)


def opened_for_writing(path: Path, suffix: str) -> AbstractContextManager[IO[bytes]]:
    """Open a file to write bytes that come out compressed as `suffix` says; the same bytes give the same file."""
    if suffix == ".gz":
        return _gzip(path)
    if suffix == ".zst":
        opened: AbstractContextManager[IO[bytes]] = zstd().open(path, "wb")
        return opened
    return path.open("wb")


@contextmanager
def _gzip(path: Path) -> Iterator[IO[bytes]]:
    with path.open("wb") as target, gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as stream:
        yield cast("IO[bytes]", stream)


def zstd() -> ModuleType:
    """Return the module that reads and writes Zstandard."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


def head(stream: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """Return the first `size` bytes (fewer at the end) and the whole stream again, these bytes in one chunk."""
    first, chunks = peek(stream, size)
    rest = chain([b"".join(next(chunks) for _ in range(len(first)))], chunks)
    return b"".join(first)[:size], rest


def peek(stream: Iterator[bytes], size: int) -> tuple[list[bytes], Iterator[bytes]]:
    """Return the first chunks of a stream, of `size` bytes together or more (fewer at the end), and all of it again."""
    first: list[bytes] = []
    damage: DamagedError | None = None
    seen = 0
    try:
        while seen < size and (chunk := next(stream, None)) is not None:
            first.append(chunk)
            seen += len(chunk)
    except DamagedError as error:
        damage = error
    return first, chain(first, _rest(stream, damage))


def _rest(stream: Iterator[bytes], damage: DamagedError | None) -> Iterator[bytes]:
    if damage:
        raise damage
    yield from stream


def mark_of(path: str) -> tuple[bytes, str | None]:
    """Return a file's byte order mark, and its encoding where `unmarked` recodes it (UTF-16, UTF-32)."""
    try:
        start = next(chunks(path, 4), b"")
    except DamagedError:
        return b"", None
    for mark, encoding in BOMS:
        if start.startswith(mark):
            return mark, None if encoding == "utf-8-sig" else encoding
    return b"", None


def unmarked(stream: Iterator[bytes], lost: list[int] | None = None) -> tuple[Iterator[bytes], str, int]:
    """Take a byte order mark off; return the stream as UTF-8, the source's encoding, and the length of what went.

    UTF-16 and UTF-32 are recoded, since their line ends cannot be found in the bytes. What cannot be decoded becomes
    U+FFFD; where each of them stands, in bytes of what is returned, is added to `lost` as the stream is read.
    """
    start, stream = head(stream, 4)
    for mark, encoding in BOMS:
        if start.startswith(mark):
            first = next(stream)[len(mark) :]
            rest = chain([first], stream) if first else stream
            known = [] if lost is None else lost
            return (rest if encoding == "utf-8-sig" else _recoded(rest, encoding, known)), encoding, len(mark)
    return stream, "utf-8", 0


_LOST = "\uffff"  # no character, and as long in UTF-8 as the sign that stands for what is lost


def _mark_lost(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return _LOST, error.end
    raise error


codecs.register_error("provenance-lost", _mark_lost)


def _recoded(stream: Iterator[bytes], encoding: str, lost: list[int]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("provenance-lost")
    at = 0
    for chunk, final in chain(((chunk, False) for chunk in stream), ((b"", True),)):
        text = decoder.decode(chunk, final=final)
        if _LOST in text:
            before = accumulate(len(part.encode()) + len(_LOST.encode()) for part in text.split(_LOST)[:-1])
            lost += [at + end - len(_LOST.encode()) for end in before]
            text = text.replace(_LOST, "\ufffd")
        data = text.encode()
        at += len(data)
        yield data


def pieces(
    stream: Iterator[bytes], size: int, limit: int, byte: int = 0, end: bytes = b"\n"
) -> Iterator[Piece | Oversized]:
    """Cut a stream after line ends, into pieces a little longer than `size`.

    A line longer than `limit` is never held. `byte` is the offset of the stream's first byte; its chunks are no longer
    than `limit`. A line ends with the byte `end`. Raises DamagedError as `chunks` does, after what was sound.
    """
    done: list[bytes | memoryview] = []
    tail: list[bytes | memoryview] = []
    length = tail_length = 0
    damage: DamagedError | None = None
    try:
        for whole in stream:
            chunk = whole
            first = chunk.find(end)
            if first >= 0 and tail_length + first > limit:
                if done:
                    yield Piece(byte, b"".join(done))
                yield Oversized(byte + length, tail_length + first + 1)
                byte += length + tail_length + first + 1
                done, tail, length, tail_length = [], [], 0, 0
                chunk = chunk[first + 1 :]
            view, last = memoryview(chunk), chunk.rfind(end) + 1  # not copied before it is joined
            if last:
                done += (*tail, view[:last])
                length += tail_length + last
                tail, tail_length = [], 0
            tail_length += len(chunk) - last
            tail = [*tail, view[last:]] if tail_length <= limit else []
            if length >= size:
                yield Piece(byte, b"".join(done))
                byte, done, length = byte + length, [], 0
    except DamagedError as error:
        damage = error
    if length or 0 < tail_length <= limit:
        yield Piece(byte, b"".join((*done, *tail)))
    if tail_length > limit:
        yield Oversized(byte + length, tail_length)
    if damage:
        raise damage


def content_digest(path: str) -> str:
    """Return the SHA-256 (hex) of a file's bytes, decompressed as far as they are sound."""
    digest = hashlib.sha256()
    try:
        for chunk in chunks(path):
            digest.update(chunk)
    except DamagedError:
        pass
    return digest.hexdigest()
