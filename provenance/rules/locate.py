"""Offsets to lines and columns: where each finding stands, and the words that prove it."""

from __future__ import annotations

import polars as pl

from provenance.frames import FINDINGS

EXCERPT = 160
"""Code points of the cited text that a finding shows."""

C = pl.col
_PART = 2_000  # code points
_COLUMNS = ("column", "column_bytes", "end_line", "end_column", "end_column_bytes")


def locate(found: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give each finding its article's id and source, and each span its line, column and excerpt."""
    place = articles.select(
        C("article").cast(pl.UInt32).alias("row"), C("id").alias("a_id"), C("source").alias("a_source"),
        C("record").alias("a_record"), C("line").alias("a_line"), "text",
    )  # fmt: skip
    absent = [
        pl.lit(None, FINDINGS.schema[name]).alias(name)
        for name in ("paragraph", "start", "end", "line", "source", "record")
        if name not in found.columns
    ]
    found = found.with_columns(absent).join(place, on="row", how="left", maintain_order="left")
    if "caption_index" in found.columns:  # offsets in a field are no offsets in the text
        of_field = C("caption_index").is_not_null()
        found = found.with_columns(pl.when(~of_field).then(C(name)).alias(name) for name in ("start", "end"))
    spanned = C("start").is_not_null() & C("text").is_not_null()
    plain, cited = found.filter(~spanned), found.filter(spanned)
    nowhere = [pl.lit(None, pl.Int64).alias(name) for name in _COLUMNS] + [pl.lit(None, pl.String).alias("replacement")]
    return pl.concat([_named(plain.with_columns(nowhere), C("line")), _spanned(cited)], how="vertical_relaxed")


def _spanned(found: pl.DataFrame) -> pl.DataFrame:
    """Add the line and columns of each span, and its excerpt where the frame of the rule cites none."""
    told = found.filter(C("excerpt").is_not_null())
    mute = found.filter(C("excerpt").is_null())
    cited = C("text").str.slice(C("start"), (C("end") - C("start")).clip(upper_bound=EXCERPT))
    found = pl.concat([told, mute.with_columns(excerpt=cited)])
    own = found.filter(C("a_record").is_null())
    lines = _lines(own.select("row", "text").unique("row"))
    placed = _placed(_placed(own.drop("text"), lines, "start", ""), lines, "end", "end_")
    placed = placed.with_columns(C("line") + C("a_line"), C("end_line") + C("a_line"))
    of_container = found.filter(C("a_record").is_not_null()).drop("text")
    nowhere = [pl.lit(None, pl.Int64).alias(name) for name in _COLUMNS]
    others = of_container.with_columns(C("a_line").alias("line"), *nowhere)
    return _named(pl.concat([placed.select(others.columns), others], how="vertical_relaxed"), C("line"))


def _lines(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of `texts` (`row, text`): `row, number, first` (offset in the text), `begin` and `part`.

    A long line is cut into parts, so that nothing far away is counted again for every finding; `begin` and
    `begin_bytes` tell how far into its line a part begins.
    """
    split = texts.select("row", part=C("text").str.split("\n"))
    lines = split.with_columns(number=pl.int_ranges(0, C("part").list.len())).explode("part", "number")
    size, weight = C("part").str.len_chars().cast(pl.Int64), C("part").str.len_bytes().cast(pl.Int64)
    lines = lines.with_columns(first=((size + 1).cum_sum() - size - 1).over("row"))
    zero, is_long = pl.lit(0, pl.Int64), size > _PART
    short = lines.filter(~is_long).with_columns(begin=zero, begin_bytes=zero)
    long = lines.filter(is_long)
    if long.is_empty():  # else the pattern, large by its count, need not be built
        return short.sort("row", "first", maintain_order=True)
    long = long.with_columns(C("part").str.extract_all(rf"(?s).{{1,{_PART}}}")).explode("part")
    long = long.with_columns(
        begin=(size.cum_sum() - size).over("row", "number"),
        begin_bytes=(weight.cum_sum() - weight).over("row", "number"),
    )
    return pl.concat([short, long.with_columns(C("first") + C("begin"))]).sort("row", "first", maintain_order=True)


def _placed(found: pl.DataFrame, lines: pl.DataFrame, offset: str, prefix: str) -> pl.DataFrame:
    """Add number, column and column in bytes of the `offset` of each finding (the number from 0)."""
    numbered = found.with_row_index("_turn").sort(offset)
    near = numbered.join_asof(lines.sort("first"), left_on=offset, right_on="first", by="row", check_sortedness=False)
    inside = C("part").str.head(C(offset) - C("first"))
    near = near.with_columns(
        C("number").alias(f"{prefix}line"),
        (C(offset) - C("first") + C("begin") + 1).alias(f"{prefix}column"),
        (inside.str.len_bytes().cast(pl.Int64) + C("begin_bytes") + 1).alias(f"{prefix}column_bytes"),
    )
    return near.sort("_turn").drop("_turn", "number", "first", "part", "begin", "begin_bytes")


def _named(found: pl.DataFrame, line: pl.Expr) -> pl.DataFrame:
    return found.select(
        pl.coalesce("id", "a_id").alias("article"),
        "code", "name", "severity", "paragraph", "start", "end",
        pl.coalesce(line, C("a_line")).alias("line"),
        *_COLUMNS, "excerpt", "replacement", "message",
        pl.coalesce("source", "a_source").alias("source"),
        pl.coalesce("record", "a_record").alias("record"),
        pl.lit("new").alias("status"), "stands_for", "confidence",
    )  # fmt: skip
