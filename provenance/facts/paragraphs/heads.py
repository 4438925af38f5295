"""The head of an article whose lines have single breaks: byline and date line glued to the story below them.

Posts and exports write `By Ana Lund`, the date and the first sentence on lines that follow each other, and blank lines
only further down. Lines of a story that is wrapped at some width are left together: what is parted is a byline or a
date line that is one as a whole, at most a title before it, and the line below it does not go on in small letters.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues, splitting
from provenance.facts import spans
from provenance.facts.dates.grammar import alternatives
from provenance.facts.dates.lines import date_lines

C = pl.col
_PARAGRAPHS = 3
"""A head stands in so many paragraphs."""
_LINES = 6
"""And among so many lines of one."""
_LONGEST = 160
"""Code points of a line of a head."""


def part(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return `row, start, text` of `paragraphs`, the lines of heads parted from the story."""
    likely = (C("paragraph") < _PARAGRAPHS) & C("text").str.contains("\n", literal=True)
    glued = paragraphs.filter(likely)
    if glued.is_empty():
        return paragraphs
    lines = _lines(glued)
    heads = _heads(lines)
    if heads.is_empty():
        return paragraphs
    above = lines.join(heads, on="glued").filter(C("line") <= C("last"))
    rest = glued.with_row_index("glued").join(heads, on="glued").with_columns(skipped=C("first_after") - C("start"))
    below = rest.drop_nulls("first_after").select("row", start="first_after", text=C("text").str.slice(C("skipped")))
    ended = above.select("row", start="begin", text="text")
    parted = pl.concat([_stripped(ended), _stripped(below)])
    keys = ["row", "paragraph"]
    others = paragraphs.join(rest.select(keys), on=keys, how="anti", maintain_order="left")
    return pl.concat([others.select("row", "start", "text"), parted]).sort("row", "start")


def _lines(glued: pl.DataFrame) -> pl.DataFrame:
    """Return the first lines of paragraphs: `glued, row, line, begin` (offset in the article), `text`."""
    size = C("text").str.len_chars().cast(pl.Int64)
    parts = splitting.split(glued["text"], C("text").str.split("\n"), lambda text: text.split("\n"))
    heads = glued.with_row_index("glued").select("glued", "row", "start", text=parts.list.head(_LINES + 1))
    lines = heads.with_columns(line=pl.int_ranges(0, C("text").list.len())).explode("text", "line")
    before = (size + 1).cum_sum().over("glued") - size - 1
    return lines.select("glued", "row", "line", "text", begin=C("start") + before)


def _heads(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs that begin with a head: `glued, last` (its last line), `first_after` (where the story is).

    A paragraph that is a head and nothing more has no story.
    """
    flagged = lines.with_columns(head=_is_head(lines))
    run = (C("head") | (C("line") == 0)).cast(pl.Int8).cum_min().over("glued") == 1
    last = flagged.filter(run, "head", C("line") < _LINES).group_by("glued").agg(last=C("line").max())
    after = flagged.select("glued", last=C("line") - 1, below="text", first_after="begin")
    heads = last.join(after, on=["glued", "last"], how="left", maintain_order="left")
    goes_on = C("below").str.contains(r"^\s*(?:\p{Ll}|$)").fill_null(value=False)
    return heads.filter(~goes_on).select("glued", "last", "first_after")


def _is_head(lines: pl.DataFrame) -> pl.Series:
    """Tell which lines are a byline or a date line, as a whole; the signature of a post is neither."""
    bare = lines.select(
        row=C("glued").cast(pl.UInt32), paragraph=C("line"), start=pl.lit(0, pl.Int64),
        text=C("text").str.strip_chars(), kind=pl.lit("body"),
    )  # fmt: skip
    fit = (C("text").str.len_chars() <= _LONGEST) & ~C("text").str.contains(r"^[—–-]|@")
    dated = date_lines(bare.filter(fit)).select("row", "paragraph", dated=pl.lit(value=True)).unique()
    joined = bare.join(dated, on=["row", "paragraph"], how="left", maintain_order="left")
    signed = C("text").str.contains(byline()[0]) & C("text").str.contains(byline()[1])
    return joined.select(C("dated").fill_null(value=False) | (fit & signed)).to_series()


def _stripped(parts: pl.DataFrame) -> pl.DataFrame:
    start = C("start") + spans.leading_space(C("text"))
    return parts.select("row", start=start, text=C("text").str.strip_chars()).filter(C("text") != "")


@cache
def byline() -> tuple[str, str]:
    """Return the pattern of the words that open a byline, and that of the whole line."""
    lines = catalogues.load("bylines")
    opens, joins = (
        lines.select(catalogues.many(column)).explode(column)[column].unique().to_list()
        for column in ("opens", "joins")
    )
    name = f"[{spans.CAPITALS}][{spans.LETTERS}.'’-]*"
    start = f"^{alternatives(opens)}:?\\s"
    return start, f"{start}+{name}(?:(?:\\s*[,/|&]\\s*|\\s+)(?:{alternatives(joins)}\\s+)?{name}){{0,9}}$"
