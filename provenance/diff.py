"""Two runs compared: what is new, what was fixed, what stayed; which articles vanished, came, or shrank."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields

import polars as pl

from provenance.errors import UsageError, hint
from provenance.run import Run

SHRUNKEN = 0.5
"""An article has shrunk if this share of its characters, or less, is left."""
FORMATS = ("full", "json")
C = pl.col
_FINDING = ("article", "code", "severity", "source", "line", "message", "fingerprint")


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
    old, new = (run.findings.select(_FINDING) for run in (before, after))
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


def render(difference: Difference, output_format: str) -> Iterator[str]:
    """Yield the difference in lines. Raises UsageError for an unknown format."""
    if output_format == "json":
        frames = {item.name: getattr(difference, item.name).to_dicts() for item in fields(difference)}
        yield json.dumps(frames, ensure_ascii=False, indent=1, default=str)
    elif output_format == "full":
        yield from _full(difference)
    else:
        message = f"unknown format {output_format!r}{hint(output_format, FORMATS)}; formats: {', '.join(FORMATS)}"
        raise UsageError(message)


def _full(difference: Difference) -> Iterator[str]:
    for name, sign in (("new", "+"), ("fixed", "-")):
        for row in getattr(difference, name).iter_rows(named=True):
            yield f"{sign} {row['article'] or 'corpus'}: {row['code']} {row['severity']} {row['message']}"
    for row in difference.vanished.iter_rows(named=True):
        yield f"! {row['article']} has vanished"
    for row in difference.shrunken.iter_rows(named=True):
        yield f"! {row['article']} has shrunk from {row['characters']:,} to {row['left']:,} characters"
    counts = {item.name: getattr(difference, item.name).height for item in fields(difference)}
    yield (
        "{new:,} new findings, {fixed:,} fixed, {persisting:,} persisting; "
        "{came:,} articles came, {vanished:,} vanished, {shrunken:,} shrank".format(**counts)
    )
