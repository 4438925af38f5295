"""Two runs compared: what is new, what was fixed, what stayed; which articles vanished, came, or shrank."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from provenance.errors import UsageError, hint
from provenance.policy.configuration import Policy
from provenance.policy.verdict import failing
from provenance.printing import many, visible
from provenance.rules.fingerprints import aliases, renamed
from provenance.rules.registry import replaced
from provenance.runs.run import Run

SHRUNKEN = 0.5
"""An article has shrunk if this share of its characters, or less, is left."""
FORMATS = ("full", "json", "markdown")
C = pl.col
_FINDING = ("article", "code", "severity", "source", "line", "message", "fingerprint", "status")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Findings by fingerprint, articles by id."""

    new: pl.DataFrame
    fixed: pl.DataFrame
    persisting: pl.DataFrame
    came: pl.DataFrame
    vanished: pl.DataFrame
    shrunken: pl.DataFrame


def compare(before: Run, after: Run) -> Difference:
    """Return what changed from one run to the other."""
    old, new = before.unfolded, after.unfolded
    old, new = renamed(old, aliases(new, old["fingerprint"], replaced())).select(_FINDING), new.select(_FINDING)
    was, now = (run.summary.select("article", "characters").unique("article") for run in (before, after))
    both = was.join(now.rename({"characters": "left"}), on="article")
    return Difference(
        new=new.join(old, on="fingerprint", how="anti", maintain_order="left"),
        fixed=old.join(new, on="fingerprint", how="anti", maintain_order="left"),
        persisting=new.join(old, on="fingerprint", how="semi", maintain_order="left"),
        came=now.join(was, on="article", how="anti").sort("article"),
        vanished=was.join(now, on="article", how="anti").sort("article"),
        shrunken=both.filter(C("left") <= C("characters") * SHRUNKEN).sort("article"),
    )


def counting(difference: Difference, policy: Policy) -> int:
    """Return how many of the new findings fail the gate: grave enough for `policy`, in no baseline, not accepted."""
    return failing(difference.new.filter(status="new"), policy).height


def render(difference: Difference, output_format: str) -> Iterator[str]:
    """Yield the difference in lines, a summary first. Raises UsageError for an unknown format."""
    if output_format == "json":
        frames = {item.name: getattr(difference, item.name).to_dicts() for item in fields(difference)}
        yield json.dumps(frames, ensure_ascii=False, indent=1, default=str)
    elif output_format == "full":
        yield from _full(difference)
    elif output_format == "markdown":
        yield from _markdown(difference)
    else:
        message = f"unknown format {output_format!r}{hint(output_format, FORMATS)}; formats: {', '.join(FORMATS)}"
        raise UsageError(message)


def _summary(difference: Difference) -> str:
    counts = {item.name: getattr(difference, item.name).height for item in fields(difference)}
    return (
        f"{many(counts['new'], 'new finding')}, {counts['fixed']:,} fixed, {counts['persisting']:,} persisting; "
        f"{many(counts['came'], 'article')} came, {counts['vanished']:,} vanished, {counts['shrunken']:,} shrank"
    )


def _full(difference: Difference) -> Iterator[str]:
    yield _summary(difference)
    for name, sign in (("new", "+"), ("fixed", "-")):
        for row in getattr(difference, name).iter_rows(named=True):
            yield f"{sign} {visible(_place(row))}: {row['code']} {row['severity']} {visible(row['message'])}"
    for row in difference.vanished.iter_rows(named=True):
        yield f"! {visible(row['article'])} has vanished"
    for row in difference.shrunken.iter_rows(named=True):
        yield f"! {visible(row['article'])} has shrunk from {row['characters']:,} to {row['left']:,} characters"


def _markdown(difference: Difference) -> Iterator[str]:
    """Yield the difference for a comment on a change: the summary, then a table for what there is of each kind."""
    yield f"**{_summary(difference)}**"
    for name in ("new", "fixed"):
        rows = getattr(difference, name).to_dicts()
        cells = [
            (row["article"] or row["source"] or "corpus", row["code"], row["severity"], row["message"]) for row in rows
        ]
        yield from _table(f"{name.capitalize()} findings", ("Article", "Rule", "Severity", "What is wrong"), cells)
    yield from _table("Vanished articles", ("Article",), difference.vanished.select("article").rows())
    shrunken = difference.shrunken.select("article", "characters", "left").rows()
    yield from _table("Shrunken articles", ("Article", "Characters before", "Characters now"), shrunken)


def _place(row: Mapping[str, Any]) -> str:
    return str(row["article"] or row["source"] or "corpus")


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    if rows:
        yield from ("", f"### {title}", "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}")
        yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)


def _cell(value: object) -> str:
    """Return a value as the cell of a table: nothing in it is mark-up."""
    if isinstance(value, int):
        return f"{value:,}"
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&-])", r"\\\1", visible(str(value)))
