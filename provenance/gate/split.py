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
from pathlib import Path
from typing import NamedTuple, NoReturn

import polars as pl

from provenance import formats
from provenance.errors import UsageError
from provenance.formats import File, snapshots
from provenance.formats.base import Format
from provenance.formats.streams import content_digest
from provenance.gate import file_names
from provenance.gate.ledger import ACCEPTED, QUARANTINE, Ledger, Placement, Row, own_id
from provenance.gate.normalised import Normalised
from provenance.storage.names import as_path
from provenance.storage.targets import Mode, Target

SIDES = (ACCEPTED, QUARANTINE)
UNREADABLE, KNOWN, WITHOUT_ARTICLE, LATE = "unreadable", "known", "without article", "late"
_BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


class Judged(NamedTuple):
    """What the check knows of a record: its digest, its id, and whether it passes."""

    sha256: str
    article: str
    passed: bool


class Verdicts:
    """What the check knows of the records of each file; `judged` has a row a record, read errors tell of the rest."""

    def __init__(self, judged: pl.DataFrame, read_errors: pl.DataFrame) -> None:
        """Take `judged` (`source, record, sha256, article, passed`) and frames.READ_ERRORS."""
        self.judged = judged
        self._judged = judged.sort("source", "record", nulls_last=True)
        runs = self._judged.select(pl.col("source").rle()).unnest("source")
        starts = runs["len"].cum_sum() - runs["len"]
        self._places = dict(zip(runs["value"], zip(starts, runs["len"], strict=True), strict=True))
        self._unread = set(read_errors.select("source", "record").iter_rows())
        self._textless = set(read_errors.filter(pl.col("record").is_null(), kind="no-text")["source"])
        self._with_errors = set(read_errors["source"])

    def knows(self, source: str) -> bool:
        """Tell whether the check has met a file."""
        return source in self._places or source in self._with_errors

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
            self._divide(contents, formats.declared()[file.format])
        finally:
            Path(copy.path).unlink(missing_ok=True)

    def _divide(self, contents: Contents, format_: Format) -> None:
        """Give each record to a side, or the file where all of them go to one."""
        found = format_.digests(contents.copy, self._fields)
        if found.damaged is not None:
            self._set_aside(contents, found.damaged)
            return
        contents.take_up(found.records, found.judged)
        self.counts[UNREADABLE] += found.unreadable
        placements = self._places(contents)
        if found.unreadable or _are_mixed(placements):
            self._split(contents, format_, placements)
        else:
            self._whole(contents, placements)

    def _set_aside(self, contents: Contents, records: int) -> None:
        """Set a file aside as it is, of which the records cannot be told apart, unless one of them has passed."""
        if records and not contents.any_passes:
            contents.digests = {None: content_digest(contents.copy.path)}
            self._whole(contents, self._places(contents), records)
        else:
            self.counts[UNREADABLE] += max(records, 1)

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

    def _hand_on(self, contents: Contents, placements: Mapping[int | None, Placement]) -> dict[str, str]:
        """Write the accepted articles of a file in their normalised form; return the path by the side."""
        new = [record for record, place in placements.items() if place.side == ACCEPTED and not place.known]
        if self._normalised is None or not new:
            return {}
        path, target = self._free(ACCEPTED, self._normalised.names.of(contents.copy.place))
        self._normalised.write(contents.source, new, target)
        return {ACCEPTED: path}

    def _whole(
        self, contents: Contents, placements: Mapping[int | None, Placement], records: int | None = None
    ) -> None:
        """Give a file to the side of all its records; one that has none is set aside."""
        if not placements:
            contents.digests, records = {None: content_digest(contents.copy.path)}, 0
            placements = self._places(contents)
        place = next(iter(placements.values()))
        paths = {place.side: contents.copy.place} | self._hand_on(contents, placements)
        if self._is_copied(place):
            paths[place.side], target = self._free(place.side, contents.copy.place)
            shutil.move(contents.copy.path, target)
        self._note(contents, placements, paths)
        if records is not None:  # that of the file as such counts for so many
            more = records - len(placements)
            self.counts.update({place.side: more, WITHOUT_ARTICLE: more, KNOWN: more * place.known})

    def _split(self, contents: Contents, format_: Format, placements: Mapping[int | None, Placement]) -> None:
        """Write the records that are new to the files of their sides."""
        paths = self._hand_on(contents, placements)

        def place(side: str) -> Path:
            paths[side], target = self._free(side, contents.copy.place)
            return target

        side_of = {record: each.side for record, each in placements.items() if self._is_copied(each)}
        format_.split(contents.copy, self._fields, side_of, place)
        self._note(contents, placements, paths)

    def _free(self, side: str, place: str) -> tuple[str, Path]:
        """Return the path of a new file on a side, which bears the name of the run if its own is taken; its stage."""
        path = place
        if self._target.mode is Mode.APPEND and os.path.lexists(self._target.folders[side] / as_path(place)):
            path = file_names.by_run(place, self._target.run)
        target = self._stages[side] / as_path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        return path, target

    def _note(self, contents: Contents, placements: Mapping[int | None, Placement], paths: Mapping[str, str]) -> None:
        """Count the records of a file, and write the new ones down."""
        self.counts.update(place.side for place in placements.values())
        self.counts[KNOWN] += sum(place.known for place in placements.values())
        self.counts[WITHOUT_ARTICLE] += len(placements.keys() - contents.judged.keys())
        self.unread_aside |= {
            (contents.source, record)
            for record, place in placements.items()
            if place.side == QUARANTINE and contents.is_unread(record)
        }
        new = {record: place for record, place in placements.items() if not place.known}
        self.ledger.add(
            Row(place.side, contents.id_of(record), digest, paths[place.side])
            for record, place in new.items()
            for digest in contents.known_by(record, place.side)
        )
        self.clashes += [
            Clash(contents.judged[record].article, contents.source, record)
            for record, place in placements.items()
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
        of_record = record is not None or formats.declared()[self.copy.format].one_record
        return of_record and self._verdicts.is_unread(self.source, record)

    def _refuse(self, record: int | None) -> NoReturn:
        known = self.judged.get(record)
        article = known.article if known else self.source if record is None else f"{self.source}#{record}"
        of = "" if article == self.source else f" (in {self.source})"
        message = f"{article}{of}: has changed since it was checked; run again"
        raise UsageError(message)


def _are_mixed(placements: Mapping[int | None, Placement]) -> bool:
    """Tell whether the records of a file do not all go to one side, or some are there already."""
    return len({(place.side, place.known) for place in placements.values()}) > 1
