"""The second reading of an input, for the gate: bytes copied to two sides, nothing changed.

Of each file a copy of one's own is taken first, held against the digests that the check knows, and then given to its
side: as it is where all its records go there, else record by record. What cannot be read goes nowhere and is counted.
Where articles are handed on in their normalised form, only what is set aside is copied.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from provenance import formats
from provenance.formats import File, snapshots
from provenance.formats.base import Digest, Format, IndivisibleError
from provenance.formats.streams import content_digest
from provenance.gate import file_names
from provenance.gate.by_file import InOrder
from provenance.gate.contents import KNOWN, UNREADABLE, WITHOUT_ARTICLE, Clash, Contents
from provenance.gate.ledger import ACCEPTED, QUARANTINE, Ledger, Row
from provenance.gate.normalised import Normalised
from provenance.gate.verdicts import Records, Verdicts
from provenance.storage.names import as_path
from provenance.storage.targets import Mode, Target

SIDES = (ACCEPTED, QUARANTINE)
LATE = "late"


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
        self.unread_aside = Records()
        """Records that lie in quarantine, and that the check has met and could not read."""
        self._stages = {side: target.stage(side) for side in SIDES}
        self._target, self._verdicts, self._fields, self._normalised = target, verdicts, fields, normalised

    def copy(self, file: File) -> None:
        """Give every record of a file to its side. Raises UsageError if it is not as it was checked."""
        copy = snapshots.take(file, self._target.scratch(ACCEPTED))
        if copy is None:
            self.counts[UNREADABLE] += 1
            return
        try:
            self._divide(copy, formats.declared()[file.format])
        finally:
            Path(copy.path).unlink(missing_ok=True)

    def _divide(self, copy: File, format_: Format) -> None:
        """Give each record to a side, or the file where all of them go to one."""
        of_articles = self._normalised.digests(copy.source) if self._normalised else InOrder(())
        contents, before = Contents(copy, self._verdicts, of_articles), self.ledger.mark()
        try:
            for digest in format_.digests(copy, self._fields):
                self._place(contents, digest)
        except IndivisibleError as error:
            self.ledger.go_back(before)
            self._set_damaged_aside(copy, error.records)
            return
        contents.refuse_missing()
        self._write(contents, format_)
        self.counts.update(contents.counts)
        self.clashes += contents.clashes
        self.unread_aside.update((copy.source, record) for record in contents.unread_aside)

    def _place(self, contents: Contents, digest: Digest | None) -> None:
        """Give a record its side, and write it down if it is new there."""
        if digest is None:
            contents.counts[UNREADABLE] += 1
            return
        record, judged = digest.record, contents.judged(digest)
        article, normalised = contents.id_of(record, judged), contents.normalised(record)
        place = self.ledger.place(article, digest.digest, normalised, passed=judged is not None and judged.passed)
        contents.place(record, judged, place)
        if place.known:
            return
        if place.side not in contents.paths:
            contents.paths[place.side] = self._path(place.side, contents.copy)
        path = contents.paths[place.side]
        self.ledger.add(Row(place.side, article, digest.digest, path))
        if normalised and place.side == ACCEPTED:
            self.ledger.add(Row(place.side, article, normalised, path))

    def _write(self, contents: Contents, format_: Format) -> None:
        """Write the records of a file that are new."""
        kinds = contents.side_of.kinds
        copied = contents.side_of.but_for(ACCEPTED) if self._normalised else contents.side_of
        if self._normalised and (ACCEPTED, False) in kinds:
            target = self._staged(ACCEPTED, contents.paths[ACCEPTED])
            self._normalised.write(contents.source, contents.side_of.but_for(QUARANTINE), target)
        if contents.counts[UNREADABLE] or len(kinds) > 1:
            format_.split(contents.copy, self._fields, copied, lambda side: self._staged(side, contents.paths[side]))
        elif not kinds:
            self._set_aside(contents.copy, 0)
        elif side := next(iter(copied.values()), None):
            shutil.move(contents.copy.path, self._staged(side, contents.paths[side]))

    def _set_damaged_aside(self, copy: File, records: int) -> None:
        """Set a file aside as it is, of which the records cannot be told apart, unless one of them has passed."""
        if records and not self._verdicts.any_passes(copy.source):
            self._set_aside(copy, records)
        else:
            self.counts[UNREADABLE] += max(records, 1)

    def _set_aside(self, copy: File, records: int) -> None:
        """Set a file aside as it is, which counts for so many records."""
        digest = content_digest(copy.path)
        place = self.ledger.place(copy.source, digest, passed=False)
        self.counts.update({place.side: records, WITHOUT_ARTICLE: records, KNOWN: records * place.known})
        if not place.known:
            path = self._path(place.side, copy)
            shutil.move(copy.path, self._staged(place.side, path))
            self.ledger.add(Row(place.side, copy.source, digest, path))

    def _path(self, side: str, copy: File) -> str:
        """Return the path of a new file on a side, which bears the name of the run if its own is taken."""
        handed_on = self._normalised if side == ACCEPTED else None
        path = handed_on.names.of(copy.place) if handed_on else copy.place
        if self._target.mode is Mode.APPEND and os.path.lexists(self._target.folders[side] / as_path(path)):
            return file_names.by_run(path, self._target.run)
        return path

    def _staged(self, side: str, path: str) -> Path:
        """Return where a file of a side is written, in a folder that is there."""
        target = self._stages[side] / as_path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        return target
