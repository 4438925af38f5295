"""`extract`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options as o
from provenance.cli.running import run_check


def extract(
    paths: o.Paths,
    to: Annotated[Path, typer.Option("--to", help="Folder for NAME.parquet of every frame.", metavar="DIR")],
    select: o.Select = None,
    ignore: o.Ignore = None,
    preview: o.Preview = False,
    min_confidence: o.MinConfidence = None,
    texts: o.Texts = None,
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
    """Write every frame of facts and findings as Parquet."""
    from provenance.cli.outputs import Outputs
    from provenance.printing import many
    from provenance.runs import fact_tables
    from provenance.storage import targets

    policy = o.policy(
        config, paths=paths, isolated=isolated, select=select, ignore=ignore, exclude=exclude, fields=field, now=now,
        follow_links=follow_links,
        preview=preview, min_confidence=min_confidence,
    )  # fmt: skip
    workplace = o.workplace(engine, workers, shard_articles)
    with Outputs(paths, policy) as out:
        to = out.place(to) or to
        stage = out.claim(to, targets.FACTS) or to
        fact_tables.prepare(stage)
        done = run_check(
            paths, policy, stage, workplace, texts=texts or (), compares=True, verbose=verbose, quiet=quiet
        )
        written = fact_tables.finish(done, stage)
        notes = out.commit()
    if not quiet:
        o.note([*notes, *done.record.notes])
        counted = f"{many(done.articles, 'article')}, {many(done.found.height, 'finding')}"
        left_out = f"; {many(done.record.excluded, 'file')} excluded" if done.record.excluded else ""
        o.echo(f"{counted}: wrote {many(len(written), 'frame')} to {out.as_called(str(to))}{left_out}")
