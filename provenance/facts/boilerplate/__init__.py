"""Page furniture that stands among the words of an article, and documents that are nothing else.

First comes what the catalogue of phrases knows (the fact `phrases`), then, in what posts, captions and dates have left,
lines that look like it (`learned`).
"""

from __future__ import annotations

import polars as pl

from provenance import catalogues
from provenance.facts.base import Context, Fact, Tables, flowing, marked
from provenance.facts.boilerplate import learned, phrases, walls
from provenance.facts.credits import of_persons
from provenance.frames import BOILERPLATE

SURE = 0.8
"""Confidence from which a whole paragraph of furniture is no body text."""
SURE_IF_LEARNED = 0.95
"""The same, where only the weights say that it is furniture."""

C = pl.col


def _known(tables: Tables, context: Context) -> pl.DataFrame:
    paragraphs, catalogue = flowing(tables), catalogues.load("boilerplate", context.own.get("boilerplate"))
    furniture = phrases.find(paragraphs, catalogue, tables["suspects"])
    if furniture.is_empty() and tables["lineage"].is_empty():
        return furniture
    notices = paragraphs.filter(kind="notice").select("row", "paragraph")  # that is provenance, not furniture
    furniture = furniture.join(notices, on=["row", "paragraph"], how="anti", maintain_order="left")
    furniture = furniture.filter(~of_persons(furniture, context.own.get("agencies")))  # that is a picture's
    return pl.concat([furniture, walls.find(paragraphs, furniture, tables["lineage"])])


def _all(tables: Tables, _: Context) -> pl.DataFrame:
    """Return what is known, without what is unsure unless the weights agree, and what was learned."""
    paragraphs, known = flowing(tables), tables["phrases"]
    if known.is_empty():
        unsure = sure = known
    else:
        unsure, sure = known.filter(phrases.unsure()), known.filter(~phrases.unsure())
    free = paragraphs
    for rows in (sure, tables["date_lines"]):
        taken = rows.select("row", C("paragraph").cast(pl.Int64))
        free = free.join(taken, on=["row", "paragraph"], how="anti", maintain_order="left") if taken.height else free
    hints = unsure.select("row", C("paragraph").cast(pl.Int64), hint="pattern")
    found = learned.find(free, sure.filter("whole"), hints.unique(["row", "paragraph"], keep="first"))
    if found.is_empty():
        return sure
    agreed = unsure.join(found, on=["row", "paragraph"], how="semi", maintain_order="left")
    return pl.concat([sure, agreed, _rows(found.filter(C("hint").is_null()), paragraphs)]).sort(
        "row", "paragraph", "start", maintain_order=True
    )


def _rows(found: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return learned lines as rows of the frame; what spoke for them stands in `pattern`."""
    placed = paragraphs.join(found, on=["row", "paragraph"], how="inner", maintain_order="left")
    furniture = placed.with_columns(category=pl.lit(learned.CATEGORY), pattern="because", whole=pl.lit(value=True))
    return furniture.select(C(name).cast(dtype) for name, dtype in BOILERPLATE.in_shard.items())


def _sure(rows: pl.DataFrame) -> pl.DataFrame:
    if rows.is_empty():
        return marked(rows, "boilerplate")
    least = pl.when(C("category") == learned.CATEGORY).then(SURE_IF_LEARNED).otherwise(SURE)
    return marked(rows.filter("whole", C("confidence") >= least), "boilerplate")


KNOWN = Fact(
    name="phrases",
    needs=("paragraphs", "suspects", "lineage"),
    find=_known,
    marks=lambda tables: _sure(tables["phrases"]),
)
FOUND = Fact(
    name="boilerplate",
    needs=("paragraphs", "phrases", "date_lines"),
    yields_to=("captions",),
    before=("shapes",),
    find=_all,
    marks=lambda tables: _sure(tables["boilerplate"]),
    frame=BOILERPLATE,
    counts={"boilerplate": pl.len()},
)
FACT = (KNOWN, FOUND)
