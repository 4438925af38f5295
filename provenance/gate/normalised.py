"""Articles handed on in their normalised form, in place of the records as they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance.errors import UsageError
from provenance.formats.parquet import row_digests
from provenance.frames import NORMALISED
from provenance.gate.file_names import Unique
from provenance.runs import fact_tables
from provenance.runs.run import Run
from provenance.storage import parquet
from provenance.storage.spill import ROW_GROUP, Spilled

NEAR = 4
"""Shards whose articles are held at once: files and shards come in nearly the same order."""
_OF_ORIGINAL = ("article", "sha256")
"""What tells where an article comes from, not what it is: the name by which it is known anyway, and its bytes."""


class CopyFormat(StrEnum):
    """How what is accepted is handed on."""

    original = "original"
    jsonl = "jsonl"
    parquet = "parquet"


class _Place(NamedTuple):
    """Where articles of a file stand: the number of the part, the first row in it, and how many there are."""

    part: int
    start: int
    rows: int


class Normalised:
    """The normalised articles of a run, by the file that they come from."""

    def __init__(self, folder: Path, copy_format: CopyFormat, places: Iterable[str]) -> None:
        """Find them in the parts of the frames of facts that the run has written to `folder`.

        `places` are the paths that the files would have there as they came.
        """
        self.copy_format = copy_format
        self._articles, self._normalised = (fact_tables.parts(folder, name) for name in ("articles", "normalised"))
        self._places: dict[str, list[_Place]] = defaultdict(list)
        for number, part in enumerate(self._articles):
            start = 0
            runs = parquet.scan(part).select(pl.col("source").rle()).collect().unnest("source")
            for rows, source in runs.iter_rows():
                self._places[source].append(_Place(number, start, rows))
                start += rows
        self.names = Unique(places, f".{copy_format}")
        self._part = lru_cache(NEAR)(self._read)

    @classmethod
    def of(cls, run: Run, copy_format: CopyFormat, places: Iterable[str]) -> Normalised | None:
        """Return those of a run, None where the originals are wanted. Raises UsageError if it has written no frames."""
        if copy_format is CopyFormat.original:
            return None
        if run.frames is None:
            message = f"articles are handed on as {copy_format} only by a run that writes the frames of facts"
            raise UsageError(message)
        return cls(run.frames, copy_format, places)

    def digests(self, source: str) -> dict[int | None, str]:
        """Return, by the number of the record, a digest of each article of a file: of all that it says."""
        found: dict[int | None, str] = {}
        for frame in self._of(source):
            digests = row_digests(frame.drop("record", *_OF_ORIGINAL))
            found |= {record: f"normalised {digest}" for record, digest in zip(frame["record"], digests, strict=True)}
        return found

    def write(self, source: str, records: Collection[int | None], target: Path) -> None:
        """Write the articles of a file that stand in these records, in their order."""
        wanted = pl.Series(list(records), dtype=pl.Int64).implode()
        kept = (
            frame.filter(pl.col("record").is_in(wanted, nulls_equal=True)).drop("record") for frame in self._of(source)
        )
        if self.copy_format is CopyFormat.jsonl:
            with target.open("wb") as opened:
                for frame in kept:
                    frame.write_ndjson(opened)
            return
        chunks = Spilled()
        for frame in kept:
            chunks.add(frame)
        parquet.write(chunks.scan(), target, ROW_GROUP)

    def _of(self, source: str) -> Iterator[pl.DataFrame]:
        """Yield the articles of a file, a part at a time: frames.NORMALISED and `record`."""
        return (self._part(place.part).slice(place.start, place.rows) for place in self._places[source])

    def _read(self, number: int) -> pl.DataFrame:
        """Return a part; both frames have a row an article, in the same order."""
        records = parquet.scan(self._articles[number]).select("record").collect()
        return parquet.read(self._normalised[number]).select(NORMALISED.schema.names()).hstack(records)
