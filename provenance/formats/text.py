"""Text files: one article a file."""

from __future__ import annotations

import codecs
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl

from provenance.formats import contents, streams
from provenance.formats.base import Digest, Format
from provenance.formats.decoding import Decoded, decode, decode_all
from provenance.formats.fields import Fields
from provenance.formats.registry import COMPRESSED
from provenance.formats.rewriting import Repair, Repairs, Rewritten, by_record, restored
from provenance.formats.shards import File, Raw, ReadError, Shard
from provenance.frames import RECORDS

_CONTROL = r"[\x01-\x08\x0E-\x1A\x1C-\x1F\x7F]"
"""Neither white space, nor nulls, which part words or fill texts up, nor the escape of ISO 2022 and of colours."""
_CONTROL_BYTES = bytes(code for code in range(128) if re.match(_CONTROL, chr(code)))
_MANY, _MUCH = 4, 0.05
"""Control characters, and their share of all, from which on a file is no text. Measured: none in 391 news texts in
thirty encodings, at most one in 6,000 characters of others; 10 % and more in pictures, archives, programs, compressed
PDF and random bytes."""
_CONTROLS = pl.col("text").str.count_matches(_CONTROL)
_CONTROL_SHARE = _CONTROLS / pl.col("text").str.len_chars()
_BINARY = (_CONTROLS >= _MANY) & (_CONTROL_SHARE >= _MUCH)

_WORDS = r"\A[^\x00-\x08\x0E-\x1F\x7F]*?[^\W\d_]{2,}\s+[^\W\d_]{2,}[^\x00-\x08\x0E-\x1F\x7F]*\Z"
_NO_WORDS = ("<", "{", "[", "%PDF", "#!")


