"""The second reading of an input, for the gate: bytes copied to two sides, nothing changed.

Of each file a copy of one's own is taken first, held against the digests that the check knows, and then given to its
side: as it is where all its records go there, else record by record. What cannot be read goes nowhere and is counted.
Where articles are handed on in their normalised form, only what is set aside is copied.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

import polars as pl

from provenance import formats
from provenance.errors import UsageError
from provenance.formats import File, snapshots
from provenance.formats.streams import mark_of, opened_for_writing
from provenance.gate import file_names
from provenance.gate.ledger import ACCEPTED, QUARANTINE, Ledger, Placement, Row, own_id, row_digests
from provenance.gate.normalised import Normalised
from provenance.storage import parquet
from provenance.storage.names import as_path
from provenance.storage.spill import ROW_GROUP
from provenance.storage.targets import Mode, Target

SIDES = (ACCEPTED, QUARANTINE)
UNREADABLE, KNOWN, WITHOUT_ARTICLE, LATE = "unreadable", "known", "without article", "late"
_NUMBER = "provenance number of the row"  # a column of no corpus
_BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


class Judged(NamedTuple):
    """What the check knows of a record: its digest, its id, and whether it passes."""

    sha256: str
    article: str
    passed: bool


class Verdicts:
    """What the check knows of the records of each file; `judged` has a row a record, `troubles` tell of the others."""

    def __init__(self, judged: pl.DataFrame, troubles: pl.DataFrame) -> None:
        """Take `judged` (`source, record, sha256, article, passed`) and frames.TROUBLES."""
        self.judged = judged
        self._judged = judged.sort("source", "record", nulls_last=True)
        runs = self._judged.select(pl.col("source").rle()).unnest("source")
        starts = runs["len"].cum_sum() - runs["len"]
        self._places = dict(zip(runs["value"], zip(starts, runs["len"], strict=True), strict=True))
        self._unread = set(troubles.select("source", "record").iter_rows())
        self._textless = set(troubles.filter(pl.col("record").is_null(), kind="no-text")["source"])
        self._troubled = set(troubles["source"])

    def knows(self, source: str) -> bool:
        """Tell whether the check has met a file."""
        return source in self._places or source in self._troubled

    def sources(self) -> set[str]:
        """Return the files of which records were judged."""
        return set(self._places)

    def of(self, source: str) -> dict[int | None, Judged]:
        """Return what is known of the records of a file."""
        start, length = self._places.get(source, (0, 0))
        rows = self._judged.slice(start, length).select("record", "sha256", "article", "passed")
        return {record: Judged(*rest) for record, *rest in rows.iter_rows()}

    def is_unread(self, source: str, record: int | None) -> bool:
        """Tell whether the check has met a record, and could not read it, and said so of this one."""
        return (source, record) in self._unread

    def is_textless(self, source: str) -> bool:
        """Tell whether the check has said of a file as a whole that its records have no text."""
        return source in self._textless


class Clash(NamedTuple):
    """A record that is set aside because one of the same id, with other bytes, has been accepted before."""

    article: str
    source: str
    record: int | None


class Copier:
    """Gives the records of files to the sides of a target."""

    def __init__(
        self, target: Target, verdicts: Verdicts, ledger: Ledger, fields: Mapping[str, str],
        normalised: Normalised | None = None,
    ) -> None:  # fmt: skip
        """Copy to the stages of `target`, as `verdicts` and `ledger` say; what is accepted perhaps `normalised`."""
        self.counts: Counter[str] = Counter()
        self.clashes: list[Clash] = []
        self.ledger = ledger
        self.unread_aside: set[tuple[str, int | None]] = set()
        """Records that lie in quarantine, and that the check has met and could not read."""
        self._stages = {side: target.stage(side) for side in SIDES}
        self._target, self._verdicts, self._fields, self._normalised = target, verdicts, fields, normalised

    def copy(self, file: File) -> None:
        """Give every record of a file to its side. Raises UsageError if it is not as it was checked."""
        copy = snapshots.take(file, self._target.scratch(ACCEPTED))
        if copy is None:
            self.counts[UNREADABLE] += 1
            return
        contents = Contents(copy, self._verdicts, self._normalised.digests(file.source) if self._normalised else {})
        try:
            _DIVIDERS[file.form](self, contents)
        finally:
            Path(copy.path).unlink(missing_ok=True)

    def text(self, contents: Contents) -> None:
        """Give a text file to a side."""
        contents.take_up({None: snapshots.text_digest(contents.copy)})
        self._whole(contents, self._places(contents))

    def lines(self, contents: Contents) -> None:
        """Give each line to a side, or the file where all of them go to one."""
        read = list(self._digests(contents.copy))
        contents.take_up({record: digest for record, digest in read if record is not None})
        unreadable = sum(record is None for record, _ in read)
        self.counts[UNREADABLE] += unreadable
        places = self._places(contents)
        if unreadable or _are_mixed(places):
            self._split_lines(contents, places)
        else:
            self._whole(contents, places)

    def rows(self, contents: Contents) -> None:
        """Give each row to a side, or the file where all of them go to one."""
        height = 0
        try:
            rows = parquet.scan(contents.copy.path)
            height = rows.select(pl.len()).collect().item()
            judged: dict[int | None, str] = dict(self._judged_rows(contents.copy))
            parts = (rows.slice(first, ROW_GROUP).collect() for first in range(0, height, ROW_GROUP))
            digests = [digest for part in parts for digest in row_digests(part)]
        except _BROKEN:
            if height and not contents.any_passes:  # it can be set aside as it is
                contents.digests = {None: snapshots.text_digest(contents.copy)}
                self._whole(contents, self._places(contents), height)
            else:
                self.counts[UNREADABLE] += max(height, 1)
            return
        contents.take_up(dict(enumerate(digests)), judged)
        places = self._places(contents)
        if _are_mixed(places):
            self._split_rows(contents, places, rows)
        else:
            self._whole(contents, places)

    def _digests(self, copy: File) -> Iterator[tuple[int | None, str]]:
        """Yield the number and digest of each line; no number for a part that cannot be read."""
        for line in snapshots.lines(copy, self._fields):
            yield (None, "") if isinstance(line, snapshots.Unreadable) else (line.record, line.sha256)

    def _judged_rows(self, copy: File) -> Iterator[tuple[int, str]]:
        """Yield the number and digest of each row that the check would judge."""
        for shard in formats.plan(formats.Listing((copy,), (), {}), fields=self._fields):
            yield from formats.read(shard).records.select("record", "sha256").iter_rows()

    def _places(self, contents: Contents) -> dict[int | None, Placement]:
        return {
            record: self.ledger.place(
                contents.id_of(record), digest, contents.normalised.get(record), passed=contents.passes(record)
            )
            for record, digest in contents.digests.items()
        }

    def _is_copied(self, place: Placement) -> bool:
        """Tell whether the bytes of a record are written to its side."""
        return not place.known and not (self._normalised and place.side == ACCEPTED)

    def _hand_on(self, contents: Contents, places: Mapping[int | None, Placement]) -> dict[str, str]:
        """Write the accepted articles of a file in their normalised form; return the path by the side."""
        new = [record for record, place in places.items() if place.side == ACCEPTED and not place.known]
        if self._normalised is None or not new:
            return {}
        path, target = self._free(ACCEPTED, self._normalised.names.of(contents.copy.place))
        self._normalised.write(contents.source, new, target)
        return {ACCEPTED: path}

    def _whole(self, contents: Contents, places: Mapping[int | None, Placement], records: int | None = None) -> None:
        """Give a file to the side of all its records; one that has none is set aside."""
        if not places:
            contents.digests, records = {None: snapshots.text_digest(contents.copy)}, 0
            places = self._places(contents)
        place = next(iter(places.values()))
        paths = {place.side: contents.copy.place} | self._hand_on(contents, places)
        if self._is_copied(place):
            paths[place.side], target = self._free(place.side, contents.copy.place)
            shutil.move(contents.copy.path, target)
        self._note(contents, places, paths)
        if records is not None:  # that of the file as such counts for so many
            more = records - len(places)
            self.counts.update({place.side: more, WITHOUT_ARTICLE: more, KNOWN: more * place.known})

    def _split_lines(self, contents: Contents, places: Mapping[int | None, Placement]) -> None:
        paths = self._hand_on(contents, places)
        with ExitStack() as stack:
            opened: dict[str, IO[bytes]] = {}
            for line in snapshots.lines(contents.copy, self._fields):
                if isinstance(line, snapshots.Unreadable) or not self._is_copied(places[line.record]):
                    continue
                side = places[line.record].side
                if side not in opened:
                    paths[side], target = self._free(side, contents.copy.place)
                    opened[side] = stack.enter_context(opened_for_writing(target, target.suffix.lower()))
                    opened[side].write(mark_of(contents.copy.path)[0])
                opened[side].writelines(line.parts)
        self._note(contents, places, paths)

    def _split_rows(self, contents: Contents, places: Mapping[int | None, Placement], rows: pl.LazyFrame) -> None:
        paths = self._hand_on(contents, places)
        for side in SIDES:
            numbers = [number for number, place in places.items() if place.side == side and self._is_copied(place)]
            if numbers:
                paths[side], target = self._free(side, contents.copy.place)
                here = pl.col(_NUMBER).is_in(pl.Series(numbers, dtype=pl.UInt32).implode())
                kept = rows.with_row_index(_NUMBER).filter(here).drop(_NUMBER)
                parquet.write(kept, target, ROW_GROUP)
        self._note(contents, places, paths)

    def _free(self, side: str, place: str) -> tuple[str, Path]:
        """Return the path of a new file on a side, which bears the name of the run if its own is taken; its stage."""
        path = place
        if self._target.mode is Mode.APPEND and os.path.lexists(self._target.folders[side] / as_path(place)):
            path = file_names.by_run(place, self._target.run)
        target = self._stages[side] / as_path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        return path, target

    def _note(self, contents: Contents, places: Mapping[int | None, Placement], paths: Mapping[str, str]) -> None:
        """Count the records of a file, and write the new ones down."""
        self.counts.update(place.side for place in places.values())
        self.counts[KNOWN] += sum(place.known for place in places.values())
        self.counts[WITHOUT_ARTICLE] += len(places.keys() - contents.judged.keys())
        self.unread_aside |= {
            (contents.source, record)
            for record, place in places.items()
            if place.side == QUARANTINE and contents.is_unread(record)
        }
        new = {record: place for record, place in places.items() if not place.known}
        self.ledger.add(
            Row(place.side, contents.id_of(record), digest, paths[place.side])
            for record, place in new.items()
            for digest in contents.known_by(record, place.side)
        )
        self.clashes += [
            Clash(contents.judged[record].article, contents.source, record)
            for record, place in places.items()
            if place.clashes
        ]


class Contents:
    """The records of a copied file, and what the check knows of them."""

    def __init__(self, copy: File, verdicts: Verdicts, normalised: Mapping[int | None, str]) -> None:
        """Look up what is known of the file; `normalised` are the digests of its articles in that form, if any."""
        self.copy, self.source, self.normalised = copy, copy.source, normalised
        self.judged = verdicts.of(copy.source)
        self.digests: dict[int | None, str] = {}
        self._verdicts = verdicts

    @property
    def any_passes(self) -> bool:
        """Whether a record of the file passes."""
        return any(judged.passed for judged in self.judged.values())

    def take_up(self, digests: dict[int | None, str], judged: Mapping[int | None, str] | None = None) -> None:
        """Take the digests of all records, and those that the check goes by where these are others.

        Raises UsageError if a record is not what was judged.
        """
        self.digests = digests
        found = digests if judged is None else judged
        for record, digest in found.items():
            known = self.judged.get(record)
            met = self._verdicts.is_unread(self.source, record) or self._verdicts.is_textless(self.source)
            if known.sha256 != digest if known else not met:
                self._refuse(record)
        for record in self.judged.keys() - found.keys():
            self._refuse(record)

    def id_of(self, record: int | None) -> str | None:
        """Return the id by which a record is known."""
        known = self.judged.get(record)
        if known is None:
            return self.source if record is None else None
        return own_id(known.article, self.source, record)

    def known_by(self, record: int | None, side: str) -> Iterator[str]:
        """Yield the digests by which a record on a side is known tomorrow."""
        yield self.digests[record]
        if side == ACCEPTED and record in self.normalised:
            yield self.normalised[record]

    def passes(self, record: int | None) -> bool:
        """Tell whether a record passes."""
        known = self.judged.get(record)
        return known is not None and known.passed

    def is_unread(self, record: int | None) -> bool:
        """Tell whether the check has met a record, and could not read it; none of a container is the file as such."""
        of_record = record is not None or self.copy.form == "text"
        return of_record and self._verdicts.is_unread(self.source, record)

    def _refuse(self, record: int | None) -> NoReturn:
        known = self.judged.get(record)
        article = known.article if known else self.source if record is None else f"{self.source}#{record}"
        of = "" if article == self.source else f" (in {self.source})"
        message = f"{article}{of}: has changed since it was checked; run again"
        raise UsageError(message)


def _are_mixed(places: Mapping[int | None, Placement]) -> bool:
    """Tell whether the records of a file do not all go to one side, or some are there already."""
    return len({(place.side, place.known) for place in places.values()}) > 1


_DIVIDERS = {"text": Copier.text, "jsonl": Copier.lines, "parquet": Copier.rows}
