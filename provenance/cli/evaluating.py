"""`evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options as o


def evaluate(
    truth: Annotated[Path, typer.Argument(help="Labels, one article a line.", metavar="TRUTH.jsonl")],
    corpus: Annotated[o.SomePath, typer.Option(help="The labelled articles, if not the folder of the labels.")] = None,
    floors: Annotated[o.SomePath, typer.Option(help="Fail below these figures.", metavar="FILE")] = None,
    raise_floors: Annotated[bool, typer.Option("--raise-floors", help="Write better figures to the file.")] = False,
    exclude: o.Exclude = None,
    now: o.Now = None,
    quiet: o.Quiet = False,
) -> None:
    """Score facts and findings against labels: precision and recall, with every miss."""
    from provenance import evaluation as scoring

    policy = o.policy(None, isolated=True, exclude=exclude, now=now)
    evaluation = scoring.evaluate(truth, corpus, policy)
    if not quiet:
        o.say("\n".join(scoring.render(evaluation)))
    below = scoring.hold(evaluation, floors, raise_them=raise_floors) if floors else []
    for line in below:
        o.say(line, err=True)
    raise typer.Exit(1 if below else 0)