@dataclass(frozen=True, kw_only=True)
class Texts(Shard):
    """Text files that are read together. `data` holds the bytes where they come from standard input."""

    files: tuple[File, ...]
    data: bytes | None = None

    @property
    def inputs(self) -> tuple[File, ...]:
        """The files."""
        return self.files

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the files; one that holds no text, or cannot be read, gives a read error instead of a record."""
        read_errors: list[ReadError] = []
        loaded = list(self._loaded(read_errors))
        batch = [data for _, data in loaded]
        texts, special = decode_all(batch)
        encodings = ["utf-8"] * len(batch)
        for index, decoded in special.items():
            encodings[index] = decoded.encoding
        frame = pl.DataFrame(
            {
                "source": pl.Series([file.source for file, _ in loaded], dtype=pl.String),
                "sha256": pl.Series([sha256(data).hexdigest() for data in batch], dtype=pl.String),
                "bytes": pl.Series([len(data) for data in batch], dtype=pl.Int64),
                "encoding": pl.Series(encodings, dtype=pl.String),
                "text": texts,
            }
        ).with_columns(article=pl.col("source"), line=pl.lit(1))
        kinds = frame.select(binary=_BINARY, blank=~pl.col("text").str.contains(r"\S"))
        for index, decoded in special.items():
            if not kinds["binary"][index]:
                read_errors += decoding_errors(loaded[index][0].source, batch[index], decoded)
        read_errors += _no_articles(frame, kinds)
        return RECORDS.conform(frame.filter(~kinds["binary"] & ~kinds["blank"])), read_errors

    def raw(self) -> Iterator[Raw]:
        """Yield the bytes of each file that can be read."""
        return (Raw(file.source, None, data) for file, data in self._loaded([]))

    def _loaded(self, read_errors: list[ReadError]) -> Iterator[tuple[File, bytes]]:
        for file in self.files if self.data is not None else contents.ahead(self.files):
            data = _load(file, read_errors) if self.data is None else self.data
            if data is not None:
                yield file, data


def plan(files: Iterable[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
    """Group text files by count, in the order of the listing, so that a change to one file moves no other.

    A group heavier than `shard_bytes` is halved until its parts are lighter, or single files.
    """
    for group in grouped(files, shard_bytes=shard_bytes, shard_articles=shard_articles):
        yield Texts(fields=fields, files=tuple(group))


def grouped(files: Iterable[File], *, shard_bytes: int, shard_articles: int) -> Iterator[Sequence[File]]:
    """Yield the groups in which files of one record each are read."""
    ordered = list(files)
    for first in range(0, len(ordered), shard_articles):
        group = ordered[first : first + shard_articles]
        yield from _halved(group, [_weight(file, shard_bytes) for file in group], shard_bytes)


def _halved(files: Sequence[File], weights: Sequence[int], limit: int) -> Iterator[Sequence[File]]:
    if len(files) < 2 or sum(weights) <= limit:
        yield files
        return
    half = len(files) // 2
    yield from _halved(files[:half], weights[:half], limit)
    yield from _halved(files[half:], weights[half:], limit)


def _weight(file: File, limit: int) -> int:
    """Return how many bytes are read of a file; of a compressed one they are counted as far as the limit.

    Its own size tells nothing: 8 MB of one letter are 8 KB of gzip, and hundreds of such files one shard.
    """
    if file.suffix not in COMPRESSED:
        return file.size
    weight = 0
    with suppress(streams.DamagedError):  # what comes before the damage is read; that it is there is told then
        for part in contents.chunks(file):
            weight += len(part)
            if weight > limit:
                break
    return weight


def is_binary(text: str) -> bool:
    """Tell whether a text holds so many control characters that it is none; in its bytes they are counted at once."""
    data = text.encode("utf-8", "surrogatepass")
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    return controls >= _MANY and controls / len(text) >= _MUCH


def from_stdin(stream: Iterator[bytes], file: File, fields: Fields) -> Texts:
    """Take the whole of standard input as one article."""
    read_errors: list[ReadError] = []
    data = _bounded(stream, file, read_errors)
    files = () if data is None else (file,)
    return Texts(fields=fields, files=files, data=data, read_errors=tuple(read_errors))


def _no_articles(frame: pl.DataFrame, kinds: pl.DataFrame) -> Iterator[ReadError]:
    """Report the files that hold no text, or something else than text."""
    for source, size in frame.filter(kinds["blank"]).select("source", "bytes").iter_rows():
        detail = "it holds nothing but white space" if size else "it has no bytes"
        yield ReadError("empty", detail, source, source, line=1, byte=0)
    for source, share in frame.filter(kinds["binary"]).select("source", _CONTROL_SHARE).iter_rows():
        detail = f"{share:.0%} of its characters are control characters"
        yield ReadError("binary", detail, source, source, line=1, byte=0)


def _load(file: File, read_errors: list[ReadError]) -> bytes | None:
    """Return the file's bytes, as far as they can be had; None if there are none or too many."""
    if file.suffix in COMPRESSED:
        return _bounded(contents.chunks(file), file, read_errors)
    if file.size > streams.LIMIT:
        read_errors.append(_oversized(file))
        return None
    if file.member:
        return _bounded(contents.chunks(file), file, read_errors)
    try:
        return _slurp(file.path, file.size)
    except OSError as error:
        read_errors.append(ReadError("unreadable", error.strerror or str(error), file.source, file.source))
        return None


def _slurp(path: str, size: int) -> bytes:
    """Read a whole file in as few calls as can be: its size is known."""
    handle = os.open(path, os.O_RDONLY)
    try:
        data = os.read(handle, size + 1)
        if len(data) == size:
            return data
        parts = [data]
        while part := os.read(handle, streams.CHUNK):  # it has changed since it was listed
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def _bounded(stream: Iterable[bytes], file: File, read_errors: list[ReadError]) -> bytes | None:
    """Gather a stream up to the limit; what comes before damage is kept, if anything does."""
    parts: list[bytes] = []
    size = 0
    try:
        for part in stream:
            parts.append(part)
            size += len(part)
            if size > streams.LIMIT:
                read_errors.append(_oversized(file))
                return None
    except streams.DamagedError as error:
        read_errors.append(ReadError(error.kind, error.detail, file.source, file.source, byte=error.byte))
        if not size:
            return None
    return b"".join(parts)


