"""Articles handed on in their normalised form, in place of the records as they came."""

from __future__ import annotations

from collections.abc import Container, Iterable
from enum import StrEnum
from pathlib import Path

import polars as pl

from provenance.errors import UsageError
from provenance.formats.parquet import row_digests
from provenance.frames import NORMALISED
from provenance.gate.by_file import RECORD, ByFile, InOrder
from provenance.gate.file_names import Unique
from provenance.runs import fact_tables
from provenance.runs.run import Run
from provenance.storage import parquet
from provenance.storage.spill import Spilled

_OF_ORIGINAL = ("article", "sha256")
"""What tells where an article comes from, not what it is: the name by which it is known anyway, and its bytes."""


class CopyFormat(StrEnum):
    """How what is accepted is handed on."""

    original = "original"
    jsonl = "jsonl"
    parquet = "parquet"


class Normalised:
    """The normalised articles of a run, by the file that they come from."""

    def __init__(self, folder: Path, copy_format: CopyFormat, places: Iterable[str]) -> None:
        """Find them in the parts of the frames of facts that the run has written to `folder`.

        `places` are the paths that the files would have there as they came.
        """
        self.copy_format = copy_format
        self._articles, self._normalised = (fact_tables.parts(folder, name) for name in ("articles", "normalised"))
        self._rows = ByFile((parquet.scan(part).select(RECORD).collect() for part in self._articles), self._read)
        self.names = Unique(places, f".{copy_format}")

    @classmethod
    def of(cls, run: Run, copy_format: CopyFormat, places: Iterable[str]) -> Normalised | None:
        """Return those of a run, None where the originals are wanted. Raises UsageError if it has written no frames."""
        if copy_format is CopyFormat.original:
            return None
        if run.frames is None:
            message = f"articles are handed on as {copy_format} only by a run that writes the frames of facts"
            raise UsageError(message)
        return cls(run.frames, copy_format, places)

    def digests(self, source: str) -> InOrder:
        """Return, record by record, a digest of each article of a file: of all that it says."""
        return InOrder(map(_digests, self._rows.of(source)))

    def write(self, source: str, records: Container[int | None], target: Path) -> None:
        """Write the articles of a file that stand in these records, in their order."""
        frames = self._rows.of(source)
        kept = (frame.filter([each in records for each in frame["record"]]).drop("record") for frame in frames)
        if self.copy_format is CopyFormat.jsonl:
            with target.open("wb") as opened:
                for frame in kept:
                    frame.write_ndjson(opened)
            return
        chunks = Spilled()
        for frame in kept:
            chunks.add(frame)
        parquet.write(chunks.scan(), target, chunks.row_group())

    def _read(self, number: int) -> pl.DataFrame:
        """Return a part, frames.NORMALISED and `record`; both frames have a row an article, in the same order."""
        records = parquet.scan(self._articles[number]).select("record").collect()
        return parquet.read(self._normalised[number]).select(NORMALISED.schema.names()).hstack(records)


def _digests(frame: pl.DataFrame) -> pl.DataFrame:
    digests = row_digests(frame.drop("record", *_OF_ORIGINAL))
    return frame.select("record").with_columns(digest=pl.Series([f"normalised {each}" for each in digests]))
