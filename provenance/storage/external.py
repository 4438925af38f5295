"""Rows sorted and brought together on disk: in memory are a partition and the rows that wait, never all.

Sorting is by distribution: the rows are divided at splitters that a sample of them gives, and each part is sorted by
itself (Knuth, The Art of Computer Programming, volume 3, 5.4; DeWitt, Naughton and Schneider, 1991).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import polars as pl

from provenance.storage.spill import Spilled

PARTITION = 50_000
"""Rows of a partition, about: they are held at once."""
SAMPLED = 500
"""Of so many rows in their order one is looked at for where to divide: a partition is off by few in a hundred."""
_BATCH = 20_000
_TURN, _PART, _CUT = "provenance turn", "provenance part", "provenance cut"  # columns of no frame
C = pl.col


class Divided:
    """Rows in numbered partitions; those of a partition stay in their order."""

    def __init__(self, frames: Iterable[pl.DataFrame], part: pl.Expr, number: int) -> None:
        """Write all rows.

        Args:
            frames: Frames with the same columns; there must be one, which may be empty.
            part: The partition of a row, of any whole number the rest after division by `number`; rows without are
                left out.
            number: How many partitions there are.
        """
        self._spilled, self._chunks = Spilled(), list[list[int]]([] for _ in range(number))
        for rows in _heaped(frames):
            if not self._spilled.places:
                self._spilled.add(rows.clear())
            marked = rows.with_columns((part % number).alias(_PART)).drop_nulls(_PART)
            for (place,), own in marked.partition_by(
                _PART, include_key=False, as_dict=True, maintain_order=True
            ).items():
                self._chunks[int(str(place))].append(len(self._spilled.places))
                self._spilled.add(own)

    def part(self, number: int) -> pl.DataFrame:
        """Return the rows of a partition."""
        return pl.concat((self._spilled.chunk(chunk) for chunk in [0, *self._chunks[number]]), rechunk=True)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Yield the partitions one after another."""
        return map(self.part, range(len(self._chunks)))


def enough(rows: int) -> int:
    """Return the number of partitions for so many rows."""
    return max(1, -(-rows // PARTITION))


def paired(sides: Mapping[str, Iterable[pl.DataFrame]], key: pl.Expr, rows: int) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield what several tables have under some keys, a partition of the keys at a time.

    Args:
        sides: The tables by name, in frames of which there must be one a table.
        key: A string, which every table has.
        rows: How many rows the longest table has, about.

    Yields:
        The rows of each table, in their order, whose keys are in the partition: all rows of a key, or none.
    """
    number = enough(rows)
    divided = {name: Divided(frames, key.fill_null("").hash(0), number) for name, frames in sides.items()}
    for parts in zip(*divided.values(), strict=True):
        yield dict(zip(divided, parts, strict=True))


def in_order(frames: Iterable[pl.DataFrame], by: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Yield all rows in the order of some columns, nulls last; equal ones stay in their order.

    Args:
        frames: Frames with the same columns.
        by: The columns.
    """
    keys, sorted_, samples, turn = [*by, _TURN], Spilled(), [], 0
    for frame in _heaped(frames):
        chunk = frame.with_row_index(_TURN, turn).sort(keys, nulls_last=True)
        samples.append(chunk.select(keys).gather_every(SAMPLED, SAMPLED // 2))
        sorted_.add(chunk)
        turn += chunk.height
    if turn <= PARTITION:
        yield from (chunk.drop(_TURN) for chunk in sorted_)
        return
    splitters = pl.concat(samples).sort(keys, nulls_last=True).gather_every(max(1, PARTITION // SAMPLED))
    spilled, parts = Spilled(), list[list[int]]([] for _ in range(splitters.height + 1))
    for chunk in sorted_:
        for part, rows in enumerate(_cut(chunk, splitters, keys)):
            if rows.height:
                parts[part].append(len(spilled.places))
                spilled.add(rows)
    for chunks in filter(None, parts):
        yield pl.concat(map(spilled.chunk, chunks)).sort(keys, nulls_last=True).drop(_TURN)


def batches(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield the rows of a lazy frame in frames of some thousand, the first of which is empty."""
    yield pl.DataFrame(schema=frame.collect_schema())
    yield from frame.collect_batches(chunk_size=_BATCH)


def slices(frames: Iterable[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """Yield the rows of all frames in frames of `size` rows, the last of which may have fewer; where one is, one."""
    waiting: list[pl.DataFrame] = []
    number, yielded = 0, False
    for frame in frames:
        waiting.append(frame)
        number += frame.height
        if number >= size:
            rows = pl.concat(waiting)
            cut, yielded = number - number % size, True
            yield from (rows.slice(start, size) for start in range(0, cut, size))
            waiting, number = [rows.slice(cut)], number - cut
    if number or (waiting and not yielded):
        yield pl.concat(waiting)


def turned(frames: Iterable[pl.DataFrame], name: str) -> Iterator[pl.DataFrame]:
    """Yield frames with the number of each row among those of all."""
    start = 0
    for frame in frames:
        yield frame.with_row_index(name, start)
        start += frame.height


def _cut(chunk: pl.DataFrame, splitters: pl.DataFrame, keys: list[str]) -> Iterator[pl.DataFrame]:
    """Yield the parts of a chunk that is in order, one more than there are splitters."""
    rows = (each.select(*keys, pl.lit(value=cut).alias(_CUT)) for cut, each in enumerate((chunk, splitters)))
    marked = pl.concat(rows)
    cuts = marked.sort([*keys, _CUT], nulls_last=True)[_CUT].cast(pl.Boolean).arg_true()
    bounds = [0, *(cut - number for number, cut in enumerate(cuts)), chunk.height]
    return (chunk.slice(start, stop - start) for start, stop in pairwise(bounds))


def _heaped(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield the rows in frames of about a partition; where there is a frame, at least one."""
    waiting: list[pl.DataFrame] = []
    number = 0
    for frame in frames:
        waiting.append(frame)
        number += frame.height
        if number >= PARTITION:
            yield pl.concat(waiting)
            waiting, number = [], 0
    if waiting:
        yield pl.concat(waiting)
