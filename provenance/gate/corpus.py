"""The import gate from Python: check a corpus and give every record to its side, as the command does."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provenance.check import check_corpus
from provenance.errors import UsageError, hint
from provenance.gate import CopyFormat, prepare, stage
from provenance.pipeline.inputs import Corpus, as_paths, names
from provenance.pipeline.progress import Listener, silent
from provenance.policy.configuration import Policy, given
from provenance.runs import fact_tables
from provenance.runs.run import Run
from provenance.storage.targets import GATE, Mode, expand, run_id
from provenance.storage.targets.stand_ins import standing


def gate_corpus(  # noqa: PLR0913 - options, each with a default, all by name
    corpus: Corpus,
    policy: Policy | None = None,
    *,
    accepted: str | Path,
    quarantine: str | Path,
    append: bool = False,
    replace: bool = False,
    form: str = "original",
    cache: Path | None = None,
    progress: Listener = silent,
) -> Run:
    """Check a corpus, copy the records that pass to one folder and set the others aside in another.

    Args:
        corpus: A path, a list of paths, or a Polars frame (lazy or not) with a row an article.
        policy: Which rules apply, how fields are named, what fails a record; no configuration file is read.
        accepted: The folder of what passes; `{run}` and `{date}` in its name stand for the run and the day.
        quarantine: The folder of the rest, with the reasons.
        append: Add to what earlier runs have put there: what is there already is not copied again, a record that has
            the id of another accepted one is set aside.
        replace: Take the place of what earlier runs have put there.
        form: What passes is handed on as it came (`original`), or as articles in their normalised form (`jsonl` or
            `parquet`, frames.NORMALISED).
        cache: A folder in which the outcomes of shards are kept.
        progress: Is told how far the check has come, as by `check_corpus`.

    Returns:
        The run. `run.gate` has the counts (`accepted`, `quarantined`, `unreadable`, …; docs/ci.md has all), and
        `run.gate["settled"]`: whether every error stands on a record that has been set aside, what `--divide-ok` goes
        by; `run.gate["left"]` says why not. Records that clash are findings of the run.

    Raises:
        ProvenanceError: The call is wrong, or the input has changed since it was checked; the folders are as they were.
    """
    policy, run, handed_on = given(policy), run_id(), _form(form)
    if append and replace:
        message = "append adds to what is there, replace takes its place; name one of them"
        raise UsageError(message)
    mode = Mode.APPEND if append else Mode.REPLACE if replace else Mode.NEW
    day = policy.clock().date()
    folders = [expand(Path(folder), run, day) for folder in (accepted, quarantine)]
    with as_paths(corpus) as paths, standing(folders, GATE, run) as (stand_ins, (good, bad)):
        for folder in (good, bad):
            stand_ins.refuse_overlap(folder, paths)
        claimed = prepare(
            good, bad, paths, policy.exclude, mode=mode, run=run, follow_links=policy.follow_links,
            archives=policy.archives, shown=stand_ins.shown,
        )  # fmt: skip
        if claimed is None:  # both folders are named
            raise AssertionError
        with claimed, _frames(handed_on) as frames:
            checked = check_corpus(
                paths, policy, frames=frames, command="provenance.gate_corpus", cache=cache, progress=progress
            )
            record = dataclasses.replace(checked.record, arguments=names(corpus))
            staged = stage(dataclasses.replace(checked, record=record), paths, claimed, handed_on)
            staged.commit()
    return dataclasses.replace(staged.run, frames=None)


def _form(name: str) -> CopyFormat:
    try:
        return CopyFormat(name)
    except ValueError as error:
        message = f"form must be one of {', '.join(CopyFormat)}, not {name!r}{hint(name, CopyFormat)}"
        raise UsageError(message) from error


@contextmanager
def _frames(copy_format: CopyFormat) -> Iterator[Path | None]:
    """Give a passing folder for the frames of facts, None where the gate does not read them."""
    if copy_format is CopyFormat.original:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
        fact_tables.prepare(Path(folder))
        yield Path(folder)
