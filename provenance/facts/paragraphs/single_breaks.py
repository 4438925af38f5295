"""Paragraphs that only a single line break parts, in articles that elsewhere have blank lines.

A page's `<br>` becomes one line break, its `<p>` a blank line: a whole story may stand in one block. A line that is
longer than any width at which lines are wrapped, and ends a sentence, was ended by its author; so were the others of
its block, but for those that go on in small letters.
"""

from __future__ import annotations

import polars as pl

from provenance import splitting
from provenance.facts import spans
from provenance.facts.line_breaks import LONGEST

C = pl.col
_STOP = r"[.!?…:。！？][\"'”’»)\]]*\s*$"
_GOES_ON = r"^[^\p{L}\p{N}]*\p{Ll}"


def part(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return `row, start, text` of `paragraphs`, those parted that hold several; where none does, what was given."""
    keys = ("row", "start", "text")
    likely = C("text").str.contains("\n", literal=True) & (C("text").str.len_bytes() > LONGEST)
    glued = paragraphs.select(*keys).filter(likely)
    if glued.is_empty():
        return paragraphs
    lines = _lines(glued.with_row_index("glued"))
    ended = C("last") | ~C("text").shift(-1).str.contains(_GOES_ON)
    wide = (C("text").str.len_chars() > LONGEST) & C("text").str.contains(_STOP) & ended & ~C("last")
    lines = lines.filter(wide.any().over("glued")).with_columns(begins=ended.shift(1, fill_value=True))
    if lines.is_empty():
        return paragraphs
    parts = lines.group_by("glued", C("begins").cum_sum().alias("part"), maintain_order=True).agg(
        C("row", "begin").first(), text=C("text").str.join("\n")
    )
    parted = parts.select("row", start=C("begin") + spans.leading_space(C("text")), text=C("text").str.strip_chars())
    blocks = lines.group_by("glued").agg(C("row", "block").first()).select("row", start="block")
    others = paragraphs.select(*keys).join(blocks, on=["row", "start"], how="anti", maintain_order="left")
    return pl.concat([others, parted.filter(C("text") != "")]).sort("row", "start")


def _lines(glued: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of blocks: `glued, row, block` (where it starts), `begin` (of the line), `text`, `last`."""
    parts = splitting.split(glued["text"], C("text").str.split("\n"), lambda text: text.split("\n"))
    lines = glued.select("glued", "row", block="start", text=parts).explode("text")
    size = C("text").str.len_chars().cast(pl.Int64) + 1
    before = size.cum_sum().over("glued") - size
    last = C("glued") != C("glued").shift(-1)
    return lines.with_columns(begin=C("block") + before, last=last.fill_null(value=True))
