"""Articles into paragraphs, with exact offsets, and the kinds that a paragraph's own shape gives away.

Paragraphs are separated by blank lines where the article has one, else every line is a paragraph. A blank line may hold
white space; lines end as Unicode says they may.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues, frames
from provenance.facts import spans
from provenance.facts.date_forms import alternatives
from provenance.facts.date_lines import date_lines

SCHEMA = pl.Schema({**frames.PARAGRAPHS.schema, "article": pl.UInt32()})
_KEYS = ["article", "paragraph"]
_HEAD = 6  # a title is repeated, and authors are named, among so many paragraphs
_LONGEST = 120  # bytes in a heading at the start
_SHORT = 60  # bytes in a heading between paragraphs, which are at least twice as long
_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
_ODD = rf"\n[^\S\n]+\n|[{_LINE_ENDS[1:]}]"
_LINE = rf"[^{_LINE_ENDS}]*(?:\r\n|[{_LINE_ENDS}])|[^{_LINE_ENDS}]+$"


def split(articles: pl.DataFrame, label: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs of `articles` (as frames.PARAGRAPHS, `article` u32), all of kind `body`.

    `label` has `article` and `label_end`: text before that offset is no paragraph.
    """
    texts = _bodies(articles, label)
    odd = texts["text"].str.contains(_ODD)
    plain = texts.filter(~odd)
    spaced = plain["text"].str.contains("\n\n", literal=True)
    parts = [
        _split_at(plain.filter(spaced), "\n\n"),
        _split_at(plain.filter(~spaced), "\n"),
        _split_odd(texts.filter(odd)),
    ]
    found = [part for part in parts if part.height]
    if not found:
        return SCHEMA.to_frame()
    whole = pl.concat(found) if len(found) == 1 else pl.concat(found).sort("article", "start")
    whole = whole.with_columns(
        spans.numbered(whole["article"]).alias("paragraph"),
        end=pl.col("start") + pl.col("text").str.len_chars().cast(pl.Int64),
        kind=pl.lit("body"),
    )
    return whole.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def _bodies(articles: pl.DataFrame, label: pl.DataFrame) -> pl.DataFrame:
    """Return article, text without the label and outer white space, and base, the offset of that text."""
    texts = articles.select("article", "text").join(
        label.select("article", base="label_end"), on="article", how="left", maintain_order="left"
    )
    if label.height:
        behind = pl.col("text").str.slice(pl.col("base").fill_null(0))
        texts = texts.with_columns(text=pl.when(pl.col("base").is_null()).then("text").otherwise(behind))
    base = pl.col("base").fill_null(0) + spans.leading_space(pl.col("text"))
    return texts.with_columns(base=base, text=pl.col("text").str.strip_chars()).filter(pl.col("text") != "")


def _split_at(texts: pl.DataFrame, separator: str) -> pl.DataFrame:
    """Split plain texts at a literal separator; offsets come from one running sum over all of them."""
    width = len(separator)
    size = pl.col("text").str.len_chars().cast(pl.Int64) + width
    pieces = texts.select(
        "article", "base", before=size.cum_sum() - size, text=pl.col("text").str.split(separator)
    ).explode("text")
    length = pl.col("text").str.len_chars().cast(pl.Int64) + width
    return (
        pieces.with_columns(start=length.cum_sum() - length - pl.col("before") + pl.col("base"))
        .select(
            "article",
            start=pl.col("start") + spans.leading_space(pl.col("text")),
            text=pl.col("text").str.strip_chars(),
        )
        .filter(pl.col("text") != "")
    )


def _split_odd(texts: pl.DataFrame) -> pl.DataFrame:
    """Split texts with unusual line ends or white space on blank lines: line by line, exactly."""
    lines = (
        texts.select("article", "base", line=pl.col("text").str.extract_all(_LINE))
        .explode("line")
        .with_columns(_n=pl.col("line").str.len_chars().cast(pl.Int64), _blank=pl.col("line").str.strip_chars() == "")
        .with_columns(start=pl.col("_n").cum_sum().over("article") - pl.col("_n") + pl.col("base"))
    )
    one_a_line = ~pl.col("_blank").any().over("article")
    # U+2029 is a paragraph separator by definition, wherever it stands.
    breaks = pl.col("_blank") | one_a_line | pl.col("line").str.ends_with("\u2029").shift(1).over("article")
    return (
        lines.with_columns(_group=breaks.fill_null(value=False).cum_sum())
        .filter(~pl.col("_blank"))
        .group_by("article", "_group", maintain_order=True)
        .agg(pl.col("start").first(), text=pl.col("line").str.join(""))
        .select(
            "article",
            start=pl.col("start") + spans.leading_space(pl.col("text")),
            text=pl.col("text").str.strip_chars(),
        )
    )


def kinds(paragraphs: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return `paragraphs` with the kind `heading`, `byline` or `dateline` where a body paragraph's own shape shows it.

    A heading repeats the title, or is a short line without a final stop at the start or between longer paragraphs; a
    byline names authors and nothing else; a dateline holds a date, and at most a name or a place.
    """
    found = pl.concat([_shaped(paragraphs, articles), date_lines(paragraphs).select(*_KEYS, kind=pl.lit("dateline"))])
    if found.is_empty():
        return paragraphs
    found = found.unique(_KEYS, keep="last", maintain_order=True).rename({"kind": "shape"})
    joined = paragraphs.join(found, on=_KEYS, how="left", maintain_order="left")
    shaped = (pl.col("kind") == "body") & pl.col("shape").is_not_null()
    return joined.with_columns(kind=pl.when(shaped).then("shape").otherwise("kind")).drop("shape")


def _shaped(paragraphs: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return the headings and bylines among the short paragraphs."""
    size = pl.col("text").str.len_bytes().cast(pl.Int64)
    short = paragraphs.with_columns(
        before=size.shift(1).over("article"), after=size.shift(-1).over("article"), size=size
    ).filter(pl.col("size") <= _LONGEST, pl.col("kind") == "body")
    titles = articles.select("article", title=_folded(pl.col("title")))
    short = short.join(titles, on="article", how="left", maintain_order="left")
    lead, unstopped = pl.col("paragraph") == 0, ~pl.col("text").str.contains(r"[.!?…:;,“”\"»)\]–—-]$")
    repeats = (pl.col("paragraph") < _HEAD) & (_folded(pl.col("text")) == pl.col("title"))
    first = lead & (pl.col("after") > pl.col("size"))
    between = (pl.col("size") <= _SHORT) & (pl.col("before") >= 2 * _SHORT) & (pl.col("after") >= 2 * _SHORT)
    between &= pl.col("text").str.contains(r"^[\p{Lu}][^/|@©:]* [^/|@©:]*$")
    byline = (pl.col("paragraph") < _HEAD) & pl.col("text").str.contains(_byline())
    kind = (
        pl.when(byline).then(pl.lit("byline")).when(repeats | (unstopped & (first | between))).then(pl.lit("heading"))
    )
    return short.select(*_KEYS, kind=kind).drop_nulls()


def _folded(text: pl.Expr) -> pl.Expr:
    """Fold case and white space."""
    return text.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


@cache
def _byline() -> str:
    lines = catalogues.load("bylines")
    opens, joins = (
        lines.select(catalogues.many(column)).explode(column)[column].unique().to_list()
        for column in ("opens", "joins")
    )
    name = r"[\p{Lu}][\p{L}\p{M}.'’-]*"
    return f"^{alternatives(opens)}:?\\s+{name}(?:(?:\\s*[,/|&]\\s*|\\s+)(?:{alternatives(joins)}\\s+)?{name}){{0,9}}$"
