"""Parquet: one article a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import polars as pl

from provenance.formats import moments
from provenance.formats.base import Digests, Format
from provenance.formats.fields import Fields
from provenance.formats.parquet import rewriting
from provenance.formats.parquet.rows import BROKEN, plan
from provenance.formats.rewriting import Repairs, Rewritten
from provenance.formats.shards import File, Shard
from provenance.storage import parquet
from provenance.storage.spill import ROW_GROUP

_NUMBER = "provenance number of the row"  # a column of no corpus
_JUDGED_BYTES = 16 << 20


class ParquetFiles(Format):
    """One article a row."""

    name = "parquet"
    about = "Parquet, one article a row"
    suffixes = (".parquet",)
    compressible = False

    def begins(self, start: bytes) -> bool:
        """Tell whether the sign of the format stands there."""
        return start.startswith(b"PAR1")

    def plan(self, files: Sequence[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
        """Cut files into ranges of rows; see `plan`."""
        for file in files:
            yield from plan(file, fields, shard_bytes=shard_bytes, shard_articles=shard_articles)

    def digests(self, copy: File, fields: Mapping[str, str]) -> Digests:
        """Return the digest of each row as it stands there; the check goes by that of its text."""
        height = 0
        try:
            with parquet.guarded():
                rows = parquet.scan(copy.path)
                height = rows.select(pl.len()).collect().item()
                judged: dict[int | None, str] = dict(_judged_rows(copy, Fields.of(fields)))
                parts = (rows.slice(first, ROW_GROUP).collect() for first in range(0, height, ROW_GROUP))
                digests = [digest for part in parts for digest in row_digests(part)]
        except BROKEN:
            return Digests({}, damaged=height)
        return Digests(dict(enumerate(digests)), judged)

    def split(
        self,
        copy: File,
        fields: Mapping[str, str],  # noqa: ARG002 - rows are found by their numbers
        side_of: Mapping[int | None, str],
        path_of: Callable[[str], Path],
    ) -> None:
        """Write the rows of each side, with all their columns."""
        rows = parquet.scan(copy.path).with_row_index(_NUMBER)
        for side in dict.fromkeys(side_of.values()):
            numbers = [number for number, each in side_of.items() if each == side]
            here = pl.col(_NUMBER).is_in(pl.Series(numbers, dtype=pl.UInt32).implode())
            parquet.write(rows.filter(here).drop(_NUMBER), path_of(side), ROW_GROUP)

    def rewrite(self, file: File, part: Path, repairs: Repairs, fields: Fields) -> Rewritten:
        """Write the rows, those that were repaired with other texts and fields."""
        return rewriting.rewrite(file, part, repairs, fields)


def _judged_rows(copy: File, fields: Fields) -> Iterator[tuple[int, str]]:
    """Yield the number and digest of each row that the check would judge."""
    for shard in plan(copy, fields, shard_bytes=_JUDGED_BYTES, shard_articles=ROW_GROUP):
        yield from shard.parse()[0].select("record", "sha256").iter_rows()


def row_digests(frame: pl.DataFrame) -> Iterator[str]:
    """Yield the digest of each row, over all its columns in the order of their names."""
    columns = [_holdable(name, dtype) for name, dtype in sorted(frame.schema.items())]
    for row in frame.select(columns).iter_rows(named=True):
        yield sha256(repr(row).encode("utf-8", "surrogatepass")).hexdigest()


def _holdable(name: str, dtype: pl.DataType) -> pl.Expr:
    """Return a column with values that Python can hold: moments beyond its calendar, and durations, by their number."""
    column = pl.col(name)
    if isinstance(dtype, pl.Date | pl.Datetime):
        return moments.iso(column, dtype).alias(name)
    timed = any(word in str(dtype) for word in ("Date", "Duration"))
    return column.to_physical() if timed else column


FORMAT = ParquetFiles()
