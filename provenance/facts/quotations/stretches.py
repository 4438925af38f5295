"""Quotation marks into stretches: what stands between an opening mark and the mark that closes it."""

from __future__ import annotations

import polars as pl

from provenance.facts.quotations import marks

C = pl.col
COLUMNS = ("row", "article", "open_at", "start", "end", "close_at", "marks", "closed")
_STYLE = {"“": "curly", "”": "curly", "‟": "curly", '"': "straight", "„": "low", "«": "angle", "»": "angle"}


def find(paragraphs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the stretches of `paragraphs` (`row, article, text`) and the double marks they were made from.

    Stretches: `row, article, open_at` (the opening mark), `start, end` (the words), `close_at` (after the closing mark),
    `marks, closed`; offsets count in the paragraph. Marks: as `marks.doubles`, with `stray` (closes nothing). What is
    quoted inside a quotation belongs to it.
    """
    tokens = _pair(marks.doubles(paragraphs))
    size = paragraphs.select("row", size=C("text").str.len_chars().cast(pl.Int64))
    double, single = _doubles(tokens, size), _singles(marks.singles(paragraphs), size)
    open_alone = ~C("closed") & ~C("row").is_in(double["row"].unique().implode())
    found = pl.concat([double, single.filter(C("closed") | open_alone)]).sort("row", "open_at")
    reach = C("close_at").cum_max().over("row").shift(1)
    inside = (C("row") == C("row").shift(1)) & (C("open_at") < reach)
    found = found.filter(~inside.fill_null(value=False))
    return found.select(COLUMNS), tokens


def _pair(tokens: pl.DataFrame) -> pl.DataFrame:
    """Keep the outermost marks where they nest cleanly; where they do not, let each opening mark take the next closing one."""
    tokens = _alternate_straight(tokens)
    depth = (2 * C("opens").cast(pl.Int64) - 1).cum_sum().over("row")
    tokens = tokens.with_columns(_depth=depth)
    clean = ((C("_depth").min() >= 0) & (C("_depth").last() == 0)).over("row")
    outer = C("_depth") == C("opens").cast(pl.Int64)
    tokens = tokens.filter(~clean | outer).drop("_depth")
    opened = (C("opens").shift(1) & (C("row") == C("row").shift(1))).fill_null(value=False)
    return tokens.with_columns(stray=~C("opens") & ~opened)


def _alternate_straight(tokens: pl.DataFrame) -> pl.DataFrame:
    """Let straight marks simply take turns in a paragraph where their spacing misleads but their number is even."""
    depth = (2 * C("opens").cast(pl.Int64) - 1).cum_sum().over("row")
    uneven = (depth != C("opens").cast(pl.Int64)).any().over("row")
    plain = (C("mark").is_in(['"', "'"])).all().over("row") & (pl.len().over("row") % 2 == 0)
    turn = (pl.int_range(pl.len()) - pl.int_range(pl.len()).min().over("row")) % 2 == 0
    nested = (depth.min() >= 0).over("row") & (depth.last() == 0).over("row")
    return tokens.with_columns(opens=pl.when(uneven & plain & ~nested).then(turn).otherwise("opens"))


def _doubles(tokens: pl.DataFrame, size: pl.DataFrame) -> pl.DataFrame:
    mate = (C("row") == C("row").shift(-1)).fill_null(value=False)
    closed = mate & ~C("opens").shift(-1)
    style = pl.when(C("width") == 2).then(pl.lit("typewriter")).otherwise(C("mark").replace_strict(_STYLE, default="straight"))
    found = tokens.with_columns(
        closed=closed.fill_null(value=False),
        _stop=pl.when(mate).then(C("at").shift(-1)),
        _wide=C("width").shift(-1),
    )
    found = found.filter("opens").with_columns(marks=style.cast(pl.String))
    return _finish(found, size)


def _singles(tokens: pl.DataFrame, size: pl.DataFrame) -> pl.DataFrame:
    """Each opening single mark takes the first closing one that is surely no apostrophe, else the first one at all."""
    group = C("opens").cast(pl.Int64).cum_sum().over("row")
    tokens = tokens.with_columns(_group=group).filter(C("_group") > 0)
    closing = ~C("opens")
    stop = pl.coalesce(C("at").filter(closing & C("sure")).first(), C("at").filter(closing).first())
    found = tokens.group_by("row", "_group", maintain_order=True).agg(
        C("article").first(), C("at").first(), C("mark").first(), C("width").first(), _stop=stop
    )
    found = found.with_columns(closed=C("_stop").is_not_null(), _wide=pl.lit(1, pl.Int64), marks=pl.lit("single"))
    return _finish(found.filter(C("closed") | (C("at") == 0) | (C("mark") == "‘")), size)


def _finish(found: pl.DataFrame, size: pl.DataFrame) -> pl.DataFrame:
    found = found.join(size, on="row", how="left", maintain_order="left")
    end = pl.coalesce("_stop", "size")
    return found.select(
        "row",
        "article",
        open_at=C("at"),
        start=C("at") + C("width"),
        end=end,
        close_at=pl.when("closed").then(end + C("_wide")).otherwise(end),
        marks=C("marks"),
        closed=C("closed"),
    )
