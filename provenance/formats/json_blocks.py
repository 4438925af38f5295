"""Blocks of JSON lines, and the records and read errors in them, each with its place."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

import polars as pl

from provenance.formats import field_paths, heads, ranges
from provenance.formats.containers import finish
from provenance.formats.json_line import Parsed
from provenance.formats.json_rows import frame_of
from provenance.formats.lines import after_blank, spans
from provenance.formats.shards import PartOfFile, Raw, ReadError, Shard


@dataclass(frozen=True, kw_only=True)
class JsonData(PartOfFile):
    """JSON lines of a file, or made of its records."""

    data: bytes
    excused: bool = False
    """The file is known to have no texts, and that was told of it once."""
    distinct: bool = False
    """Whether it is known that no record has two equal names."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.data)


@dataclass(frozen=True, kw_only=True)
class Block(JsonData):
    """Whole lines of a file, with the numbers that its first line, record and byte have in the source.

    `lost` is where in the source signs stand for bytes that could not be decoded when the file was recoded.
    """

    line: int = 1
    record: int = 0
    byte: int = 0
    encoding: str = "utf-8"
    lost: tuple[int, ...] = ()
    is_source: bool = True
    """Whether the lines are the bytes of the records, so that their digest is taken."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what is sent to another process: where the lines stand, if they can be read there."""
        as_it_is = self.is_source and self.encoding.startswith("utf-8")
        place = ranges.of(self.file, self.byte, self.data) if as_it_is else None
        return self.__dict__ if place is None else self.__dict__ | {"data": place}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what was sent, and read the lines; where that is impossible, a read error tells."""
        self.__dict__.update(state)
        if isinstance(place := state["data"], ranges.Range):
            try:
                self.__dict__["data"] = ranges.read(self.file, place)
            except OSError as error:
                failed = ranges.lost(self.file, error, self.line, self.byte)
                self.__dict__.update(data=b"", read_errors=(*self.read_errors, failed))

    @property
    def input_bytes(self) -> float:
        """How many bytes the block has: as many as in the file, unless that is compressed."""
        return len(self.data)

    @property
    def articles(self) -> int:
        """How many lines the block has, blank ones as well."""
        return self.data.count(b"\n") + 1

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the block; every line that is not blank is in the records or has a read error."""
        return read([self])

    @classmethod
    def parse_together(cls, shards: Sequence[Shard]) -> Iterator[tuple[pl.DataFrame, list[ReadError]]]:
        """Read blocks with the same fields at once."""
        yield read([shard for shard in shards if isinstance(shard, Block)])

    def names(self) -> tuple[str, ...]:
        """Return the names in the first record."""
        return next((field_paths.names(record) for record in self._records(b"{")), ())

    def has(self, name: str) -> bool:
        """Tell whether a record has a field. Its name is looked for in the bytes first, so that this costs nothing."""
        return any(
            name in record or field_paths.value(record, name) is not None for record in self._records(*_keys(name))
        )

    def samples(self) -> Iterator[dict[str, Any]]:
        """Yield the records, one line after another."""
        lines = (heads.loads(line) for line in self.data.split(b"\n") if line.strip())
        return (record for record in lines if isinstance(record, dict))

    def _records(self, *keys: bytes) -> Iterator[dict[str, Any]]:
        """Yield the records in whose lines one of `keys` stands."""
        for key in keys:
            at = self.data.find(key)
            while at >= 0:
                end = self.data.find(b"\n", at)
                end = len(self.data) if end < 0 else end
                if isinstance(record := heads.loads(self.data[self.data.rfind(b"\n", 0, at) + 1 : end]), dict):
                    yield record
                at = self.data.find(key, end)

    def raw(self) -> Iterator[Raw]:
        """Yield every line with its line end as it stands; blank ones, as many as follow each other, have no number."""
        record, start = self.record, 0
        while start < len(self.data):
            end = self.data.find(b"\n", start) + 1 or len(self.data)
            blank = self.data[start:end].isspace()
            end = after_blank(self.data, end - 1) if blank else end
            yield Raw(self.file.source, None if blank else record, self.data[start:end])
            record, start = record + (not blank), end


def _keys(name: str) -> set[bytes]:
    """Return a name, and the last member of a path, as JSON may write them."""
    members = [name, *(step for step in field_paths.steps(name) if isinstance(step, str))]
    return {json.dumps(members[at], ensure_ascii=escaped).encode() for at in (0, -1) for escaped in (True, False)}


