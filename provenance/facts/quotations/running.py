"""Running quotations: which stretches are one quotation that goes on in a later paragraph.

A paragraph that leaves a quotation open, followed by one that opens with a mark, is the convention and no defect. What
is not the article's own text (a caption, an embedded post, page furniture) may stand between; a sentence of the article
between them ends the quotation.
"""

from __future__ import annotations

import polars as pl

C = pl.col
READ = ("body", "dateline", "heading")
INTERRUPTS = ("caption", "embed", "boilerplate")


def link(quoted: pl.DataFrame, tokens: pl.DataFrame, paragraphs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Number the quotations of each article and add `continues` and `interrupted_by`; also return the stray marks.

    `stretches` and `tokens` as `stretches.find` gives them; `paragraphs` are all, as `paragraph_row, row, kind`.
    A single mark left open counts only if the next paragraph takes it up: else it is an apostrophe. A closing mark with
    nothing open in its paragraph is stray unless the paragraph before left a quotation open: then it closes that one.
    """
    chain = _chain(paragraphs)
    late = _closed_late(quoted, tokens.filter("stray"), chain)
    stray = tokens.filter("stray").join(
        late, left_on=["paragraph_row", "at"], right_on=["paragraph_row", "end"], how="anti"
    )
    if late.height:
        quoted = pl.concat([quoted, late]).sort("paragraph_row", "open_at")
    found = _link(quoted, chain)
    idle = (C("marks") == "single") & ~C("closed") & ~C("continues")
    if found.select(idle.any()).item():
        kept = quoted.join(found.filter(idle), on=["paragraph_row", "open_at"], how="anti", maintain_order="left")
        found = _link(kept, chain)
    return found, stray


def rejoin(quoted: pl.DataFrame) -> pl.DataFrame:
    """Say anew which stretches go on, after some were left out: the next one is of the same quotation and article."""
    goes_on = ((C("row") == C("row").shift(-1)) & (C("quotation") == C("quotation").shift(-1))).fill_null(value=False)
    return quoted.with_columns(continues=goes_on, interrupted_by=pl.when(goes_on).then("interrupted_by"))


def _closed_late(quoted: pl.DataFrame, stray: pl.DataFrame, chain: pl.DataFrame) -> pl.DataFrame:
    """Return the stretches that begin with their paragraph, without a mark, and end a quotation left open before."""
    first = quoted.group_by("paragraph_row", maintain_order=True).agg(_first=C("open_at").first())
    last = quoted.group_by("paragraph_row", maintain_order=True).agg(_open=~C("closed").last(), marks=C("marks").last())
    return (
        stray.unique("paragraph_row", keep="first", maintain_order=True)
        .join(first, on="paragraph_row", how="left", maintain_order="left")
        .filter(C("_first").is_null() | (C("at") < C("_first")))
        .join(chain, on="paragraph_row", maintain_order="left")
        .join(last.filter("_open"), left_on="previous", right_on="paragraph_row", maintain_order="left")
        .select(
            "paragraph_row",
            "row",
            open_at=pl.lit(0, pl.Int64),
            start=pl.lit(0, pl.Int64),
            end=C("at"),
            close_at=C("at") + C("width"),
            marks=C("marks"),
            closed=pl.lit(value=True),
            follows_sentence=pl.lit(value=False),
        )
    )


def _link(quoted: pl.DataFrame, chain: pl.DataFrame) -> pl.DataFrame:
    found = quoted.join(chain, on="paragraph_row", how="left", maintain_order="left")
    left_open = (~C("closed")).shift(1) & (C("paragraph_row").shift(1) == C("previous"))
    same_marks = C("marks").is_in(["curly", "straight"]) & C("marks").shift(1).is_in(["curly", "straight"])
    same_marks |= C("marks") == C("marks").shift(1)
    reopens = (C("open_at") == 0) & left_open & same_marks & C("previous").is_not_null()
    # Where the paragraphs were lost, the next mark follows in the same one, after the end of a sentence.
    flattened = (
        (C("paragraph_row") == C("paragraph_row").shift(1)) & ~C("closed").shift(1) & same_marks & C("follows_sentence")
    )
    between = pl.when(~flattened).then("intruder")  # nothing stands between stretches of one paragraph
    found = found.with_columns(between.alias("intruder"), _going_on=(reopens | flattened).fill_null(value=False))
    number = (~C("_going_on")).cum_sum().over("row").cast(pl.Int64) - 1
    return found.with_columns(
        quotation=number,
        continues=C("_going_on").shift(-1).fill_null(value=False),
        interrupted_by=pl.when(C("_going_on").shift(-1)).then(C("intruder").shift(-1)),
    ).drop("previous", "intruder", "follows_sentence", "_going_on")


def _chain(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """For each body paragraph: the one before it that is body, and the kind of the first intruder between."""
    bodies = paragraphs.filter(C("kind") == "body").select(
        "paragraph_row", previous=pl.when(C("row") == C("row").shift(1)).then(C("paragraph_row").shift(1))
    )
    intruders = paragraphs.filter(C("kind").is_in(INTERRUPTS)).select("paragraph_row", intruder="kind")
    if intruders.is_empty():
        return bodies.with_columns(intruder=pl.lit(None, pl.String))
    after = intruders.join_asof(
        bodies.select(C("paragraph_row").alias("body"), "paragraph_row"), on="paragraph_row", strategy="forward"
    )
    first = after.filter(C("body").is_not_null()).unique("body", keep="first", maintain_order=True)
    return bodies.join(
        first.select(paragraph_row="body", intruder="intruder"), on="paragraph_row", how="left", maintain_order="left"
    )
