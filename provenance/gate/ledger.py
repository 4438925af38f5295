"""What earlier runs of the import gate have let in or set aside, record by record: nothing is imported twice.

A record is known by its id, a text file by its path; one that has neither (a JSON line without an id, a line that could
not be read) by its bytes alone. A record whose file has been taken away is no longer there.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class Mark(NamedTuple):
    """How much a ledger had noted at one moment: chunks that are written, and rows that are held."""

    chunks: int
    rows: int


class Ledger:
    """The records that are there, and those that come to them."""

    def __init__(self, earlier: Iterable[pl.DataFrame], folders: Mapping[str, Path]) -> None:
        """Take up the `earlier` rows; they are looked up in a file without a name."""
        # One thread asks it; whichever thread collects what nobody holds any more may close it.
        self._there = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._there.close)
        self._there.execute("CREATE TABLE there (article TEXT, digest TEXT, side TEXT)")
        exists: dict[tuple[str, str], bool] = {}
        self._any = False
        for chunk in earlier:
            rows = [
                (article, digest, side)
                for side, article, digest, path in chunk.iter_rows()
                if exists.setdefault((side, path), (folders[side] / as_path(path)).exists())
            ]
            self._there.executemany("INSERT INTO there VALUES (?, ?, ?)", rows)
            self._any |= bool(rows)
        self._there.execute("CREATE INDEX by_article ON there (article)")
        self._there.execute("CREATE INDEX by_digest ON there (digest) WHERE article IS NULL")
        self._rows: list[Row] = []
        self._chunks = Spilled()
        self._chunks.add(SCHEMA.to_frame())

    @classmethod
    def of(cls, target: Target, incoming: Iterable[pl.Series]) -> Ledger:
        """Return the ledger of a target, with what concerns the `incoming` ids. Raises UsageError if it is damaged."""
        places = [target.home / FOLDER / f"{run}.parquet" for run in target.kept.names]
        try:
            return cls(_concerning(places, incoming) if places else (), target.folders)
        except (OSError, pl.exceptions.PolarsError) as error:
            message = f"{target.home / FOLDER}: the records of earlier runs cannot be read: {error}"
            raise UsageError(message) from error

    def place(self, article: str | None, digest: str, normalised: str | None = None, *, passed: bool) -> Placement:
        """Say where a record goes: a known one nowhere, one that clashes with an accepted one to quarantine.

        One that passes is known by the `digest` of its bytes and, where there is one, by that of its normalised form.
        """
        there = self._known(article, digest, normalised)
        if passed and not there.isdisjoint({(ACCEPTED, digest), (ACCEPTED, normalised)}):
            return Placement(ACCEPTED, known=True)
        clashes = passed and article is not None and any(side == ACCEPTED for side, _ in there)
        side = ACCEPTED if passed and not clashes else QUARANTINE
        return Placement(side, known=(side, digest) in there, clashes=clashes)

    def _known(self, article: str | None, digest: str, normalised: str | None) -> set[tuple[str, str]]:
        """Return what is there under an id, or without one under these digests: the side and the digest of each."""
        if not self._any:
            return set()
        if article is not None:
            return set(self._there.execute("SELECT side, digest FROM there WHERE article = ?", (article,)))
        without = "SELECT side, digest FROM there WHERE article IS NULL AND digest IN (?, ?)"
        return set(self._there.execute(without, (digest, normalised)))

    def add(self, row: Row) -> None:
        """Note a record that has been placed."""
        self._rows.append(row)
        if len(self._rows) >= _BATCH:
            self._spill()

    def mark(self) -> Mark:
        """Return how much has been noted."""
        return Mark(len(self._chunks.places), len(self._rows))

    def go_back(self, mark: Mark) -> None:
        """Forget what has been noted since."""
        if len(self._chunks.places) > mark.chunks:
            self._rows = [Row(*row) for row in self._chunks.chunk(mark.chunks).iter_rows()]
            del self._chunks.places[mark.chunks :]
        del self._rows[mark.rows :]

    def write(self, place: Path) -> None:
        """Write down what has been noted."""
        self._spill()
        place.parent.mkdir(parents=True, exist_ok=True)
        parquet.write(self._chunks.scan(), place, ROW_GROUP)

    def _spill(self) -> None:
        if self._rows:
            self._chunks.add(pl.DataFrame(self._rows, schema=SCHEMA, orient="row"))
            self._rows = []


def _concerning(places: Sequence[Path], incoming: Iterable[pl.Series]) -> Iterator[pl.DataFrame]:
    """Yield the rows of earlier runs with an id of the input, and those without one; a few others may be among them.

    Of each id eight bytes are held.
    """
    ids = pl.concat([series.drop_nulls().hash() for series in incoming]).unique().implode()
    concerned = pl.col("article").is_null() | pl.col("article").hash().is_in(ids)
    for place in places:
        yield from parquet.scan(place).filter(concerned).collect_batches()


def own_id(article: str, source: str, record: int | None) -> str | None:
    """Return the id by which a record is known tomorrow as well; none if only its place in the file gives it one."""
    return None if record is not None and article.endswith(f"{source}#{record}") else article
