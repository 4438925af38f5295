"""Offsets to lines and columns: where each finding stands, and the words that prove it."""

from __future__ import annotations

import polars as pl

from provenance import splitting
from provenance.frames import FINDINGS, ROW
from provenance.frames.steps import in_steps

EXCERPT = 160
"""Code points of the cited text that a finding shows."""

C = pl.col
_PART = 2_000  # code points
_BLANK = 2
"""Code points behind a run that are still known to stand there: the blank or the gap between two paragraphs."""
_COLUMNS = ("column", "column_bytes", "end_line", "end_column", "end_column_bytes")
_NOWHERE = [pl.lit(None, pl.Int64).alias(name) for name in _COLUMNS]


def locate(found: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give each finding its article's id and source, and each span its line, column and excerpt."""
    place = articles.select(
        C(ROW).cast(pl.UInt32), C("article").alias("a_article"), C("source").alias("a_source"),
        C("record").alias("a_record"), C("line").alias("a_line"), "text",
    )  # fmt: skip
    absent = [
        pl.lit(None, FINDINGS.schema[name]).alias(name)
        for name in ("paragraph", "start", "end", "line", "source", "record", "formerly")
        if name not in found.columns
    ]
    of_field = C("caption_index").is_not_null() if "caption_index" in found.columns else pl.lit(value=False)
    ends = [pl.when(~of_field).then(C(name)).alias(name) for name in ("start", "end")]  # a field has other offsets
    placed = found.lazy().with_columns(absent).join(place.lazy(), on=ROW, how="left", maintain_order="left")
    found = placed.with_columns(ends).pipe(in_steps)
    is_cited = found["start"].is_not_null() & found["text"].is_not_null()
    parts = [_spanned(found.filter(is_cited), _pages(articles))] if is_cited.any() else []
    if not parts or not is_cited.all():
        parts.append(_named(found.filter(~is_cited).with_columns(_NOWHERE, replacement=pl.lit(None, pl.String))))
    return pl.concat(parts, how="vertical_relaxed")


def _pages(articles: pl.DataFrame) -> pl.DataFrame | None:
    """Return the articles whose text is that of a page (`row, text, places`); None where there are none."""
    if "places" not in articles.columns or articles["places"].null_count() == articles.height:
        return None
    return articles.filter(C("places").is_not_null()).select(C(ROW).cast(pl.UInt32), "text", "places")


def _spanned(found: pl.DataFrame, pages: pl.DataFrame | None) -> pl.DataFrame:
    """Add the line and columns of each span, and its excerpt where the frame of the rule cites none.

    Where a text is not its file's, they are those of the file: `pages` say where it stands there.
    """
    is_mute = found["excerpt"].is_null()
    if is_mute.any():
        cited = C("text").str.slice(C("start"), (C("end") - C("start")).clip(upper_bound=EXCERPT))
        found = pl.concat([found.filter(~is_mute), found.filter(is_mute).with_columns(excerpt=cited)])
    elsewhere = []
    if pages is not None:
        of_pages = C(ROW).is_in(pages[ROW].implode())
        elsewhere = [_in_file(found.filter(of_pages), pages)]
        found = found.filter(~of_pages)
    of_container = found["a_record"].is_not_null()
    others = found.filter(of_container).drop("text").with_columns(C("a_line").alias("line"), *_NOWHERE)
    parts = [*elsewhere, others]
    if not of_container.all():
        own = found.filter(~of_container)
        lines = _lines(own.select(ROW, "text").unique(ROW)).lazy()
        placed = _placed(_placed(own.lazy().drop("text"), lines, "start", ""), lines, "end", "end_")
        parts.append(placed.with_columns(C("line") + C("a_line"), C("end_line") + C("a_line")).pipe(in_steps))
    filled = [part.select(others.columns) for part in parts if part.height]
    return _named(pl.concat(filled, how="vertical_relaxed"))


def _in_file(found: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Add line and columns of each span in its file, or in the page of its record in a web archive.

    They are those of its first code point, and behind its last one.
    """
    runs = pages.explode("places").unnest("places").sort("at")
    runs = runs.rename({"line": "_line", "column": "_column", "column_bytes": "_bytes"})
    found = found.drop("text", "line")
    found = found.with_columns(replacement=pl.lit(None, pl.String))  # mark-up may stand between its words
    placed = _at(found, runs, C("start"), 0).rename({"_line": "line", "_column": "column", "_bytes": "column_bytes"})
    ends = pl.max_horizontal(C("start"), C("end") - 1)
    named = {"_line": "end_line", "_column": "end_column", "_bytes": "end_column_bytes"}
    ended = _at(placed, runs, ends, 1).rename(named)
    known = pl.all_horizontal(C("column", "end_column").is_not_null())
    ended = ended.with_columns(pl.when(known).then(C(*(name for name in _COLUMNS if name != "end_line"))))
    of_page = C("a_record").is_null() | C("column").is_not_null()  # the lines of a web archive itself are not told
    return ended.with_columns(pl.when(of_page).then(C("line", "end_line")))


def _at(found: pl.DataFrame, runs: pl.DataFrame, offset: pl.Expr, behind: int) -> pl.DataFrame:
    """Add `_line, _column, _bytes` of an offset in the text, `behind` code points further on."""
    turned = found.with_columns(_offset=offset).with_row_index("_turn").sort("_offset")
    near = turned.join_asof(runs, left_on="_offset", right_on="at", by=ROW, check_sortedness=False)
    into = C("_offset") - C("at")
    inside = into < C("length") + _BLANK
    into = pl.min_horizontal(into, C("length") - 1) + behind
    weight = C("text").str.slice(C("at"), into).str.len_bytes().cast(pl.Int64)
    placed = [pl.when(inside).then(C("_column") + into), pl.when(inside).then(C("_bytes") + weight)]
    return near.with_columns(placed).sort("_turn").select(*found.columns, "_line", "_column", "_bytes")


def _lines(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of `texts` (`row, text`) by `first` (offset in the text): `row, number, first, begin, part`.

    A long line is cut into parts, so that nothing far away is counted again for every finding; `begin` and
    `begin_bytes` tell how far into its line a part begins.
    """
    parts = splitting.split(texts["text"], C("text").str.split("\n"), lambda text: text.split("\n"))
    size, weight = C("part").str.len_chars().cast(pl.Int64), C("part").str.len_bytes().cast(pl.Int64)
    zero = pl.lit(0, pl.Int64)
    lines = (
        texts.lazy()
        .select(ROW, part=parts)
        .with_columns(number=pl.int_ranges(0, C("part").list.len()))
        .explode("part", "number")
        .with_columns(first=((size + 1).cum_sum() - size - 1).over(ROW), begin=zero, begin_bytes=zero)
        .sort("first")
        .pipe(in_steps)
    )
    is_long = lines.select(size > _PART).to_series()
    if not is_long.any():
        return lines
    short, long = lines.filter(~is_long), lines.filter(is_long).drop("begin", "begin_bytes")
    long = long.with_columns(pl.Series("part", map(_cut, long["part"]), dtype=pl.List(pl.String))).explode("part")
    long = long.with_columns(
        begin=(size.cum_sum() - size).over(ROW, "number"),
        begin_bytes=(weight.cum_sum() - weight).over(ROW, "number"),
    )
    return pl.concat([short, long.with_columns(C("first") + C("begin"))]).sort("first")


def _cut(line: str) -> list[str]:
    """Return the parts of a long line. Python does it in a third of the time and memory of a pattern."""
    return [line[start : start + _PART] for start in range(0, len(line), _PART)]


def _placed(found: pl.LazyFrame, lines: pl.LazyFrame, offset: str, prefix: str) -> pl.LazyFrame:
    """Add number, column and column in bytes of the `offset` of each finding (the number from 0)."""
    numbered = found.with_row_index("_turn").sort(offset)
    near = numbered.join_asof(lines, left_on=offset, right_on="first", by=ROW, check_sortedness=False)
    inside = C("part").str.head(C(offset) - C("first"))
    near = near.with_columns(
        C("number").alias(f"{prefix}line"),
        (C(offset) - C("first") + C("begin") + 1).alias(f"{prefix}column"),
        (inside.str.len_bytes().cast(pl.Int64) + C("begin_bytes") + 1).alias(f"{prefix}column_bytes"),
    )
    return near.sort("_turn").drop("_turn", "number", "first", "part", "begin", "begin_bytes")


def _named(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(
        pl.coalesce("article", "a_article").alias("article"),
        "code", "name", "severity", "paragraph", "start", "end",
        pl.coalesce("line", "a_line").alias("line"),
        *_COLUMNS, "excerpt", "replacement", "message",
        pl.coalesce("source", "a_source").alias("source"),
        pl.coalesce("record", "a_record").alias("record"),
        pl.lit("new").alias("status"), "stands_for", "confidence", "formerly",
    )  # fmt: skip
