"""Page furniture that the catalogue of phrases knows."""

from __future__ import annotations

import polars as pl

from provenance import catalogues
from provenance.facts import matching, patterns
from provenance.frames import BOILERPLATE
from provenance.frames.steps import no_rows

SURE_LINE = 0.7
"""Confidence of a line of the catalogue below which the paragraphs that it covers are weighed (`learned`)."""
C = pl.col


def find(paragraphs: pl.DataFrame, catalogue: pl.DataFrame, suspects: pl.DataFrame) -> pl.DataFrame:
    """Return the furniture in `paragraphs` (frames.BOILERPLATE in the shard), by article, paragraph and start.

    `catalogue` has the columns of the built-in `boilerplate`, `suspects` are those of `matching`. Raises CatalogueError
    for a line that cannot be used.
    """
    matcher = patterns.prepare(catalogue)
    hits = matching.find(paragraphs, matcher, suspects)
    if hits.is_empty():
        return no_rows(BOILERPLATE.in_shard)
    about = matcher.lines.select("line", "category", pattern="id", confidence=C("confidence").cast(pl.Float64))
    found = hits.join(about, on="line", how="left", maintain_order="left")
    return found.select(*BOILERPLATE.in_shard)


def unsure() -> pl.Expr:
    """Say of furniture that it is a whole paragraph of which our catalogue is not sure; what users add is sure.

    Entries of menus and of lists look alike; a line of data (`meta-line`) is one wherever it stands.
    """
    lines = catalogues.load("boilerplate").filter(C("confidence").cast(pl.Float64) < SURE_LINE)
    ours = lines.filter(C("category") != "meta-line")["id"]
    return C("whole") & (C("confidence") < SURE_LINE) & C("pattern").is_in(ours.implode())
