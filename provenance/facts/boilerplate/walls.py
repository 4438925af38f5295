"""Documents that are nothing but the furniture of a site."""

from __future__ import annotations

import polars as pl

WALL = "wall"
"""Category of the furniture that stands for a whole document."""
BARRIERS = ("access-denied", "noscript", "consent", "paywall", "error-message")
"""What a site puts in the place of an article."""
_SURE = 0.9
_COVERED = 2 / 3
"""Share of a document that furniture covers where it is a wall. A short report with a banner keeps more of its own."""
_LONGEST = 6_000
"""Code points of a wall; the longest of consent platforms have about 4,000."""

C = pl.col
_SIZE = C("end") - C("start")


def find(paragraphs: pl.DataFrame, furniture: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """Return a row of furniture for each document that is a wall: little else than the barriers of a site.

    The row cites the longest barrier that stands in it. `furniture` are those of `phrases`; of `notices` (those of
    `lineage`) the ones that say that the article was withdrawn are barriers as well. Documents that refuse the visitor
    in so many words (`access-denied`) have a row already and get no other.
    """
    if furniture.is_empty() and notices.is_empty():
        return furniture
    withdrawn = notices.filter(pattern="withdrawn").select("row", "paragraph", "start", "end", "text")
    withdrawn = withdrawn.with_columns(category=pl.lit("withdrawn"), confidence=pl.lit(1.0), whole=pl.lit(value=False))
    parts = pl.concat([furniture.select(withdrawn.columns), withdrawn])
    barriers = parts.filter(C("category").is_in([*BARRIERS, "withdrawn"]), C("confidence") >= _SURE)
    refused = barriers.filter(category="access-denied").select("row")
    asked = barriers.join(refused, on="row", how="anti")
    if asked.is_empty():
        return furniture.clear()
    sizes = paragraphs.join(asked.select("row"), on="row", how="semi").group_by("row").agg(size=_SIZE.sum())
    covered = parts.group_by("row").agg(covered=_SIZE.sum())
    inside = sizes.filter(C("size") <= _LONGEST).join(covered, on="row")
    found = asked.join(inside.filter(C("covered") >= _COVERED * C("size")), on="row", how="semi")
    longest = found.sort("row", -_SIZE, "start").unique("row", keep="first", maintain_order=True)
    rows = longest.with_columns(category=pl.lit(WALL), pattern=pl.lit("document"), confidence=pl.lit(0.95))
    return rows.select(furniture.columns)
