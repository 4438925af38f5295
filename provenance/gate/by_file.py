"""Rows of a whole corpus, found again by the file that they come from: in memory are a few chunks, never all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import polars as pl

NEAR = 4
"""Chunks that are held at once: files and chunks come in nearly the same order."""
RECORD = ("source", "record")


class _Place(NamedTuple):
    """Where rows of a file stand: their first record, the number of the chunk, the first row in it, how many rows."""

    record: int | None
    chunk: int
    start: int
    rows: int


class ByFile:
    """Where the rows of each file stand in numbered chunks. A chunk holds a range of the records of a file."""

    def __init__(self, chunks: Iterable[pl.DataFrame], read: Callable[[int], pl.DataFrame]) -> None:
        """Take `source` and `record` of the chunks in their order, and what reads one by its number."""
        self._places: dict[str, list[_Place]] = defaultdict(list)
        for number, chunk in enumerate(chunks):
            of_file = chunk.select(*RECORD, run=pl.col("source").rle_id()).group_by("run", maintain_order=True)
            start = 0
            for _, source, record, rows in of_file.agg(
                pl.col("source").first(), pl.col("record").min(), pl.len()
            ).iter_rows():
                self._places[source].append(_Place(record, number, start, rows))
                start += rows
        for places in self._places.values():
            places.sort(key=lambda place: (_order(place.record), place.chunk, place.start))
        self._read = lru_cache(NEAR)(read)

    @property
    def sources(self) -> Iterable[str]:
        """The files of which there are rows."""
        return self._places.keys()

    def __contains__(self, source: str) -> bool:
        """Tell whether there are rows of a file."""
        return source in self._places

    def of(self, source: str) -> Iterator[pl.DataFrame]:
        """Yield the rows of a file by their records, a chunk at a time."""
        for place in self._places.get(source, ()):
            yield self._read(place.chunk).slice(place.start, place.rows).sort("record")


class InOrder:
    """Rows that begin with the number of a record, asked for record after record."""

    def __init__(self, frames: Iterable[pl.DataFrame]) -> None:
        """Take rows in the order of their records."""
        self._rows: Iterator[tuple[Any, ...]] = chain.from_iterable(frame.iter_rows() for frame in frames)
        self._next = next(self._rows, None)

    def of(self, record: int | None) -> tuple[Any, ...] | None:
        """Take the row of a record, if it is the next one."""
        row = self._next
        if row is None or row[0] != record:
            return None
        self._next = next(self._rows, None)
        return row

    def before(self, record: int | None) -> Iterator[tuple[Any, ...]]:
        """Take the rows that come before a record."""
        while self._next is not None and _order(self._next[0]) < _order(record):
            yield self.of(self._next[0]) or ()

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """Take all that are left."""
        while self._next is not None:
            yield self.of(self._next[0]) or ()


def _order(record: int | None) -> int:
    """Return a number by which the one record that a file is comes before all others."""
    return -1 if record is None else record