class Row(NamedTuple):
    """A line that is not blank: where it stands in its file, and in the data that is parsed (without its line end)."""

    block: Block
    record: int
    line: int
    byte: int
    start: int
    end: int


def read(blocks: Sequence[Block]) -> tuple[pl.DataFrame, list[ReadError]]:
    """Read blocks with the same fields at once; every line that is not blank is in the records or has a read error."""
    data, fields = b"\n".join(block.data for block in blocks), blocks[0].fields
    lines = list(_rows(blocks))
    distinct = all(block.distinct for block in blocks)
    frame, slow = frame_of(data, [(line.start, line.end) for line in lines], fields, distinct=distinct)
    frame = _placed(frame, data, lines)
    records, lost = finish(frame)
    return records, [*_line_errors(slow, frame, lines), *_undecoded(frame, lines), *lost]


def _rows(blocks: Iterable[Block]) -> Iterator[Row]:
    """Find the lines of blocks that are joined by line feeds."""
    at = 0
    for block in blocks:
        for record, (number, start, end) in enumerate(spans(block.data), block.record):
            yield Row(block, record, block.line + number, block.byte + start, at + start, at + end)
        at += len(block.data) + 1


def _placed(frame: pl.DataFrame, data: bytes, lines: Sequence[Row]) -> pl.DataFrame:
    """Add where each row stands, and the hash of its bytes."""
    view = memoryview(data)
    placed = [lines[row] for row in frame["row"]]
    frame = frame.with_columns(
        pl.Series("source", [line.block.file.source for line in placed], dtype=pl.String),
        pl.Series("record", [line.record for line in placed], dtype=pl.Int64),
        pl.Series("line", [line.line for line in placed], dtype=pl.Int64),
        pl.Series("byte", [line.byte for line in placed], dtype=pl.Int64),
        pl.Series("bytes", [line.end - line.start for line in placed], dtype=pl.Int64),
        pl.Series("sha256", [_digest(view, line) for line in placed], dtype=pl.String),
        pl.Series("of_block", [line.block.encoding for line in placed], dtype=pl.String),
        pl.Series("excused", [line.block.excused for line in placed], dtype=pl.Boolean),
    )
    return frame.with_columns(
        encoding=pl.when(encoding="utf-8").then("of_block").otherwise("encoding"),
        excused=pl.col("excused") | pl.col("textless"),
    )


def _digest(data: memoryview, line: Row) -> str | None:
    return sha256(data[line.start : line.end]).hexdigest() if line.block.is_source else None


def _line_errors(slow: Mapping[int, Parsed], frame: pl.DataFrame, lines: Sequence[Row]) -> Iterator[ReadError]:
    """Turn the faults of lines into read errors, each with the id of its record where that could be read."""
    ids = dict(frame.select("row", "id").iter_rows()) if any(parsed.errors for parsed in slow.values()) else {}
    for row, parsed in slow.items():
        line = lines[row]
        source = line.block.file.source
        article = (ids[row] or f"{source}#{line.record}") if row in ids else None
        known_textless = line.block.excused and parsed.values is not None and not parsed.values[line.block.fields.text]
        for kind, detail, byte in parsed.errors:
            if known_textless and kind == "wrong-type":  # fields of a tool whose mapping was proposed for the file
                continue
            yield ReadError(kind, detail, source, article, line.record, line.line, line.byte + byte)


def _undecoded(frame: pl.DataFrame, lines: Sequence[Row]) -> Iterator[ReadError]:
    """Report the lines of recoded files in which something could not be decoded."""
    if not any(line.block.lost for line in lines):
        return
    ids = dict(frame.select("row", "id").iter_rows())
    for row, line in enumerate(lines):
        here = between(line.block.lost, line.byte, line.end - line.start, 0)
        if here:
            source = line.block.file.source
            article = ids.get(row) or f"{source}#{line.record}"
            detail = undecodable(here, line.block.encoding)
            yield ReadError("undecodable", detail, source, article, line.record, line.line, here[0])


def undecodable(lost: Sequence[int], encoding: str) -> str:
    """Say what of a line of a recoded file could not be decoded."""
    return f"{len(lost)} sequence(s) of bytes are not {encoding}; the first at byte {lost[0]} in UTF-8"


def between(lost: Sequence[int], start: int, size: int, mark: int) -> tuple[int, ...]:
    """Return where in the source what is lost stands, as far as it does in so many bytes from `start` on."""
    return tuple(byte + mark for byte in lost[bisect_left(lost, start) : bisect_left(lost, start + size)])
