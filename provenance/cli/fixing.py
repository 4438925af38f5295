"""`fix`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from provenance.cli import options as o
from provenance.cli.progress import shown
from provenance.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.fixing.repair import Repaired


def fix(
    paths: Annotated[Optional[list[str]], typer.Argument(help="Files and folders.", metavar="PATH…")] = None,
    to: Annotated[o.SomePath, typer.Option("--to", help="Write the repaired corpus there.", metavar="DIR")] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write it over itself.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the changes, with --quiet too; write nothing.")] = False,
    undo: Annotated[o.SomePath, typer.Option(help="Give back what a log of changes tells of.", metavar="LOG")] = None,
    unsafe_fixes: Annotated[bool, typer.Option("--unsafe-fixes", help="Follow suggestions as well.")] = False,
    select: o.Select = None,
    ignore: o.Ignore = None,
    decisions: o.Decisions = None,
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
) -> None:
    """Repair copies of articles; every change is logged and can be undone."""
    from provenance import catalogues, reports
    from provenance.cli.outputs import Outputs
    from provenance.fixing import accepted, undoing, writing
    from provenance.pipeline.shard import Job
    from provenance.policy.notes import notes as configured
    from provenance.printing import many
    from provenance.storage import targets

    if undo:
        o.echo(f"{many(undoing.undo(undo), 'record')} given back as before")
        return
    if not paths or sum((to is not None, in_place, diff)) != 1:
        message = "name the articles, and one of --to DIR, --in-place, --diff; or --undo LOG"
        raise UsageError(message)
    policy = o.policy(
        config,
        paths=paths,
        isolated=isolated,
        select=select,
        ignore=ignore,
        exclude=exclude,
        fields=field,
        now=now,
        follow_links=follow_links,
        decisions=tuple(decisions or ()),
    )
    if not quiet:
        o.note(configured(policy, paths))
    workplace = o.workplace(engine, workers, shard_articles)
    job = Job(rules=policy.rules(), catalogues=catalogues.take(policy.catalogues), now=policy.clock())
    with o.copies(policy) as policy, Outputs(paths, policy) as out:
        to = out.place(to)
        stage = out.claim(to, targets.CORPUS_COPY)
        kept = accepted.find(paths, policy, engine=workplace.engine, shard_articles=workplace.shard_articles)
        with shown() as progress:
            repaired = writing.plan(
                paths, job, policy.fields, unsafe=unsafe_fixes, exclude=policy.exclude,
                follow_links=policy.follow_links, archives=policy.archives, progress=progress, engine=workplace.engine,
                shard_articles=workplace.shard_articles, kept=kept,
            )  # fmt: skip
        found = writing.tried(repaired, unsafe=unsafe_fixes)
        if diff:
            reports.to_stdout(f"{line}\n" for line in writing.diff(repaired))
            if not quiet:
                o.note(accepted.told(kept))
                _tell_held_back(one for one in repaired if one.held_back)
                o.echo(found, err=True)
            return
        if to and stage:
            copied = writing.write_copy(
                paths, repaired, stage, policy.fields, policy.exclude, follow_links=policy.follow_links,
                archives=policy.archives,
            )  # fmt: skip
            result = writing.placed(copied, stage, to)
        else:
            result = writing.write(
                paths, repaired, None, policy.fields, policy.exclude, follow_links=policy.follow_links,
                archives=policy.archives,
            )  # fmt: skip
        notes = out.commit()
    if not quiet:
        o.note([*notes, *accepted.told(kept)])
        _tell_held_back(result.held_back)
        o.echo(f"{found}: {result.sentence}" + (f"; log: {out.as_called(str(result.log))}" if result.log else ""))


def _tell_held_back(repaired: Iterable[Repaired]) -> None:
    """Say of which records a repair was held back, and why."""
    from provenance.printing import visible

    for one in repaired:
        o.echo(f"{visible(one.article)}: held back: {one.held_back}", err=True)
