"""The import gate: every record of the input goes to exactly one side, as it came.

What passes is written to one folder, what does not to another, under the same relative paths: text files byte for
byte, JSON lines verbatim, Parquet rows with all their columns; a file that goes to one side whole is copied as it is.
Beside what is set aside stand its reasons (`findings.parquet`, joined by `article`). One manifest, in the folder of
what passes, names the files of both; see `targets` for how they are committed as one, and `ledger` for daily imports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Self

import polars as pl

from provenance import formats
from provenance.errors import UsageError
from provenance.formats import File
from provenance.frames import FINDINGS, TROUBLES
from provenance.gate.ledger import ACCEPTED, FOLDER, QUARANTINE, Ledger, own_id
from provenance.gate.split import KNOWN, UNREADABLE, Clash, Copier, Verdicts
from provenance.policy.verdict import by_suffix, failing, many
from provenance.rules.apply import NO_ARTICLES, apply_rules
from provenance.rules.fingerprints import fingerprint
from provenance.rules.registry import by_code
from provenance.runs.run import Run
from provenance.storage import parquet
from provenance.storage.atomic import writing
from provenance.storage.spill import ROW_GROUP, Pieces
from provenance.storage.targets import GATE, Mode, Target, claimed, refuse_overlap, run_id

MANIFEST = GATE.manifest
REASONS = ("findings", "troubles")
CLASH = "INP016"
_RECORD = ("source", "record")


@dataclass(frozen=True, kw_only=True)
class Division:
    """How many records the input had, and where they went; what could not be read stays where it is.

    A file that no reader knows counts as one. `known` of the records were there already, `clashing` ones have the id
    of another record that was accepted before. Beside stand the files that the policy excludes, and those that came
    only after the check: they are no input.
    """

    records: int
    accepted: int
    quarantined: int
    unreadable: int
    not_read: Mapping[str, int]
    known: int
    clashing: int
    excluded: int
    late: int

    @property
    def sentence(self) -> str:
        """The counts in a sentence."""
        told = (
            f"{many(self.records, 'record')}: {self.accepted:,} accepted, {self.quarantined:,} quarantined, "
            f"{self.unreadable:,} unreadable, {sum(self.not_read.values()):,} not read"
        )
        told += f" ({by_suffix(self.not_read)})" if self.not_read else ""
        of_them = {"were there already": self.known, "clash with an accepted record of the same id": self.clashing}
        told += "".join(f"; {number:,} of them {what}" for what, number in of_them.items() if number)
        told += f"; {many(self.excluded, 'file')} excluded" if self.excluded else ""
        return told + (f"; {many(self.late, 'file')} came after the check, for the next run" if self.late else "")


class Sides:
    """The two folders, claimed for one run."""

    def __init__(self, target: Target, stack: ExitStack, listing: formats.Listing) -> None:
        """Hold the claim of `target` until `stack` is closed; `listing` is the input as it is before the check."""
        self.target = target
        self.stamps = _stamps(listing.files)
        self._stack = stack

    def __enter__(self) -> Self:
        """Return the sides."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the folders back."""
        self.leave()

    def leave(self) -> None:
        """Give the folders back; what was not committed is gone."""
        self._stack.close()


def prepare(  # noqa: PLR0913 - options, each with a default
    accepted: Path | None,
    quarantine: Path | None,
    paths: Sequence[str | Path],
    exclude: Sequence[str] = (),
    *,
    mode: Mode = Mode.NEW,
    run: str | None = None,
    follow_links: bool = False,
) -> Sides | None:
    """Claim the two folders, finished or cleared of what a killed run has left; None if none is asked for.

    Raises UsageError, before any work is done, if only one is named, if one holds something that no gate has written
    or, by `mode`, what an earlier one has written, if another run writes there, or if `paths` cannot be divided into
    them: standard input, two files of the same name, folders inside each other.
    """
    if accepted is None and quarantine is None:
        if mode is not Mode.NEW:
            message = "--append and --replace need --accepted and --quarantine"
            raise UsageError(message)
        return None
    if accepted is None or quarantine is None:
        message = "--accepted and --quarantine go together, and name two folders"
        raise UsageError(message)
    folders = {ACCEPTED: accepted, QUARANTINE: quarantine}
    _refuse_nested(folders, paths)
    listing = formats.listing(paths, exclude, follow_links=follow_links)
    _refuse_files(listing.files)
    stack = ExitStack()
    target = stack.enter_context(claimed(folders, GATE, run or run_id(), mode))
    return Sides(target, stack, listing)


