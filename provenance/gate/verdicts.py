"""What the check knows of each record: its digest, its id, and whether it passes. In memory is one file at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import polars as pl

from provenance.gate.by_file import RECORD, ByFile, InOrder
from provenance.gate.ledger import own_id
from provenance.policy.verdict import failing
from provenance.runs.run import Run
from provenance.storage.spill import Spilled

_KNOWN = ("sha256", "article")


class Judged(NamedTuple):
    """What the check knows of a record."""

    record: int | None
    sha256: str
    article: str
    passed: bool


class Records:
    """A set of records, a byte for each: of a corpus of any size it is small."""

    def __init__(self) -> None:
        """Begin with none."""
        self._files: dict[str, bytearray] = defaultdict(bytearray)
        self._single: set[str] = set()

    def add(self, source: str, record: int | None) -> None:
        """Take up a record."""
        if record is None:
            self._single.add(source)
            return
        flags = self._files[source]
        if record >= len(flags):
            flags.extend(bytes(record + 1 - len(flags)))
        flags[record] = 1

    def update(self, rows: Iterable[tuple[str, int | None]]) -> None:
        """Take up several."""
        for source, record in rows:
            self.add(source, record)

    def __contains__(self, row: tuple[str, int | None]) -> bool:
        """Tell whether a record is one of them."""
        source, record = row
        if record is None:
            return source in self._single
        flags = self._files.get(source, b"")
        return record < len(flags) and bool(flags[record])

    def mask(self, frame: pl.DataFrame) -> pl.Series:
        """Tell of each row of a frame whether its `source` and `record` are one of them."""
        return pl.Series([row in self for row in frame.select(RECORD).iter_rows()], dtype=pl.Boolean)


class Verdicts:
    """What the check knows of the records of each file."""

    def __init__(self, run: Run) -> None:
        """Look up which records were judged, and which of them have a finding that fails the gate."""
        self.judged, self.failed = Records(), Records()
        for chunk in run.counted.each(RECORD):
            self.judged.update(chunk.iter_rows())
        needed = (*RECORD, "status", "severity", "code")
        for chunk in chain(run.found.each(needed), run.subsumed.each(needed)):
            failed = failing(chunk.filter(pl.col("source").is_not_null(), status="new"), run.policy)
            self.failed.update(failed.select(RECORD).unique().iter_rows())
        self._counted: Spilled = run.counted
        self._judged = ByFile(run.counted.each(RECORD), self._read)
        self._unread = set(run.read_errors.select(RECORD).iter_rows())
        self._textless = set(run.read_errors.filter(pl.col("record").is_null(), kind="no-text")["source"])
        self._with_errors = set(run.read_errors["source"])

    def knows(self, source: str) -> bool:
        """Tell whether the check has met a file."""
        return source in self._judged or source in self._with_errors

    @property
    def sources(self) -> Iterable[str]:
        """The files of which records were judged."""
        return self._judged.sources

    def of(self, source: str) -> Iterator[pl.DataFrame]:
        """Yield what is known of the records of a file, in their order, in frames: the fields of `Judged`."""
        return (chunk.select(Judged._fields) for chunk in self._judged.of(source))

    def any_passes(self, source: str) -> bool:
        """Tell whether a record of a file passes."""
        return any(chunk["passed"].any() for chunk in self.of(source))

    def in_order(self, source: str) -> InOrder:
        """Return what is known of the records of a file, to be asked for one after another."""
        return InOrder(self.of(source))

    def ids(self) -> Iterator[pl.Series]:
        """Yield the ids by which the records are known tomorrow as well, and the files that could not be read."""
        for chunk in self._counted.each(("article", *RECORD)):
            rows = chunk.select("article", *RECORD).iter_rows()
            yield pl.Series([own_id(*row) for row in rows], dtype=pl.String)
        yield pl.Series(sorted(self._with_errors - {None}), dtype=pl.String)

    def is_unread(self, source: str, record: int | None) -> bool:
        """Tell whether the check has met a record, and could not read it, and said so of this one."""
        return (source, record) in self._unread

    def is_textless(self, source: str) -> bool:
        """Tell whether the check has said of a file as a whole that its records have no text."""
        return source in self._textless

    def _read(self, number: int) -> pl.DataFrame:
        chunk = self._counted.chunk(number, (*RECORD, *_KNOWN))
        return chunk.with_columns(passed=~self.failed.mask(chunk))
