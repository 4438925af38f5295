"""Parquet: one article a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import polars as pl

from provenance.formats import moments
from provenance.formats.base import Digest, Format, IndivisibleError
from provenance.formats.fields import Fields
from provenance.formats.parquet import rewriting
from provenance.formats.parquet.rows import BROKEN, plan
from provenance.formats.rewriting import Repairs, Rewritten
from provenance.formats.shards import File, Shard
from provenance.storage import parquet
from provenance.storage.spill import ROW_GROUP, Spilled

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

    def digests(self, copy: File, fields: Mapping[str, str]) -> Iterator[Digest]:
        """Yield each row: the digest of all that stands there, and that of its text."""
        height = 0
        try:
            with parquet.guarded():
                height = parquet.scan(copy.path).select(pl.len()).collect().item()
            yield from _digests(copy, Fields.of(fields), height)
        except BROKEN as error:
            raise IndivisibleError(height) from error

    def split(
        self,
        copy: File,
        fields: Mapping[str, str],  # noqa: ARG002 - rows are found by their numbers
        side_of: Mapping[int | None, str],
        path_of: Callable[[str], Path],
    ) -> None:
        """Write the rows of each side, with all their columns."""
        rows = parquet.scan(copy.path)
        sides: dict[str, Spilled] = {}
        for first in range(0, rows.select(pl.len()).collect().item(), ROW_GROUP):
            part = rows.slice(first, ROW_GROUP).collect()
            of_rows = pl.Series([side_of.get(number) for number in range(first, first + part.height)], dtype=pl.String)
            for side in of_rows.drop_nulls().unique(maintain_order=True):
                sides.setdefault(side, Spilled()).add(part.filter(of_rows == side))
        for side, chunks in sides.items():  # few rows of a part would hold all of it in memory until they are written
            parquet.write(chunks.scan(), path_of(side), chunks.row_group())

    def rewrite(self, file: File, part: Path, repairs: Repairs, fields: Fields) -> Rewritten:
        """Write the rows, those that were repaired with other texts and fields."""
        return rewriting.rewrite(file, part, repairs, fields)


def _digests(copy: File, fields: Fields, height: int) -> Iterator[Digest]:
    """Yield the rows of a file; `checked` is null where the check would not judge one."""
    judged = _judged_rows(copy, fields)
    checked: dict[int, str] = {}
    last = -1
    for first in range(0, height, ROW_GROUP):
        with parquet.guarded():
            rows = parquet.scan(copy.path).slice(first, ROW_GROUP).collect()
            while last < first + rows.height - 1 and (known := next(judged, None)):
                checked |= known
                last = max(known)
        for record, digest in enumerate(row_digests(rows), first):
            yield Digest(record, digest, checked.pop(record, None))


def _judged_rows(copy: File, fields: Fields) -> Iterator[dict[int, str]]:
    """Yield the number and digest of each row that the check would judge, a shard at a time."""
    for shard in plan(copy, fields, shard_bytes=_JUDGED_BYTES, shard_articles=ROW_GROUP):
        found = dict(shard.parse()[0].select("record", "sha256").iter_rows())
        if found:
            yield found


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
