"""What flows through the readers: files found, shards planned, readings made, read errors met."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Protocol

import polars as pl

from provenance.formats.fields import Fields
from provenance.frames import READ_ERRORS, RECORDS


class Member(Protocol):
    """Where a file lies that is not on the disk: packed in an archive, or in a store; pickles."""

    @property
    def archive(self) -> File | None:
        """The archive, which may itself be packed in another or lie in a store; None for what is packed in none."""

    def open(self) -> BinaryIO:
        """Open the file for reading. Raises OSError, and what the archive's library does where it is damaged."""


class File(NamedTuple):
    """One input file. What it holds is read through `contents`, which knows where that is.

    `source` is its path relative to the argument that named it, with / between folders; where there are several, the
    path begins with the argument. `changed_ns` is when it last changed, in nanoseconds. `own_place` is empty where the
    source is a place inside of a target as well. Of a file that is packed in an archive, `path` and `source` are those
    of the archive, `!/`, and the path in it: there is nothing on the disk under such a path. `size` is that of what
    comes out, `changed_ns` that of the archive. Of an object in a store `path` is its address, and `changed_ns` a
    number that is another one for every version.
    """

    path: str
    source: str
    format: str
    size: int
    changed_ns: int
    own_place: str = ""
    member: Member | None = None
    packing: str = ""
    """The suffix of its compression, where its own does not tell."""

    @property
    def suffix(self) -> str:
        """The suffix that tells how it is compressed, in small letters."""
        return self.packing or os.path.splitext(self.path.lower())[1]

    @property
    def outermost(self) -> File:
        """The file that is packed in none: this one, or the archive in which it is, on the disk or in a store."""
        archive = self.member.archive if self.member else None
        return archive.outermost if archive else self

    @property
    def place(self) -> str:
        """The path of its copy in a target: below it, and that of no other file."""
        return self.own_place or self.source


class ReadError(NamedTuple):
    """One row of the frame `read errors`."""

    kind: str
    detail: str
    source: str
    article: str | None = None
    record: int | None = None
    line: int | None = None
    byte: int | None = None


class Raw(NamedTuple):
    """The exact bytes of one record: a text file (decompressed), or a JSON line with its line end.

    `record` is null for a text file and for a blank line.
    """

    source: str
    record: int | None
    data: bytes


@dataclass(frozen=True)
class Reading:
    """What a shard held: `records` and `read_errors` as in `provenance.frames`. Every record is in one of them."""

    records: pl.DataFrame
    read_errors: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class Shard:
    """A part of the input that can be read alone; pickles. `read_errors` are those met while planning.

    The form of input decides what else it holds (see the subclasses); this one holds nothing but read errors.
    """

    fields: Fields
    number: int = 0
    read_errors: tuple[ReadError, ...] = ()

    @property
    def inputs(self) -> tuple[File, ...]:
        """The files that are read."""
        return ()

    @property
    def size(self) -> int:
        """About how many bytes are read."""
        return 0

    @property
    def input_bytes(self) -> float:
        """How many bytes of its files, as they lie on the disk, it is made of."""
        return sum(file.size for file in self.inputs)

    @property
    def articles(self) -> int:
        """How many articles there are at most."""
        return 0

    def names(self) -> tuple[str, ...]:
        """Return names of fields that records have."""
        return ()

    def has(self, name: str) -> bool:  # noqa: ARG002 - records of containers have fields
        """Tell whether a record has a field."""
        return False

    def samples(self) -> Iterator[Mapping[str, object]]:
        """Yield records under their own names, as many as are at hand without reading the shard."""
        return iter(())

    def each(self) -> Iterator[Shard]:
        """Yield the shards that it was put together from, in the order of the input."""
        yield self

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the shard. Pure; never raises for what is wrong with the data."""
        return RECORDS.empty(), []

    @classmethod
    def parse_together(cls, shards: Sequence[Shard]) -> Iterator[tuple[pl.DataFrame, list[ReadError]]]:
        """Read shards of this class that have the same fields: one after another, or at once where that is quicker."""
        return (shard.parse() for shard in shards)

    def raw(self) -> Iterator[Raw]:
        """Yield the bytes of each record, sound or broken, in the order of the input."""
        return iter(())


@dataclass(frozen=True, kw_only=True)
class PartOfFile(Shard):
    """A part of one file."""

    file: File

    @property
    def inputs(self) -> tuple[File, ...]:
        """The file."""
        return (self.file,)


def framed(read_errors: list[ReadError]) -> pl.DataFrame:
    """Return read errors as the frame `read errors`."""
    if not read_errors:
        return READ_ERRORS.empty()
    schema = {name: READ_ERRORS.schema[name] for name in ReadError._fields}
    return READ_ERRORS.conform(pl.DataFrame(read_errors, schema=schema, orient="row"))
