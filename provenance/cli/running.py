"""How a command has a corpus checked: with progress on standard error, and a folder for the frames of facts."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.cli import options as o
from provenance.cli.progress import shown

if TYPE_CHECKING:
    from provenance.policy.configuration import Policy
    from provenance.runs.run import Run


def run_check(
    paths: list[str],
    policy: Policy,
    frames: Path | None,
    workplace: o.Workplace,
    *,
    contracts: bool = False,
    cache: Path | None = None,
    texts: Sequence[str] = (),
    compares: bool = False,
    resume: bool = False,
    quiet: bool = False,
    verbose: bool,
) -> Run:
    """Check a corpus, with what libraries print on standard error."""
    from provenance import check as checking

    listening = shown(verbose=verbose, cache=cache is not None, resume=resume, quiet=quiet)
    with listening as progress, redirect_stdout(sys.stderr):  # whatever a library prints
        return checking.check_corpus(
            paths, policy, frames=frames, contracts=contracts, cache=cache, command=o.command(), progress=progress,
            engine=workplace.engine, shard_articles=workplace.shard_articles, texts=texts, compares=compares,
        )  # fmt: skip


@contextmanager
def frames_folder(stored: Path | None, *, wanted: bool) -> Iterator[Path | None]:
    """Give the folder for the frames: the stage of the stored run, a passing one for a report, or none."""
    from provenance.runs import fact_tables

    if stored is None and not wanted:
        yield None
        return
    folder = stored or Path(tempfile.mkdtemp(prefix="provenance-"))
    try:
        fact_tables.prepare(folder)
        yield folder
    finally:
        if stored is None:
            shutil.rmtree(folder, ignore_errors=True)
