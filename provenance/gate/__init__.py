"""The import gate: every record of the input goes to exactly one side, as it came.

What passes is written to one folder, what does not to another, under the same relative paths: text files byte for
byte, JSON lines verbatim, Parquet rows with all their columns; a file that goes to one side whole is copied as it is.
Files in an archive become files of their own, below a folder that is named after it (`dump.zip!/2020/a.txt`).
What passes can be handed on in its normalised form instead (`normalised`).
Beside what is set aside stand its reasons (`findings.parquet`, joined by `article`). One manifest, in the folder of
what passes, names the files of both; see `targets` for how they are committed as one, and `ledger` for daily imports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from provenance import formats, frames
from provenance.check import listed, with_findings
from provenance.errors import UsageError
from provenance.formats import File
from provenance.gate.contents import KNOWN, UNREADABLE, WITHOUT_ARTICLE
from provenance.gate.counts import SplitCounts
from provenance.gate.ledger import ACCEPTED, FOLDER, QUARANTINE, Ledger
from provenance.gate.normalised import CopyFormat, Normalised
from provenance.gate.reasons import CLASH, clash_errors, clash_findings, write_reasons
from provenance.gate.settled import unsettled
from provenance.gate.split import LATE, Copier
from provenance.gate.verdicts import Verdicts
from provenance.runs.run import Run
from provenance.storage.archive_limits import STANDARD, ArchiveLimits
from provenance.storage.atomic import writing
from provenance.storage.names import as_text
from provenance.storage.targets import GATE, REASONS, Mode, Target, claimed, refuse_overlap, run_id

__all__ = [
    "CLASH",
    "MANIFEST",
    "REASONS",
    "CopyFormat",
    "GateTargets",
    "SplitCounts",
    "Staged",
    "divide",
    "passing",
    "prepare",
    "split_corpus",
    "stage",
]

MANIFEST = GATE.manifest
NAMES = {"known": "already_there"}
"""What a run calls a count otherwise than the manifest does."""


class GateTargets:
    """The two folders, claimed for one run."""

    def __init__(
        self,
        target: Target,
        folders: Mapping[str, Path],
        stack: ExitStack,
        listing: formats.Listing,
        shown: Callable[[Path], str],
    ) -> None:
        """Hold the claim of `target` until `stack` is closed; `listing` is the input as it is before the check.

        `folders` are the two as the caller names them, `shown` returns how the user does.
        """
        self.target, self.folders = target, folders
        self.shown = {name: shown(folder) for name, folder in folders.items()}
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
    archives: ArchiveLimits = STANDARD,
    shown: Callable[[Path], str] = str,
) -> GateTargets | None:
    """Claim the two folders, finished or cleared of what a killed run has left; None if none is asked for.

    `shown` returns how the user has called a folder.
    Raises UsageError, before any work is done, if only one is named, if one holds something that no gate has written
    or, by `mode`, what an earlier one has written, if another run writes there, or if `paths` cannot be divided into
    them: standard input, a file named like one that the gate writes, folders inside each other.
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
    listing = formats.listing(paths, exclude, follow_links=follow_links, archives=archives)
    _refuse_files(listing.files)
    stack = ExitStack()
    target = stack.enter_context(claimed(folders, GATE, run or run_id(), mode))
    return GateTargets(target, folders, stack, listing, shown)


@dataclass(frozen=True, kw_only=True)
class Staged:
    """An input divided, and not yet committed: the counts, and the run that knows what the gate has found as well."""

    run: Run
    counts: SplitCounts
    into: GateTargets
    copy_format: CopyFormat = CopyFormat.original
    left: tuple[str, ...]
    """What still fails the gate when the records in quarantine are out of the way; none: all has been set aside."""

    def commit(self) -> None:
        """Have both folders take their records; without any they stay as they were, unless the policy allows for it.

        Raises UsageError if a folder cannot be written.
        """
        target = self.into.target
        if self.counts.accepted + self.counts.quarantined or self.run.policy.allow_empty:
            with writing(target.home):
                entry = {"command": self.run.record.command, "as": self.copy_format.value, **asdict(self.counts)}
                target.commit(entry)


def stage(
    run: Run, paths: Sequence[str | Path], into: GateTargets, copy_format: CopyFormat = CopyFormat.original
) -> Staged:
    """Write every record of `paths` to the stage of its side, according to the findings of `run`.

    `form` is that of what is accepted; for another than the original the run must have written its frames.
    Raises UsageError, with both folders as they were, if the input has changed since it was checked, or if a folder
    cannot be written.
    """
    target = into.target
    with writing(target.home):
        listing = listed(paths, run.policy)
        verdicts = Verdicts(run)
        copier = _copied(run, listing, verdicts, into, copy_format)
        counts = _counted(copier, listing)
        of_clashes = clash_errors(copier.clashes)
        run = with_findings(run, clash_findings(of_clashes, run), of_clashes)
        write_reasons(run, verdicts, copier.clashes, target)
        copier.ledger.write(target.stage(ACCEPTED) / FOLDER / f"{target.run}.parquet")
    left = tuple(unsettled(run, counts, (verdicts.judged, copier.unread_aside)))
    run = replace(run, gate=_counted_for_run(counts, into, left, copy_format))
    return Staged(run=run, counts=counts, into=into, left=left, copy_format=copy_format)


