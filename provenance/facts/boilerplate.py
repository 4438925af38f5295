"""Page furniture that stands among the words of an article, from the catalogue, and documents that are nothing else."""

from __future__ import annotations

import polars as pl

from provenance import catalogues
from provenance.facts import matching, patterns
from provenance.facts.base import Context, Fact, Tables, marked
from provenance.frames import BOILERPLATE

SURE = 0.8
"""Confidence from which a whole paragraph of furniture is no body text."""
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


def walls(paragraphs: pl.DataFrame, furniture: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """Return a row of furniture for each document that is a wall: little else than the barriers of a site.

    The row cites the longest barrier that stands in it. `furniture` are those of `find`; of `notices` (those of
    `lineage`) the ones that say that the article was withdrawn are barriers as well. Documents that refuse the visitor
    in so many words (`access-denied`) have a row already and get no other.
    """
    withdrawn = notices.filter(pattern="withdrawn").select("article", "paragraph", "start", "end", "text")
    withdrawn = withdrawn.with_columns(category=pl.lit("withdrawn"), confidence=pl.lit(1.0), whole=pl.lit(value=False))
    parts = pl.concat([furniture.select(withdrawn.columns), withdrawn])
    barriers = parts.filter(C("category").is_in([*BARRIERS, "withdrawn"]), C("confidence") >= _SURE)
    refused = barriers.filter(category="access-denied").select("article")
    asked = barriers.join(refused, on="article", how="anti")
    if asked.is_empty():
        return furniture.clear()
    sizes = paragraphs.join(asked.select("article"), on="article", how="semi").group_by("article").agg(size=_SIZE.sum())
    covered = parts.group_by("article").agg(covered=_SIZE.sum())
    inside = sizes.filter(C("size") <= _LONGEST).join(covered, on="article")
    found = asked.join(inside.filter(C("covered") >= _COVERED * C("size")), on="article", how="semi")
    longest = found.sort("article", -_SIZE, "start").unique("article", keep="first", maintain_order=True)
    rows = longest.with_columns(category=pl.lit(WALL), pattern=pl.lit("document"), confidence=pl.lit(0.95))
    return rows.select(furniture.columns)


def _of_shard(tables: Tables, context: Context) -> pl.DataFrame:
    paragraphs, catalogue = tables["paragraphs"], catalogues.load("boilerplate", context.own.get("boilerplate"))
    furniture = find(paragraphs, catalogue, tables["suspects"])
    notices = paragraphs.filter(kind="notice").select("article", "paragraph")  # that is provenance, not furniture
    furniture = furniture.join(notices, on=["article", "paragraph"], how="anti", maintain_order="left")
    return pl.concat([furniture, walls(paragraphs, furniture, tables["lineage"])])


FACT = Fact(
    name="boilerplate",
    needs=("paragraphs", "suspects", "lineage"),
    find=_of_shard,
    marks=lambda tables: marked(tables["boilerplate"].filter("whole", C("confidence") >= SURE), "boilerplate"),
    frame=BOILERPLATE,
    counts={"boilerplate": pl.len()},
)
