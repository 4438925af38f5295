"""The import gate: every record of the input goes to exactly one side, as it came.

What passes is written to one folder, what does not to another, under the same relative paths: text files byte for
byte, JSON lines verbatim, Parquet rows with all their columns. Beside what is set aside stand its reasons
(`findings.parquet`, joined by `article`). Both folders are made beside their places and take their names when all is
written, so a run that is killed leaves what was there before.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import IO

import polars as pl

from provenance import readers
from provenance.errors import UsageError
from provenance.readers import File
from provenance.readers.streams import chunks, opened_for_writing
from provenance.run import Run
from provenance.verdict import failing

MANIFEST = "provenance-gate.json"
REASONS = ("findings", "troubles")
ACCEPTED, QUARANTINE = "accepted", "quarantine"
C = pl.col


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
    """How many records the input had, and where they went; the unreadable ones stay where they are."""

    records: int
    accepted: int
    quarantined: int
    unreadable: int

    @property
    def sentence(self) -> str:
        """The counts in a sentence."""
        return "{records:,} records: {accepted:,} accepted, {quarantined:,} quarantined, {unreadable:,} unreadable".format(
            **asdict(self)
        )


def prepare(accepted: Path | None, quarantine: Path | None) -> Sides | None:
    """Return the two folders, cleared of what a broken run has left; None if none is asked for.

    Raises UsageError if only one is named, or one holds something that no gate has written.
    """
    if accepted is None and quarantine is None:
        return None
    if accepted is None or quarantine is None or accepted.absolute() == quarantine.absolute():
        message = "--accepted and --quarantine go together, and name two folders"
        raise UsageError(message)
    sides = Sides(accepted, quarantine)
    for folder in sides.each().values():
        _recover(folder)
        if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
            message = f"{folder}: holds something that no gate has written; name a new or empty folder"
            raise UsageError(message)
        if not os.access(folder.absolute().parent, os.W_OK):
            message = f"{folder}: cannot write there: its folder does not exist or is not writable"
            raise UsageError(message)
    return sides


def divide(run: Run, paths: Sequence[str | Path], sides: Sides) -> Division:
    """Write every record of `paths` to its side, according to the findings of `run`, and return the counts.

    Raises UsageError if the input cannot be divided (standard input, two files of the same name, folders inside the
    input), or has changed since it was checked.
    """
    listing = readers.listing(paths)
    _refuse(listing.files, paths, sides)
    stages = {side: _beside(folder, "staging") for side, folder in sides.each().items()}
    for stage in stages.values():
        stage.mkdir(parents=True)
    writer = _Writer(run, stages)
    counts = writer.write(listing)
    if counts[ACCEPTED] != sum(map(len, writer.passed.values())):
        message = "the input has changed since it was checked; run again"
        raise UsageError(message)
    counted = {side: counts[side] for side in stages} | {"unreadable": counts["unreadable"]}
    division = Division(
        records=sum(counted.values()), accepted=counted[ACCEPTED], quarantined=counted[QUARANTINE],
        unreadable=counted["unreadable"],
    )  # fmt: skip
    _write_reasons(run, stages[QUARANTINE])
    for side, folder in sides.each().items():
        told = {"side": side, **asdict(division), "command": run.record.command}
        (stages[side] / MANIFEST).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        _swap(stages[side], folder)
    return division


class _Writer:
    """The second reading of the input: bytes copied, nothing parsed."""

    def __init__(self, run: Run, stages: Mapping[str, Path]) -> None:
        self.stages = stages
        self.fields = run.policy.fields
        failed = failing(run.findings.filter(status="new"), run.policy).select("source", "record").unique()
        passed = run.summary.select("source", "record").join(failed, on=["source", "record"], how="anti", nulls_equal=True)
        self.passed = {source: set(rows["record"]) for (source,), rows in passed.group_by("source")}

    def write(self, listing: readers.Listing) -> Counter[str]:
        counts = Counter(unreadable=len(listing.troubles))
        for file in listing.files:
            writer = {"text": self._text, "jsonl": self._lines, "parquet": self._rows}[file.form]
            counts.update(writer(file))
        return counts

    def _side(self, source: str, record: int | None) -> str:
        return ACCEPTED if record in self.passed.get(source, ()) else QUARANTINE

    def _target(self, side: str, source: str) -> Path:
        target = self.stages[side] / source
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _text(self, file: File) -> Iterator[str]:
        side = self._side(file.source, None)
        try:
            shutil.copyfile(file.path, self._target(side, file.source))
        except OSError:
            yield "unreadable"
        else:
            yield side

    def _lines(self, file: File) -> Iterator[str]:
        with ExitStack() as stack:
            open_: dict[str, IO[bytes]] = {}
            for shard in readers.plan(readers.Listing((file,), (), {}), fields=self.fields):
                yield from ("unreadable" for trouble in shard.troubles if trouble.kind == "unreadable")
                lost = (trouble for trouble in shard.troubles if trouble.kind == "oversized")
                raws = chain(shard.raw(), (readers.Raw(file.source, t.record, b"") for t in lost))
                for raw in raws:
                    if raw.record is None:
                        continue
                    side = self._side(file.source, raw.record)
                    if side not in open_:
                        open_[side] = self._opened(stack, side, file.source)
                    for part in [raw.data] if raw.data else _line_at(file, shard.troubles[0].byte or 0):
                        open_[side].write(part)
                    yield side

    def _opened(self, stack: ExitStack, side: str, source: str) -> IO[bytes]:
        target = self._target(side, source)
        return stack.enter_context(opened_for_writing(target, target.suffix))

    def _rows(self, file: File) -> Iterator[str]:
        passed = self.passed.get(file.source, set())
        rows = pl.scan_parquet(file.path, glob=False)
        try:
            height = rows.select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError):
            yield "unreadable"
            return
        for side, kept in ((ACCEPTED, passed), (QUARANTINE, set(range(height)) - passed)):
            if kept:
                numbers = pl.Series(sorted(kept), dtype=pl.UInt32)
                chosen = rows.with_row_index("__row").filter(C("__row").is_in(numbers.implode())).drop("__row")
                chosen.sink_parquet(self._target(side, file.source))
            yield from (side for _ in kept)


def _line_at(file: File, byte: int) -> Iterator[bytes]:
    """Yield a line that is too long to be held, in pieces."""
    start = 0
    for chunk in chunks(file.path):
        end = start + len(chunk)
        if end > byte:
            part = chunk[max(0, byte - start) :]
            line, newline, _ = part.partition(b"\n")
            yield line + newline
            if newline:
                return
        start = end


def _refuse(files: Sequence[File], paths: Sequence[str | Path], sides: Sides) -> None:
    twice = [source for source, count in Counter(file.source for file in files).items() if count > 1]
    if twice:
        message = f"two inputs are both called {twice[0]}; name a folder that holds them both"
        raise UsageError(message)
    if any(file.form == "stdin" for file in files):
        message = "standard input cannot be divided: it can be read only once"
        raise UsageError(message)
    inputs = [Path(path).resolve() for path in paths]
    for folder in sides.each().values():
        if any(folder.resolve().is_relative_to(path) for path in inputs):
            message = f"{folder}: lies inside the input; name a folder outside of it"
            raise UsageError(message)


def _write_reasons(run: Run, stage: Path) -> None:
    counting = run.findings.filter(status="new")
    failed = failing(counting, run.policy)["article"].unique()
    reasons = counting.filter(C("article").is_in(failed.implode()) | C("code").str.starts_with("INP"))
    for name, frame in zip(REASONS, (reasons, run.troubles), strict=True):
        frame.write_parquet(stage / f"{name}.parquet")


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