def split_corpus(run: Run, paths: Sequence[str | Path], into: GateTargets) -> SplitCounts:
    """Write every record of `paths` to its side, give the sides back, and return the counts; errors as of `stage`."""
    with into:
        staged = stage(run, paths, into)
        staged.commit()
    return staged.counts


divide = split_corpus
"""The name under which scripts of version 0.1.0 call it."""


def _copied(
    run: Run, listing: formats.Listing, verdicts: Verdicts, into: GateTargets, copy_format: CopyFormat
) -> Copier:
    """Copy the files that the check has met to the stages."""
    files = [file for file in listing.files if verdicts.knows(file.source)]
    _refuse_vanished(verdicts, files)
    _refuse_changed(into, files)
    ledger = Ledger.of(into.target, verdicts.ids())
    normalised = Normalised.of(run, copy_format, (file.place for file in files))
    copier = Copier(into.target, verdicts, ledger, run.policy.fields, normalised)
    copier.counts[UNREADABLE] += sum(error.kind in frames.UNREADABLE for error in listing.read_errors)
    copier.counts[LATE] += len(listing.files) - len(files)
    for file in files:
        copier.copy(file)
    return copier


def _counted_for_run(
    counts: SplitCounts, into: GateTargets, left: Sequence[str], copy_format: CopyFormat
) -> dict[str, object]:
    """Return what the run says of the gate: `docs/ci.md` tells the keys."""
    return {
        "run": into.target.run,
        "targets": {name: as_text(folder) for name, folder in into.shown.items()},
        "as": copy_format.value,
        **{NAMES.get(name, name): number for name, number in asdict(counts).items()},
        "settled": not left,
        "left": list(left),
    }


def passing(run: Run) -> dict[str, set[int | None]]:
    """Return the records without a finding that fails the gate: their numbers (null for a text file) by source."""
    verdicts = Verdicts(run)
    passed = {
        source: {record for frame in verdicts.of(source) for record in frame.filter("passed")["record"]}
        for source in verdicts.sources
    }
    return {source: records for source, records in passed.items() if records}


def _counted(copier: Copier, listing: formats.Listing) -> SplitCounts:
    accepted, quarantined, unreadable = (copier.counts[side] for side in (ACCEPTED, QUARANTINE, UNREADABLE))
    return SplitCounts(
        records=accepted + quarantined + unreadable + sum(listing.skipped.values()),
        accepted=accepted, quarantined=quarantined, without_article=copier.counts[WITHOUT_ARTICLE],
        unreadable=unreadable, not_read=listing.skipped, known=copier.counts[KNOWN], clashing=len(copier.clashes),
        excluded=listing.excluded, late=copier.counts[LATE],
    )  # fmt: skip


def _refuse_vanished(verdicts: Verdicts, files: Sequence[File]) -> None:
    vanished = set(verdicts.sources) - {file.source for file in files}
    if vanished:
        message = f"{min(vanished)}: has vanished since it was checked; run again"
        raise UsageError(message)


def _refuse_changed(into: GateTargets, files: Sequence[File]) -> None:
    """Raise UsageError if a Parquet file is another one: the digest of a row is that of its text only."""
    for source, stamp in _stamps(files).items():
        if into.stamps.get(source) != stamp:
            message = f"{source}: has changed since it was checked; run again"
            raise UsageError(message)


def _stamps(files: Sequence[File]) -> dict[str, tuple[int, int]]:
    """Return the size and time of change of each Parquet file."""
    return {file.source: (file.size, file.changed_ns) for file in files if file.format == "parquet"}


def _refuse_nested(folders: Mapping[str, Path], paths: Sequence[str | Path]) -> None:
    accepted, quarantine = (folder.resolve() for folder in folders.values())
    if accepted.is_relative_to(quarantine) or quarantine.is_relative_to(accepted):
        message = f"{folders[ACCEPTED]} and {folders[QUARANTINE]} lie in each other; name two folders side by side"
        raise UsageError(message)
    for folder in folders.values():
        refuse_overlap(folder, paths)


def _refuse_files(files: Sequence[File]) -> None:
    if any(file.format == "stdin" for file in files):
        message = "standard input cannot be divided: it can be read only once"
        raise UsageError(message)
    ours = {MANIFEST, *(f"{name}.parquet" for name in REASONS)}
    for file in files:
        if file.place in ours:
            message = (
                f"an input is called {file.place}, as a file that the gate writes is; put it into a folder of its own"
            )
            raise UsageError(message)
