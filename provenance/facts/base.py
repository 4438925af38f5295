"""What a fact is: a table that is found in a shard from other tables, and the paragraphs that it marks as its own.

The tables of a shard are frames by name. In all of them `row` is the number of the article in the shard, in the place
of its id (`frames.Frame.in_shard`); `records` and `articles` have the id as well. A fact says which tables it needs and
to which others it yields; the order follows from that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import polars as pl

from provenance.catalogues import Own
from provenance.frames import Frame, add_fact
from provenance.frames.steps import no_rows

RECORDS = "records"
"""The table with which all begins: frames.RECORDS, and `row`."""
PARAGRAPHS = "paragraphs"
"""The table whose `kind` the facts set, one after the other."""
FLOWING = "flowing"
"""The `text` of each paragraph with spaces in the place of the line breaks that a fixed width has made."""
Tables = Mapping[str, pl.DataFrame]
C = pl.col
_MARKED = pl.Schema({"row": pl.UInt32(), "paragraph": pl.Int64(), "kind": pl.String()})
_NONE: Mapping[str, pl.Expr] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Context:
    """What facts are found with, beside the tables."""

    own: Mapping[str, Own]
    """The user's own catalogues by name."""
    now: datetime
    """The clock of the run."""
    asked: Mapping[str, pl.Expr] = field(default_factory=lambda: _NONE)
    """Facts of which nobody asks but in some articles: by name, in which ones, over `records`. They may leave out the
    others; a fact that is not named is asked of all."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One table of a shard. Its functions are pure, and no row of an article depends on another article."""

    name: str
    """The name of the table, and of its frame where it has one."""
    find: Callable[[Tables, Context], pl.DataFrame | Mapping[str, pl.DataFrame]]
    """From the tables that it needs to its own; a fact that gives several tables returns them by name."""
    needs: tuple[str, ...] = (RECORDS,)
    """The tables that it reads."""
    yields_to: tuple[str, ...] = ()
    """Facts whose paragraphs are marked before it looks at them."""
    before: tuple[str, ...] = ()
    """Facts that yield to it: how a fact of another package comes before one of ours."""
    marks: Callable[[Tables], pl.DataFrame] | None = None
    """From the tables, its own among them, to the paragraphs that are its own: `row, paragraph, kind`, a kind of
    `frames.KINDS`. A paragraph keeps the first kind that it is given."""
    gives: tuple[str, ...] = ()
    """Further tables that `find` returns."""
    frame: Frame | None = None
    """The frame that the table is, and that `extract` writes; None for a table that only other facts read."""
    counts: Mapping[str, pl.Expr] = field(default_factory=lambda: _NONE)
    """Columns of the summary: aggregations of its rows of an article."""
    flags: Mapping[str, pl.Expr] = field(default_factory=lambda: _NONE)
    """Columns that `counts` reads, over all rows of the table."""

    def __post_init__(self) -> None:
        if self.frame is not None:
            add_fact(self.frame)  # so that rules can read it, and `extract` writes it


def flowing(tables: Tables) -> pl.DataFrame:
    """Return the paragraphs as sentences are read: no line of a fixed width ends in them, and no offset differs."""
    paragraphs = tables[PARAGRAPHS]
    return paragraphs.with_columns(tables[FLOWING]["text"]) if paragraphs.height else paragraphs


def mark(paragraphs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Give paragraphs that are still body the kind that `rows` (`row, paragraph, kind`) say, of two the last."""
    if rows.is_empty():
        return paragraphs
    marked = rows.select("row", C("paragraph").cast(pl.Int64), marked="kind")
    marked = marked.unique(["row", "paragraph"], keep="last", maintain_order=True)
    joined = paragraphs.join(marked, on=["row", "paragraph"], how="left", maintain_order="left")
    hit = C("marked").is_not_null() & (C("kind") == "body")
    return joined.with_columns(kind=pl.when(hit).then("marked").otherwise("kind")).drop("marked")


def covered(paragraphs: pl.DataFrame, spans: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the paragraphs that lie wholly inside one of the spans, as `Fact.marks` does.

    Of the spans that begin no later than a paragraph only the farthest end matters: one row for each, whatever the
    number of spans in an article.
    """
    if spans.is_empty():
        return marked(paragraphs.clear(), kind)
    outer = spans.select("row", outer_start="start", outer_end="end").sort("row", "outer_start")
    outer = outer.with_columns(C("outer_end").cum_max().over("row"))
    within = paragraphs.join_asof(outer, left_on="start", right_on="outer_start", by="row", check_sortedness=False)
    return marked(within.filter(C("end") <= C("outer_end")), kind)


def marked(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return paragraphs as `Fact.marks` does, all of one kind."""
    if rows.is_empty():
        return no_rows(_MARKED)
    return rows.select("row", "paragraph", kind=pl.lit(kind))
