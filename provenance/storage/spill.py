"""Frames in chunks on disk: what a whole corpus leaves behind, in memory one chunk at a time.

What is small stays in memory: a temporary file for each of two dozen tables would be much of what a small check costs.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import chain
from threading import Lock
from typing import IO, NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

ROW_GROUP = 5_000
"""Rows of a row group of Parquet that is written, at most: as many as are held before they are."""
GROUP = 2 << 20
"""Bytes of a row group, about: of long articles it has fewer rows. Who writes or reads holds several groups."""
PACKED = 3
"""How much less a frame with texts weighs when it is packed, about."""
FEWEST = 100
"""Rows of a row group at least, however long they are: of very small groups Parquet makes large files."""
SMALL = 1_000
"""Rows up to which a chunk that is the only one with rows stays in memory. A second one would do so with all the texts
that it was cut out of, and a third: of them all, one shard is held at most."""
WAITING = 100_000
"""Rows that wait to be divided among partitions and written."""
_PARTITION = "provenance partition"  # a column of no frame


def row_group(rows: int, size: int, most: int = ROW_GROUP) -> int:
    """Return how many rows a row group of Parquet has: `most`, or fewer where so many rows weigh so many bytes."""
    return min(most, max(FEWEST, GROUP * rows // size)) if size else most


class Place(NamedTuple):
    """Where a chunk stands: in its file, in bytes, and how many rows it has; or the chunk itself."""

    start: int
    size: int
    height: int
    held: pl.DataFrame | None = None


class SharedFile:
    """An open file, closed when nobody reads from it any more. One thread at a time may move in it."""

    def __init__(self, file: IO[bytes]) -> None:
        """Take the file over."""
        self.file, self.lock = file, Lock()
        weakref.finalize(self, file.close)  # in a cycle the file itself could come to its end first, and complain


class SpillError(OSError):
    """A temporary file cannot be made, or not written."""


@contextmanager
def _of_temporary_file() -> Iterator[None]:
    """Name what the system says of a temporary file, so that it is not taken for one of the files that it serves."""
    try:
        yield
    except SpillError:
        raise
    except OSError as error:
        raise SpillError(error.errno, error.strerror, error.filename) from error


class Spilled:
    """A frame of any length, in chunks that are written once, in order, and read as often as is wanted.

    The file has no name, so nothing is left of it however the process ends. It is made when something is written.
    """

    def __init__(self, file: SharedFile | None = None, places: Iterable[Place] = ()) -> None:
        """Begin without a chunk, or take the chunks that stand in a file at `places`."""
        self._file = file
        self.places = list(places)

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Spilled:
        """Take a frame as the only chunk."""
        return cls.of_each([frame])

    @classmethod
    def of_each(cls, frames: Iterable[pl.DataFrame]) -> Spilled:
        """Take frames as chunks, one after another."""
        spilled = cls()
        for frame in frames:
            spilled.add(frame)
        return spilled

    def add(self, frame: pl.DataFrame) -> None:
        """Write one more chunk. All chunks have the columns of the first; a chunk may be empty."""
        if frame.is_empty():
            self.places.append(Place(0, 0, 0, frame.clear()))
        elif self._file is None and frame.height <= SMALL and not self.height:
            self.places.append(Place(0, 0, frame.height, frame))
        else:
            if self._file is None:
                self.places = [self._written(place.held) if place.held is not None else place for place in self.places]
            self.places.append(self._written(frame))

    def add_in_groups(self, frame: pl.DataFrame) -> None:
        """Write rows as chunks of the size of a row group: what reads a chunk of long texts holds it several times."""
        rows = row_group(frame.height, int(frame.estimated_size()), max(1, frame.height))
        for start in range(0, max(1, frame.height), rows):
            self.add(frame.slice(start, rows))

    def _written(self, frame: pl.DataFrame) -> Place:
        """Return where a chunk stands when it is written; an empty one is not."""
        if frame.is_empty():
            return Place(0, 0, 0, frame)
        data = _packed(frame)
        with _of_temporary_file():
            if self._file is None:
                self._file = SharedFile(tempfile.TemporaryFile(prefix="provenance-"))  # noqa: SIM115 - it closes it
            with self._file.lock:
                start = self._file.file.seek(0, 2)
                return Place(start, self._file.file.write(data), frame.height)

    @property
    def height(self) -> int:
        """How many rows all chunks have."""
        return sum(place.height for place in self.places)

    def row_group(self, most: int = ROW_GROUP) -> int:
        """Return how many rows a row group has, at most, where they are written as Parquet: see `row_group`."""
        return row_group(self.height, PACKED * sum(place.size for place in self.places), most)

    def data(self, place: Place) -> bytes:
        """Return the bytes of a chunk."""
        if place.held is not None:
            return _packed(place.held)
        assert self._file is not None  # noqa: S101 - where it is None all chunks are held
        with self._file.lock:
            self._file.file.seek(place.start)
            return self._file.file.read(place.size)

    def chunk(self, number: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return one chunk, or only some of its columns."""
        place, wanted = self.places[number], None if columns is None else list(columns)
        if place.held is not None:
            return place.held.clone() if wanted is None else place.held[wanted]
        return pl.read_ipc_stream(self.data(place), columns=wanted)

    def each(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield the chunks one after another, or only some of their columns."""
        return (self.chunk(number, columns) for number in range(len(self.places)))

    def scan(self) -> pl.LazyFrame:
        """Return the rows as a lazy frame that reads a chunk at a time; there must be a chunk."""
        if len(self.places) == 1 and self.places[0].held is not None:
            return self.chunk(0).lazy()

        def read(
            columns: list[str] | None, wanted: pl.Expr | None, rows: int | None, _: int | None
        ) -> Iterator[pl.DataFrame]:
            for chunk in self.each(columns):
                kept = chunk if wanted is None else chunk.filter(wanted)
                yield kept if rows is None else kept.head(rows)
                rows = None if rows is None else rows - kept.height
                if rows is not None and rows <= 0:
                    return

        return register_io_source(read, schema=self.chunk(0).schema, is_pure=True)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Yield the chunks one after another."""
        return self.each()

    def frame(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return all rows at once, or only some of their columns; there must be a chunk."""
        return pl.concat(self.each(columns), rechunk=True)


def _packed(frame: pl.DataFrame) -> bytes:
    """Return the bytes of a chunk: equal ones for equal chunks."""
    buffer = BytesIO()
    # As views, texts would take all that they were cut out of with them: a few rows of many weigh as much as all.
    frame.write_ipc_stream(buffer, compression="lz4", compat_level=pl.CompatLevel.oldest())
    return buffer.getvalue()


def partitions(
    frames: Iterable[pl.DataFrame], key: str, number: int, waiting_rows: int = WAITING
) -> Iterator[pl.DataFrame]:
    """Yield the rows of all frames in so many partitions, those of an equal key in one.

    More than one partition goes through a file without a name: in memory are a partition, and the rows that wait to be
    written, never all.
    """
    if number <= 1:
        listed = list(frames)
        yield from [pl.concat(listed, rechunk=True)] if listed else []
        return
    spilled, of_partition = Spilled(), list[list[int]]([] for _ in range(number))
    waiting: list[pl.DataFrame] = []
    for frame in chain(frames, [None]):
        if frame is not None:
            waiting.append(frame)
        if waiting and (frame is None or sum(each.height for each in waiting) >= waiting_rows):
            rows = pl.concat(waiting).with_columns((pl.col(key) % number).alias(_PARTITION))
            waiting = []
            for (part,), part_rows in rows.partition_by(_PARTITION, include_key=False, as_dict=True).items():
                of_partition[int(str(part))].append(len(spilled.places))
                spilled.add(part_rows)
    for chunks in of_partition:
        if chunks:
            yield pl.concat((spilled.chunk(chunk) for chunk in chunks), rechunk=True)
