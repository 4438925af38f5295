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
def shown(*, verbose: bool = False, cache: bool = False, resume: bool = False) -> Iterator[Listener]:
    """Give what is to be told of progress; say at the end, if it is wanted, what came from the cache."""
    seen: list[Progress] = []
    with _bar(keep=verbose) if sys.stderr.isatty() else nullcontext(_nowhere) as show:

        def listen(progress: Progress) -> None:
            seen.append(progress)
            show(progress)

        yield listen
    if resume and seen:
        from provenance.printing import many

        o.echo(f"resumed: {seen[-1].cached:,} of {many(seen[-1].shards, 'shard')} had been finished before", err=True)
    elif verbose and cache:
        o.echo(_of_cache(seen[-1] if seen else None), err=True)


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