def _oversized(file: File) -> ReadError:
    detail = f"a text of more than {streams.LIMIT >> 20} MiB is not read"
    return ReadError("oversized", detail, file.source, file.source)


def decoding_errors(source: str, data: bytes, decoded: Decoded) -> Iterator[ReadError]:
    """Report where a text could not be decoded, and null characters."""
    text, encoding, bad, undecodable, confidence = decoded
    if decoded.guessed:
        detail = f"read as {encoding}, of which nothing is sure; confidence {confidence:.2f}"
        yield ReadError("encoding-guessed", detail, source, source, line=1, byte=0)
    if undecodable:
        detail = f"{undecodable} sequence(s) of bytes are not {encoding}; the first starts with 0x{data[bad]:02x}"
        yield _at("undecodable", detail, source, data, bad)
    if "\0" in text:
        detail = f"the text holds {text.count(chr(0))} null byte(s)"
        yield _at("null-byte", detail, source, data, _null(data, text, encoding))


def _null(data: bytes, text: str, encoding: str) -> int:
    """Return the offset in bytes of the first null character."""
    if encoding.startswith(("utf-16", "utf-32")):
        return len(data) - len(text[text.index("\0") :].encode(encoding, "replace"))
    return data.index(0)


def _at(kind: str, detail: str, source: str, data: bytes, byte: int) -> ReadError:
    return ReadError(kind, detail, source, source, line=data.count(b"\n", 0, byte) + 1, byte=byte)


class TextFiles(Format):
    """One article a file."""

    name = "text"
    about = "text files, one article a file"
    suffixes: tuple[str, ...] = (".txt", ".text")
    one_record = True

    def may_begin(self, start: bytes) -> bool:
        """Tell whether words in UTF-8 stand there, and no mark-up or data."""
        try:
            text = codecs.getincrementaldecoder("utf-8-sig")().decode(start)
        except UnicodeDecodeError:
            return False
        return not text.lstrip().startswith(_NO_WORDS) and re.search(_WORDS, text) is not None

    def plan(self, files: Sequence[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
        """Group files by count and weight; see `plan`."""
        return plan(files, fields, shard_bytes=shard_bytes, shard_articles=shard_articles)

    def digests(self, copy: File, fields: Mapping[str, str]) -> Iterator[Digest]:  # noqa: ARG002 - a text has no fields
        """Yield the one record that the file is."""
        digest = streams.content_digest(copy.path)
        yield Digest(None, digest, digest)

    def split(
        self,
        copy: File,
        fields: Mapping[str, str],  # noqa: ARG002 - a text has none
        side_of: Mapping[int | None, str],
        path_of: Callable[[str], Path],
    ) -> None:
        """Copy the file to the side of its one record."""
        for side in side_of.values():
            shutil.copyfile(copy.path, path_of(side))

    def rewrite(self, file: File, part: Path, repairs: Repairs, fields: Fields) -> Rewritten:
        """Write the text in the encoding in which it was."""
        return by_record(_alone(file, fields), file, part, repairs, _mended, unmarked=False)

    def restore(self, file: File, part: Path, before: Mapping[int | None, bytes]) -> None:
        """Write the text as it was."""
        restored(_alone(file, Fields.of({})), file, part, before, unmarked=False)


def _alone(file: File, fields: Fields) -> Iterator[Shard]:
    return plan([file], fields, shard_bytes=streams.LIMIT, shard_articles=1)


def _mended(data: bytes, repair: Repair) -> bytes | None:
    """Return the bytes of a repaired text: in its encoding, or in UTF-8 if that has no place for what was mended."""
    mark, encoding = next((known for known in streams.BOMS if data.startswith(known[0])), (b"", decode(data).encoding))
    encoding = encoding.removesuffix("-sig")
    if mark + repair.original.encode(encoding, "replace") != data:
        return None
    for codec in (encoding, "utf-8"):
        try:
            after = (mark if codec == encoding else b"") + repair.text.encode(codec)
        except UnicodeEncodeError:
            continue
        if decode(after).text == repair.text:
            return after
    return None


FORMAT = TextFiles()
