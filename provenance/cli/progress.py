"""How far a run has come: a bar on a terminal, nothing in a pipe, and with --verbose what came from the cache."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from provenance.cli import options as o

if TYPE_CHECKING:
    from provenance.pipeline.progress import Listener, Progress


@contextmanager
def shown(
    *, verbose: bool = False, cache: bool = False, resume: bool = False, quiet: bool = False
) -> Iterator[Listener]:
    """Give what is to be told of progress.

    With `verbose` a line is said of every shard, and at the end what came from the cache; with `resume` how much of
    the run had been done before. Where one shard takes far longer than all others, that is said unless `quiet`.
    """
    last: Progress | None = None
    timings: list[tuple[int, float]] = []
    with _bar(keep=verbose) if sys.stderr.isatty() else nullcontext(_nowhere) as show:

        def listen(progress: Progress) -> None:
            nonlocal last
            last = progress
            if progress.newest:
                timings.append(progress.newest)
                if verbose:
                    o.echo(_of_shard(progress), err=True)
            show(progress)

        yield listen
    if not quiet:
        _tell(last, timings, resume=resume, cache=verbose and cache)


def _of_shard(progress: Progress) -> str:
    from provenance.printing import many

    articles, seconds = progress.newest or (0, 0.0)
    return f"shard {progress.shards - 1:,}: {many(articles, 'article')} in {seconds:,.2f} s"


def _tell(last: Progress | None, timings: list[tuple[int, float]], *, resume: bool, cache: bool) -> None:
    """Say at the end what was done before, and which shard held up the others."""
    from provenance.pipeline.timings import skew
    from provenance.printing import many

    if resume and last:
        o.echo(f"resumed: {last.cached:,} of {many(last.shards, 'shard')} had been finished before", err=True)
    elif cache:
        o.echo(_of_cache(last), err=True)
    if sentence := skew(timings):
        o.echo(f"warning: {sentence}", err=True)


def _nowhere(_: Progress) -> None:
    """Show nothing."""


def _of_cache(last: Progress | None) -> str:
    if last is None:
        return "everything came from the cache: no file has changed"
    return f"{last.cached:,} of {last.shards:,} shards came from the cache"


@contextmanager
def _bar(*, keep: bool) -> Iterator[Listener]:
    """Show articles, their rate and, where the size of the input is known, the time that is left."""
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(), BarColumn(20), TaskProgressColumn(), TextColumn("{task.description}"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )  # fmt: skip
    with Bar(*columns, console=Console(stderr=True), transient=not keep) as bar:
        task = bar.add_task("looking for articles", total=None)

        def show(progress: Progress) -> None:
            seconds = bar.tasks[0].elapsed or 0.0
            total = None if progress.share is None else 1.0
            bar.update(task, description=_articles(progress, seconds), total=total, completed=progress.share)

        yield show


def _articles(progress: Progress, seconds: float) -> str:
    """Return how many articles are read, of how many, and how many a second."""
    of_all = "" if progress.total is None else f" of {progress.total:,}"
    rate = f", {progress.articles / seconds:,.0f}/s" if progress.articles and seconds else ""
    return f"{progress.articles:,}{of_all} articles{rate}"