def divide(run: Run, paths: Sequence[str | Path], sides: Sides) -> Division:
    """Write every record of `paths` to its side, according to the findings of `run`, and return the counts.

    The sides are given back; an input without a record leaves them as they were, unless the policy allows for it.
    Raises UsageError, with both folders as they were, if the input has changed since it was checked, or if a folder
    cannot be written.
    """
    with sides, writing(sides.target.home):
        listing = formats.listing(paths, run.policy.exclude, follow_links=run.policy.follow_links)
        judged, unread = _judged(run), run.troubles.select(_RECORD)
        verdicts = Verdicts(judged, unread)
        files = [file for file in listing.files if verdicts.knows(file.source)]
        _refuse_vanished(verdicts, files)
        _refuse_changed(sides, files)
        ledger = Ledger.of(sides.target, pl.concat([_own_ids(judged), unread["source"]]))
        copier = Copier(sides.target, verdicts, ledger, run.policy.fields)
        copier.counts[UNREADABLE] += len(listing.troubles)
        for file in files:
            copier.copy(file)
        division = _counted(copier, listing, late=len(listing.files) - len(files))
        if division.accepted + division.quarantined or run.policy.allow_empty:
            _write_reasons(run, judged, copier.clashes, sides.target)
            ledger.write(sides.target.stage(ACCEPTED) / FOLDER / f"{sides.target.run}.parquet")
            sides.target.commit({"command": run.record.command, **asdict(division)})
    return division


def passing(run: Run) -> dict[str, set[int | None]]:
    """Return the records without a finding that fails the gate: their numbers (null for a text file) by source."""
    passed = _judged(run).filter("passed")
    return {str(source): set(rows["record"]) for (source,), rows in passed.group_by("source")}


def _judged(run: Run) -> pl.DataFrame:
    """Return what the check knows of each record: `source, record, sha256, article, passed`."""
    failed = _failed(run).with_columns(passed=pl.lit(value=False))
    records = run.counted.frame((*_RECORD, "sha256", "article"))
    return records.join(failed, on=_RECORD, how="left", nulls_equal=True).with_columns(
        pl.col("passed").fill_null(value=True)
    )


def _failed(run: Run) -> pl.DataFrame:
    """Return the records with a finding that fails the gate: `source, record`."""
    needed = (*_RECORD, "status", "severity", "code")
    return pl.concat(
        failing(piece.filter(status="new"), run.policy).select(_RECORD).unique()
        for piece in chain(run.found.each(needed), run.subsumed.each(needed))
    ).unique()


def _own_ids(judged: pl.DataFrame) -> pl.Series:
    rows = judged.select("article", "source", "record").iter_rows()
    return pl.Series([own_id(article, source, record) for article, source, record in rows], dtype=pl.String)


def _counted(copier: Copier, listing: formats.Listing, *, late: int) -> Division:
    accepted, quarantined, unreadable = (copier.counts[side] for side in (ACCEPTED, QUARANTINE, UNREADABLE))
    return Division(
        records=accepted + quarantined + unreadable + sum(listing.skipped.values()),
        accepted=accepted, quarantined=quarantined, unreadable=unreadable, not_read=listing.skipped,
        known=copier.counts[KNOWN], clashing=len(copier.clashes), excluded=listing.excluded, late=late,
    )  # fmt: skip


