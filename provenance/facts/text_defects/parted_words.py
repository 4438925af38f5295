"""Words that the lines of a printed page have parted: `har-` at the end of one, `bour` at the start of the next.

Text recognition of newspapers leaves them so, and sometimes writes the first half and then the whole word
(`Quoti- Quotidien`). Whether the hyphen belongs to the word cannot be known, so nothing is mended.
"""

from __future__ import annotations

import polars as pl

from provenance.facts import spans
from provenance.frames.steps import no_rows

C = pl.col
_AT_LINE_END = r"\p{L}{2,}[-‐¬\x{AD}][^\S\n]*\n[^\S\n]*\p{Ll}{2,}"
_HALF_AND_WORD = r"(?-u:\b)\p{L}{3,}- \p{L}{4,}"
_TRACE = spans.wide(r"[-‐¬\x{AD}][^\S\n]*\n|\p{L}- \p{L}")
_ADDRESS = r"\n\s*(?:https?|www)$"
# A hyphen that stands for the rest of a word: Hin- und Rückfahrt; in the languages that write so.
_SUSPENDED = r"\n\s*(?:and|or|to|und|oder|sowie|bzw|bis|en|of|och|eller|og)$"

_FOUND = pl.Schema({
    "row": pl.UInt32(), "start": pl.Int64(), "end": pl.Int64(), "text": pl.String(), "paragraph": pl.Int64(),
    "kind": pl.String(), "mended": pl.String(),
})  # fmt: skip


def find(articles: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the parted words (frames.FLAWS in the shard), by article and start.

    Where every line is a paragraph, one stands between two of them: its `paragraph` is null.
    """
    likely = articles.select("row", "text").filter(C("text").str.contains(_TRACE))
    if likely.is_empty():
        return no_rows(_FOUND)
    ends = spans.matches(likely, _AT_LINE_END)
    ends = ends.filter(~C("match").str.contains(_ADDRESS), ~C("match").str.contains(_SUSPENDED))
    halves = spans.matches(likely, _HALF_AND_WORD).with_columns(part=C("match").str.to_lowercase().str.split("- "))
    halves = halves.filter(C("part").list.get(1).str.starts_with(C("part").list.get(0))).drop("part")
    found = pl.concat([ends, halves]).select("row", start="match_start", end="match_end", text="match")
    bounds = paragraphs.select("row", "paragraph", begin="start", stop="end").sort("begin")
    found = found.sort("start").join_asof(bounds, left_on="start", right_on="begin", by="row", check_sortedness=False)
    inside = pl.when(C("end") <= C("stop")).then("paragraph")
    rows = found.with_columns(paragraph=inside, kind=pl.lit("parted"), mended=pl.lit(None, pl.String))
    return rows.drop("begin", "stop").sort("row", "start")
