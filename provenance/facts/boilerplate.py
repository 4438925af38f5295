"""Page furniture that stands among the words of an article, from the catalogue."""

from __future__ import annotations

import polars as pl

from provenance.facts import matching, patterns
from provenance.frames import BOILERPLATE

C = pl.col


def find(paragraphs: pl.DataFrame, catalogue: pl.DataFrame, suspects: pl.DataFrame) -> pl.DataFrame:
    """Return the furniture in `paragraphs` (frames.BOILERPLATE, `article` u32), by article, paragraph and start.

    `catalogue` has the columns of the built-in `boilerplate`, `suspects` are those of `matching`. Raises CatalogueError
    for a line that cannot be used.
    """
    matcher = patterns.prepare(catalogue)
    hits = matching.find(paragraphs, matcher, suspects)
    about = matcher.lines.select("line", "category", pattern="id", confidence=C("confidence").cast(pl.Float64))
    found = hits.join(about, on="line", how="left", maintain_order="left")
    return found.select("article", *(name for name in BOILERPLATE.schema if name != "article"))
