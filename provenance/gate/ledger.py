"""What earlier runs of the import gate have let in or set aside, record by record: nothing is imported twice.

A record is known by its id, a text file by its path; one that has neither (a JSON line without an id, a line that could
not be read) by its bytes alone. A record whose file has been taken away is no longer there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance.errors import UsageError
from provenance.storage import parquet
from provenance.storage.names import as_path
from provenance.storage.spill import ROW_GROUP, Spilled
from provenance.storage.targets import Target

ACCEPTED, QUARANTINE = "accepted", "quarantine"
FOLDER = ".provenance/records"
SCHEMA = pl.Schema({"side": pl.String(), "article": pl.String(), "digest": pl.String(), "path": pl.String()})
_BATCH = 50_000


class Row(NamedTuple):
    """A record: its side, its id (null where only its bytes tell it from others), their digest, and its file there.

    One that is handed on in its normalised form has two rows: the digest of that stands in the second one.
    """

    side: str
    article: str | None
    digest: str
    path: str


class Placement(NamedTuple):
    """Where a record goes; `known`: it is there already, `clashes`: another one of the same id has been accepted."""

    side: str
    known: bool = False
    clashes: bool = False


class Ledger:
    """The records that are there, and those that come to them."""

    def __init__(self, earlier: pl.LazyFrame, folders: Mapping[str, Path], incoming: pl.Series) -> None:
        """Take up, of the `earlier` rows, those that concern the `incoming` ids, and those without one."""
        self._named: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._nameless: set[tuple[str, str]] = set()
        ids = incoming.drop_nulls().unique()
        concerned = pl.col("article").is_null() | pl.col("article").is_in(ids.implode())
        exists: dict[tuple[str, str], bool] = {}
        for side, article, digest, path in earlier.filter(concerned).collect().iter_rows():
            if exists.setdefault((side, path), (folders[side] / as_path(path)).exists()):
                (self._nameless if article is None else self._named[article]).add((side, digest))
        self._rows: list[Row] = []
        self._pieces = Spilled()
        self._pieces.add(SCHEMA.to_frame())

    @classmethod
    def of(cls, target: Target, incoming: pl.Series) -> Ledger:
        """Return the ledger of a target. Raises UsageError if it is damaged."""
        places = [target.home / FOLDER / f"{run}.parquet" for run in target.kept.names]
        try:
            earlier = parquet.scan_all(places) if places else SCHEMA.to_frame().lazy()
            return cls(earlier, target.folders, incoming)
        except (OSError, pl.exceptions.PolarsError) as error:
            message = f"{target.home / FOLDER}: the records of earlier runs cannot be read: {error}"
            raise UsageError(message) from error

    def place(self, article: str | None, digest: str, normalised: str | None = None, *, passed: bool) -> Placement:
        """Say where a record goes: a known one nowhere, one that clashes with an accepted one to quarantine.

        One that passes is known by the `digest` of its bytes and, where there is one, by that of its normalised form.
        """
        there = self._nameless if article is None else self._named.get(article, set())
        if passed and not there.isdisjoint({(ACCEPTED, digest), (ACCEPTED, normalised)}):
            return Placement(ACCEPTED, known=True)
        clashes = passed and article is not None and any(side == ACCEPTED for side, _ in there)
        side = ACCEPTED if passed and not clashes else QUARANTINE
        return Placement(side, known=(side, digest) in there and side == QUARANTINE, clashes=clashes)

    def add(self, rows: Iterable[Row]) -> None:
        """Note records that have been placed."""
        self._rows += rows
        if len(self._rows) >= _BATCH:
            self._spill()

    def write(self, path: Path) -> None:
        """Write down what has been noted."""
        self._spill()
        path.parent.mkdir(parents=True, exist_ok=True)
        parquet.write(self._pieces.scan(), path, ROW_GROUP)

    def _spill(self) -> None:
        if self._rows:
            self._pieces.add(pl.DataFrame(self._rows, schema=SCHEMA, orient="row"))
            self._rows = []


def own_id(article: str, source: str, record: int | None) -> str | None:
    """Return the id by which a record is known tomorrow as well; none if only its place in the file gives it one."""
    return None if record is not None and article.endswith(f"{source}#{record}") else article
