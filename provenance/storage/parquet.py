"""Parquet files wherever they lie: Polars takes paths in UTF-8 only, and keeps to itself why a disk refuses the end."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import IO

import polars as pl
from polars.io.plugins import register_io_source

from provenance.storage import parquet_footer
from provenance.storage.native_output import held_back

_HIDDEN = "transport error"
"""What Thrift, in which the end of a Parquet file is written, makes of whatever the system says."""


def guarded() -> AbstractContextManager[None]:
    """Return a block in which files of others are read: what Polars prints of a panic that it raises is dropped."""
    return held_back(pl.exceptions.PanicException)


def scan(place: str | Path) -> pl.LazyFrame:
    """Return a Parquet file as a lazy frame, whatever its name. Raises OSError or PolarsError if it is none."""
    if _is_utf8(place):
        return pl.scan_parquet(place, glob=False, hive_partitioning=False)
    with Path(place).open("rb") as stream:  # Polars holds the file open for as long as it reads
        return pl.scan_parquet(stream, glob=False, hive_partitioning=False)


def scan_all(places: Sequence[Path]) -> pl.LazyFrame:
    """Return Parquet files with the same columns, one after another; there must be one."""
    if all(map(_is_utf8, places)):
        return pl.scan_parquet(list(places), glob=False, hive_partitioning=False)
    return register_io_source(partial(_each, places), schema=scan(places[0]).collect_schema(), is_pure=True)


def read(place: str | Path) -> pl.DataFrame:
    """Return a Parquet file as a frame, in memory of its own. Raises OSError or PolarsError if it is none."""
    with Path(place).open("rb") as stream:
        return pl.read_parquet(stream, glob=False, hive_partitioning=False, memory_map=False)


def chunks(place: str | Path, rows: int, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """Yield a Parquet file, or some columns of it, in frames of `rows` rows, at least one.

    Raises OSError or PolarsError if it is none.
    """
    frame = scan(place) if columns is None else scan(place).select(columns)
    height = frame.select(pl.len()).collect().item()
    for start in range(0, max(1, height), rows):
        yield frame.slice(start, rows).collect()


def row_groups(place: Path) -> list[tuple[int, int]]:
    """Return of each group of rows of a Parquet file how many it has, and their bytes unpacked."""
    with place.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - parquet_footer.TAIL))
        length = parquet_footer.length(stream.read()) or 0
        stream.seek(max(0, size - length))
        return parquet_footer.row_groups(stream.read(length))


def write(frame: pl.DataFrame | pl.LazyFrame, place: Path, row_group_size: int | None = None) -> None:
    """Write a frame; a lazy one is never held.

    Raises OSError, or a PolarsError that names the number of one, if the place cannot be written.
    """
    with place.open("wb") as target:
        try:
            if isinstance(frame, pl.LazyFrame):
                frame.sink_parquet(target, row_group_size=row_group_size)
            else:
                frame.write_parquet(target, row_group_size=row_group_size)
        except pl.exceptions.PolarsError as error:
            if _HIDDEN not in str(error):
                raise
            _ask(target)
            raise OSError(errno.EIO, os.strerror(errno.EIO)) from error


def _ask(target: IO[bytes]) -> None:
    """Raise OSError with what the system has against more bytes in this file."""
    target.seek(0, os.SEEK_END)
    target.write(bytes(1 << 16))
    target.flush()
    os.fsync(target.fileno())


def _each(
    places: Sequence[Path], columns: list[str] | None, wanted: pl.Expr | None, rows: int | None, _: int | None
) -> Iterator[pl.DataFrame]:
    """Yield what is wanted of files, one open at a time."""
    for place in places:
        frame = scan(place)
        frame = frame if columns is None else frame.select(columns)
        frame = frame if wanted is None else frame.filter(wanted)
        found = (frame if rows is None else frame.head(rows)).collect()
        rows = None if rows is None else rows - found.height
        yield found
        if rows == 0:
            return


def _is_utf8(place: str | Path) -> bool:
    try:
        os.fspath(place).encode()
    except UnicodeEncodeError:
        return False
    return True