def _write_reasons(run: Run, judged: pl.DataFrame, clashes: Sequence[Clash], target: Target) -> None:
    """Write all that counts against the records set aside, grave or not, and what could not be read.

    What earlier runs have written stays before it; a column tells which run a row is of.
    """
    clashing = TROUBLES.conform(pl.DataFrame(_told(clashes), schema=TROUBLES.schema))
    kept = judged.filter("passed").join(clashing, on=_RECORD, how="anti", nulls_equal=True)
    reasons = Pieces()
    for piece in chain(run.found, run.subsumed):
        of_file = piece.filter((pl.col("status") == "new") & pl.col("source").is_not_null())
        reasons.add(of_file.join(kept, on=_RECORD, how="anti", nulls_equal=True, maintain_order="left"))
    reasons.add(_findings(clashing, run))
    troubles = pl.concat([run.troubles, clashing])
    for name, new, key in (("findings", reasons.scan(), ["fingerprint"]), ("troubles", troubles.lazy(), None)):
        _add_to_earlier(new, key or list(TROUBLES.schema), f"{name}.parquet", target)


def _add_to_earlier(new: pl.LazyFrame, key: Sequence[str], name: str, target: Target) -> None:
    """Write the rows of a run behind those of earlier ones, but for what these have said already."""
    frame = new.with_columns(run=pl.lit(target.run))
    earlier = target.folders[QUARANTINE] / name
    if target.kept.runs and earlier.is_file():
        old = parquet.scan(earlier)
        fresh = frame.join(old.select(key), on=key, how="anti", nulls_equal=True, maintain_order="left")
        frame = pl.concat([old, fresh], how="diagonal_relaxed")
    parquet.write(frame, target.stage(QUARANTINE) / name, ROW_GROUP)


def _told(clashes: Sequence[Clash]) -> Iterator[dict[str, object]]:
    for clash in clashes:
        detail = f"a record with the id {clash.article!r} and other bytes has been accepted before"
        yield {**clash._asdict(), "kind": "clash", "detail": detail}


def _findings(clashing: pl.DataFrame, run: Run) -> pl.DataFrame:
    rule = next((rule for rule in run.rules if rule.code == CLASH), by_code()[CLASH])
    found = fingerprint(apply_rules({"troubles": clashing}, [rule], NO_ARTICLES)).with_columns(status=pl.lit("new"))
    return FINDINGS.conform(found)


def _refuse_vanished(verdicts: Verdicts, files: Sequence[File]) -> None:
    vanished = verdicts.sources() - {file.source for file in files}
    if vanished:
        message = f"{min(vanished)}: has vanished since it was checked; run again"
        raise UsageError(message)


def _refuse_changed(sides: Sides, files: Sequence[File]) -> None:
    """Raise UsageError if a Parquet file is another one: the digest of a row is that of its text only."""
    for source, stamp in _stamps(files).items():
        if sides.stamps.get(source) != stamp:
            message = f"{source}: has changed since it was checked; run again"
            raise UsageError(message)


def _stamps(files: Sequence[File]) -> dict[str, tuple[int, int]]:
    """Return the size and time of change of each Parquet file."""
    return {file.source: (file.size, file.changed_ns) for file in files if file.form == "parquet"}


def _refuse_nested(folders: Mapping[str, Path], paths: Sequence[str | Path]) -> None:
    accepted, quarantine = (folder.resolve() for folder in folders.values())
    if accepted.is_relative_to(quarantine) or quarantine.is_relative_to(accepted):
        message = f"{folders[ACCEPTED]} and {folders[QUARANTINE]} lie in each other; name two folders side by side"
        raise UsageError(message)
    for folder in folders.values():
        refuse_overlap(folder, paths)


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


def is_settled(run: Run, division: Division) -> bool:
    """Tell whether all that was wrong has been set aside: what is left to the corpus passes.

    Not so where a suite, a limit, or what could not be read fails the gate.
    """
    needed = ("source", "status", "severity", "code")
    set_aside = pl.concat(run.subsumed.each(("code",)))["code"].unique()  # those of single articles behind one of all
    of_corpus = pl.col("source").is_null() & ~pl.col("code").is_in(set_aside.implode())
    corpus_fails = any(
        failing(piece.filter(of_corpus, status="new"), run.policy).height for piece in run.found.each(needed)
    )
    limited = any(reason.fails and reason.of_corpus for reason in run.verdict.reasons)
    return run.policy.fail_on == "never" or not (corpus_fails or limited or division.unreadable)
