"""Records that were turned into JSON lines, with where each of them stands in its file and which bytes it has there."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import polars as pl

from provenance.formats import ranges
from provenance.formats.json_blocks import Block, JsonData, read
from provenance.formats.shards import ReadError, Shard
from provenance.formats.stated import Statement
from provenance.frames import RECORDS


class Origin(NamedTuple):
    """Where a record comes from: its number, its place, and what is known of its exact bytes."""

    record: int
    line: int | None
    byte: int | None
    bytes: int
    sha256: str
    encoding: str
    notes: tuple[tuple[str, str], ...]
    stated: tuple[Statement, ...] = ()


class Source(Protocol):
    """Where the records of a shard stand in their file, so that they can be converted again; pickles."""

    def converted(self, shard: Converted) -> tuple[bytes, tuple[Origin, ...]]:
        """Return the lines and origins of a shard that has come without. Raises OSError if they are others now."""


@dataclass(frozen=True, kw_only=True)
class Converted(JsonData):
    """Records of a file as JSON lines; `origins` has one a line."""

    origins: tuple[Origin, ...]
    again: Source | None = None
    """How they are read again in another process; without it they are sent there."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what is sent to another process: nothing of the records that can be read there."""
        return self.__dict__ if self.again is None else self.__dict__ | {"data": b"", "origins": self.origins[:1]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what was sent, and convert the records again; where that is impossible, a read error tells."""
        self.__dict__.update(state)
        if self.again is not None:
            try:
                self.__dict__["data"], self.__dict__["origins"] = self.again.converted(self)
            except OSError as error:
                first = self.origins[0]
                failed = ranges.lost(self.file, error, first.line, first.byte)
                self.__dict__.update(origins=(), read_errors=(*self.read_errors, failed))

    @property
    def input_bytes(self) -> float:
        """How many bytes the records have in their file, unless that is compressed."""
        return sum(origin.bytes for origin in self.origins)

    @property
    def articles(self) -> int:
        """How many records there are."""
        return len(self.origins)

    def blocks(self) -> list[Block]:
        """Return the lines as blocks whose records are numbered without a gap."""
        numbers = [origin.record for origin in self.origins]
        gaps = [at for at, (one, two) in enumerate(pairwise(numbers), 1) if two != one + 1]
        lines = self.data.split(b"\n") if gaps else [self.data]
        ends = [*gaps, len(lines)]
        return [
            Block(
                fields=self.fields, file=self.file, data=b"\n".join(lines[start:end]), record=numbers[start],
                excused=self.excused, distinct=self.distinct, is_source=False,
            )
            for start, end in pairwise([0, *ends])
        ]  # fmt: skip

    def names(self) -> tuple[str, ...]:
        """Return the names in the first record."""
        return self.blocks()[0].names()

    def samples(self) -> Iterator[dict[str, Any]]:
        """Yield the records, one after another."""
        return (record for block in self.blocks() for record in block.samples())

    def has(self, name: str) -> bool:
        """Tell whether a record has a field."""
        return any(block.has(name) for block in self.blocks())

    @classmethod
    def parse_together(cls, shards: Sequence[Shard]) -> Iterator[tuple[pl.DataFrame, list[ReadError]]]:
        """Read shards with the same fields at once."""
        converted = [shard for shard in shards if isinstance(shard, Converted) and shard.origins]
        if not converted:
            yield RECORDS.empty(), []
            return
        yield _placed(converted, *read([block for shard in converted for block in shard.blocks()]))

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the records; each is in the frame or has a read error."""
        return next(self.parse_together([self]))


def _placed(
    shards: Sequence[Converted], records: pl.DataFrame, read_errors: list[ReadError]
) -> tuple[pl.DataFrame, list[ReadError]]:
    """Put what is known of the exact bytes of the records into what was read of the lines made of them."""
    known = {(shard.file.source, origin.record): origin for shard in shards for origin in shard.origins}
    here = [known[key] for key in records.select("source", "record").iter_rows()]
    columns = [
        pl.Series(name, [getattr(origin, name) for origin in here], dtype=records.schema[name])
        for name in ("line", "bytes", "sha256")
    ]
    encodings = pl.Series("encoding", [origin.encoding for origin in here], dtype=pl.String)
    columns.append(encodings.zip_with(records["encoding"] == "utf-8", records["encoding"]))
    if any(origin.stated for origin in here):
        mapped = dict(shards[0].fields.mapped)
        rows = [[_row(each, mapped) for each in origin.stated] or None for origin in here]
        columns.append(pl.Series("stated", rows, dtype=records.schema["stated"]))
    moved = []
    for read_error in read_errors:
        origin = known[read_error.source, read_error.record or 0]
        moved.append(read_error._replace(line=origin.line, byte=origin.byte))
    return records.with_columns(columns), [*moved, *_noted(known, records)]


def _row(stated: Statement, mapped: Container[str]) -> dict[str, Any]:
    """Return a statement as a row; of a field whose name was given the record did not take it."""
    return stated._replace(chosen=stated.chosen and stated.what not in mapped).row()


def _noted(known: Mapping[tuple[str, int], Origin], records: pl.DataFrame) -> Iterator[ReadError]:
    """Report what the format has noted of records that are read."""
    if any(origin.notes for origin in known.values()):
        placed = records.select("source", "record", "article")
        ids = {(source, record): article for source, record, article in placed.iter_rows()}
        for (source, record), origin in known.items():
            for kind, detail in origin.notes:
                yield ReadError(kind, detail, source, ids.get((source, record)), record, origin.line, origin.byte)
