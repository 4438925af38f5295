"""The import gate: every record of the input goes to exactly one side, as it came.

What passes is written to one folder, what does not to another, under the same relative paths: text files byte for
byte, JSON lines verbatim, Parquet rows with all their columns; a file that goes to one side whole is copied as it is.
Beside what is set aside stand its reasons (`findings.parquet`, joined by `article`). Both folders are made beside
their places and take their names when all is written, so a run that is killed leaves what was there before.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from provenance import dividing, readers
from provenance.errors import UsageError
from provenance.pieces import ROW_GROUP, Pieces
from provenance.readers import File
from provenance.run import Run
from provenance.verdict import failing

MANIFEST = "provenance-gate.json"
REASONS = ("findings", "troubles")
_RECORD = ("source", "record")
ACCEPTED, QUARANTINE, UNREADABLE = dividing.ACCEPTED, dividing.QUARANTINE, dividing.UNREADABLE


@dataclass(frozen=True, slots=True)
class Sides:
    """The two folders."""

    accepted: Path
    quarantine: Path

    def each(self) -> dict[str, Path]:
        """Return the folders by side."""
        return {ACCEPTED: self.accepted, QUARANTINE: self.quarantine}


@dataclass(frozen=True, kw_only=True)
class Division:
    """How many records the input had, and where they went; the unreadable ones stay where they are.

    Files that the policy excludes are no input: how many there are is told beside.
    """

    records: int
    accepted: int
    quarantined: int
    unreadable: int
    excluded: int

    @property
    def sentence(self) -> str:
        """The counts in a sentence."""
        return (
            f"{self.records:,} records: {self.accepted:,} accepted, {self.quarantined:,} quarantined, "
            f"{self.unreadable:,} unreadable" + (f"; {self.excluded:,} files excluded" if self.excluded else "")
        )


def prepare(
    accepted: Path | None, quarantine: Path | None, paths: Sequence[str | Path], exclude: Sequence[str] = ()
) -> Sides | None:
    """Return the two folders, cleared of what a broken run has left; None if none is asked for.

    Raises UsageError, before any work is done, if only one is named, if one holds something that no gate has written,
    or if `paths` cannot be divided into them: standard input, two files of the same name, folders inside each other.
    """
    if accepted is None and quarantine is None:
        return None
    if accepted is None or quarantine is None:
        message = "--accepted and --quarantine go together, and name two folders"
        raise UsageError(message)
    sides = Sides(*(side.resolve() if side.is_symlink() else side for side in (accepted, quarantine)))
    _refuse_nested(sides, paths)
    _refuse_files(readers.listing(paths, exclude).files)
    for folder in sides.each().values():
        _recover(folder)
        _refuse_foreign(folder)
    return sides


def divide(run: Run, paths: Sequence[str | Path], sides: Sides) -> Division:
    """Write every record of `paths` to its side, according to the findings of `run`, and return the counts.

    Raises UsageError if the input has changed since it was checked, or a folder cannot be written.
    """
    stages = {side: _beside(folder, "staging") for side, folder in sides.each().items()}
    try:
        for stage in stages.values():
            stage.mkdir(parents=True)
        listing = readers.listing(paths, run.policy.exclude)
        division = _counted(dividing.copy(listing, run.policy.fields, passing(run), stages), listing.excluded)
        _write_reasons(run, stages[QUARANTINE])
        for side, stage in stages.items():
            told = {"side": side, **asdict(division), "command": run.record.command}
            (stage / MANIFEST).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        for side, folder in sides.each().items():
            _swap(stages[side], folder)
    except OSError as error:
        message = f"{error.filename or sides.accepted}: cannot write it: {error.strerror or error}"
        raise UsageError(message) from error
    finally:
        for stage in stages.values():
            shutil.rmtree(stage, ignore_errors=True)
    return division


def passing(run: Run) -> dict[str, set[int | None]]:
    """Return the records without a finding that fails the gate: their numbers (null for a text file) by source."""
    passed = run.counted.frame(_RECORD).join(_failed(run), on=_RECORD, how="anti", nulls_equal=True)
    return {str(source): set(rows["record"]) for (source,), rows in passed.group_by("source")}


def _failed(run: Run) -> pl.DataFrame:
    """Return the records with a finding that fails the gate: `source, record`."""
    needed = (*_RECORD, "status", "severity", "code")
    return pl.concat(
        failing(piece.filter(status="new"), run.policy).select(_RECORD).unique()
        for piece in chain(run.found.each(needed), run.subsumed.each(needed))
    )


def _counted(counts: Mapping[str, int], excluded: int) -> Division:
    accepted, quarantined, unreadable = (counts.get(side, 0) for side in (ACCEPTED, QUARANTINE, UNREADABLE))
    records = accepted + quarantined + unreadable
    return Division(
        records=records, accepted=accepted, quarantined=quarantined, unreadable=unreadable, excluded=excluded
    )


def _write_reasons(run: Run, stage: Path) -> None:
    """Write all that counts against the records set aside, grave or not, and what could not be read."""
    kept = run.counted.frame(_RECORD).join(_failed(run), on=_RECORD, how="anti", nulls_equal=True)
    reasons = Pieces()
    for piece in chain(run.found, run.subsumed):
        of_file = piece.filter((pl.col("status") == "new") & pl.col("source").is_not_null())
        reasons.add(of_file.join(kept, on=_RECORD, how="anti", nulls_equal=True, maintain_order="left"))
    for name, frame in zip(REASONS, (reasons.scan(), run.troubles.lazy()), strict=True):
        frame.sink_parquet(stage / f"{name}.parquet", row_group_size=ROW_GROUP)


def _refuse_nested(sides: Sides, paths: Sequence[str | Path]) -> None:
    accepted, quarantine = (folder.resolve() for folder in sides.each().values())
    if accepted.is_relative_to(quarantine) or quarantine.is_relative_to(accepted):
        message = f"{sides.accepted} and {sides.quarantine} lie in each other; name two folders side by side"
        raise UsageError(message)
    for folder in (accepted, quarantine):
        for path in map(Path, paths):
            if folder.is_relative_to(path.resolve()) or path.resolve().is_relative_to(folder):
                message = f"{folder.name}: lies inside the input, or the input in it; name a folder outside of it"
                raise UsageError(message)


def _refuse_files(files: Sequence[File]) -> None:
    if any(file.form == "stdin" for file in files):
        message = "standard input cannot be divided: it can be read only once"
        raise UsageError(message)
    ours = {MANIFEST, *(f"{name}.parquet" for name in REASONS)}
    for source, count in Counter(file.source for file in files).items():
        if count > 1:
            message = f"two inputs are both called {source}; name a folder that holds them both"
            raise UsageError(message)
        if source in ours:
            message = f"an input is called {source}, as a file that the gate writes is; put it into a folder of its own"
            raise UsageError(message)


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder}: holds something that no gate has written; name a new or empty folder"
        raise UsageError(message)
    if not os.access(folder.absolute().parent, os.W_OK):
        message = f"{folder}: cannot write there: its folder does not exist or is not writable"
        raise UsageError(message)


def _beside(folder: Path, word: str) -> Path:
    return folder.absolute().with_name(f".{folder.name}.{word}")


def _recover(folder: Path) -> None:
    """Put back what a killed run had moved away, and clear its beginnings."""
    old = _beside(folder, "old")
    if old.exists() and not folder.exists():
        old.replace(folder)
    for rest in (old, _beside(folder, "staging")):
        shutil.rmtree(rest, ignore_errors=True)


def _swap(stage: Path, folder: Path) -> None:
    old = _beside(folder, "old")
    if folder.exists():
        folder.replace(old)
    stage.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
