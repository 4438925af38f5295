"""`evaluate`."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli import options as o
from provenance.errors import UsageError

_LANGUAGES = "Instead of labels of yours: how well each fact is found in each language, and the examples of each."


def evaluate(
    truth: Annotated[o.SomePath, typer.Argument(help="Labels, one article a line.", metavar="TRUTH.jsonl")] = None,
    corpus: Annotated[o.SomePath, typer.Option(help="The labelled articles, if not the folder of the labels.")] = None,
    languages: Annotated[bool, typer.Option("--languages", help=_LANGUAGES)] = False,
    floors: Annotated[o.SomePath, typer.Option(help="Fail below these figures.", metavar="FILE")] = None,
    raise_floors: Annotated[bool, typer.Option("--raise-floors", help="Write better figures to the file.")] = False,
    exclude: o.Exclude = None,
    now: o.Now = None,
    quiet: o.Quiet = False,
) -> None:
    """Score facts and findings against labels: precision and recall, with every miss."""
    from provenance import evaluation as scoring
    from provenance.evaluation import languages as by_language

    if (truth is None) is not languages:
        message = "name either the labels or --languages"
        raise UsageError(message)
    if truth is None:
        scores = by_language.measure()
        table = by_language.render(scores)
        below = by_language.hold(scores, floors, raise_them=raise_floors) if floors else []
    else:
        policy = o.policy(None, isolated=True, exclude=exclude, now=now)
        evaluation = scoring.evaluate(truth, corpus, policy)
        table = scoring.render(evaluation)
        below = scoring.hold(evaluation, floors, raise_them=raise_floors) if floors else []
    if not quiet:
        o.echo("\n".join(table))
    for line in below:
        o.echo(line, err=True)
    raise typer.Exit(1 if below else 0)
