"""`pack`: a run as one bag for an archive, and whether one is as it was packed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from provenance.cli import options as o
from provenance.cli.running import run_check
from provenance.errors import UsageError

if TYPE_CHECKING:
    from provenance.policy.configuration import Policy
    from provenance.runs.run import Run

_TO = "Where the bag is to be: a folder, or a file .zip or .tar; nothing may be there."
_CHANGES = "Put this log of repairs into it; those that a folder of articles has are found. Repeatable."


def pack(
    paths: Annotated[
        Optional[list[str]], typer.Argument(help="A stored run, or articles.", metavar="RUN|PATH…")
    ] = None,
    to: Annotated[o.SomePath, typer.Option("--to", help=_TO, metavar="PLACE")] = None,
    verify: Annotated[o.SomePath, typer.Option(help="Say what has changed in a bag.", metavar="BAG")] = None,
    changes: Annotated[Optional[list[Path]], typer.Option(help=_CHANGES, metavar="LOG")] = None,
    by: Annotated[Optional[str], typer.Option(help="Who packs it; told in the bag.", metavar="NAME")] = None,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="Pack a run without articles as well.")] = False,
    no_report: Annotated[bool, typer.Option("--no-report", help="Leave the HTML report out.")] = False,
    exclude: o.Exclude = None,
    follow_links: o.FollowLinks = False,
    field: o.Fields = None,
    config: o.Config = None,
    isolated: o.Isolated = False,
    now: o.Now = None,
    engine: o.Engine = "local",
    workers: o.Workers = None,
    shard_articles: o.ShardArticles = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Pack a run, or articles that are checked first, as a bag: BagIt, RO-Crate, PREMIS, SQLite, Parquet, HTML.

    A run without articles is not packed (exit code 1). With --verify BAG it tells what has changed in a bag since:
    exit code 1 if anything has.
    """
    if (verify is None) == (to is None) or bool(paths) != (to is not None):
        message = "name a stored run or articles and --to PLACE, or --verify BAG alone"
        raise UsageError(message)
    if verify is not None:
        raise typer.Exit(_verify(verify, quiet=quiet))
    if paths and to:
        from provenance import packing
        from provenance.packing import place
        from provenance.printing import many

        place.refuse(to)
        policy = o.policy(
            config, paths=paths, isolated=isolated, exclude=exclude, fields=field, now=now, follow_links=follow_links,
            allow_empty=allow_empty,
        )  # fmt: skip
        workplace = o.workplace(engine, workers, shard_articles)
        with _stored(paths, to, policy, workplace, verbose=verbose) as (run, logs):
            if not (run.articles or policy.allow_empty or run.policy.allow_empty):
                o.echo("no article was read, so nothing is packed; --allow-empty lets that pass", err=True)
                raise typer.Exit(1)
            number = packing.pack(run, to, changes=[*logs, *(changes or ())], packer=by, report=not no_report)
            sentence = f"{many(run.articles, 'article')} packed in {many(number, 'file')}: {to}"
        if not quiet:
            o.echo(sentence)


def _verify(bag: Path, *, quiet: bool) -> int:
    """Print what has changed in a bag; return the exit code."""
    from provenance.packing.verify import examine

    lines, unlisted = examine(bag)
    if not quiet:
        for line in (*lines, *unlisted):
            o.echo(line)
        o.echo(f"{bag}: {'has changed since it was packed' if lines else 'is as it was packed'}")
    return 1 if lines else 0


@contextmanager
def _stored(
    paths: list[str], to: Path, policy: Policy, workplace: o.Workplace, *, verbose: bool
) -> Iterator[tuple[Run, list[Path]]]:
    """Give a stored run, and the logs of repairs beside the articles: articles are checked, and their run stored."""
    import tempfile

    from provenance.runs import fact_tables, store
    from provenance.storage import targets
    from provenance.storage.addresses import is_remote

    if len(paths) == 1 and store.is_run(paths[0]):
        with targets.fetched(Path(paths[0]), targets.STORED_RUN) as folder:
            targets.refuse_inside(to, folder)
            yield store.load(folder, facts=True), []
        return
    if stored := [path for path in paths if not is_remote(path) and store.is_run(path)]:
        message = f"{stored[0]} is a stored run: name one run, or articles alone"
        raise UsageError(message)
    targets.refuse_overlap(to, paths)
    with tempfile.TemporaryDirectory(prefix="provenance-") as name:
        folder = Path(name)
        fact_tables.prepare(folder)
        store.save(run_check(paths, policy, folder, workplace, verbose=verbose), folder)
        logs = [log for path in paths for log in sorted(Path(path).glob(".provenance/fix-*/changes.jsonl"))]
        yield store.load(folder), logs
