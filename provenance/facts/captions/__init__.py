"""Photo captions: those of the `captions` field, and those that stand in the text as if they were paragraphs.

A caption in the text is weighed: its credit, shape, words and neighbours are features (`features`), and what each of
them weighs was learned and stands in the catalogue `caption_weights`. The score is calibrated, so that `confidence` is
the share of right ones among paragraphs that look alike.
"""

from __future__ import annotations

import polars as pl

from provenance.catalogues import Own
from provenance.facts.base import Fact, flowing, marked
from provenance.facts.captions import model
from provenance.facts.captions.refusals import ambiguous, explained, refused
from provenance.facts.credits import parse, said
from provenance.facts.spans import where
from provenance.frames import CAPTIONS
from provenance.frames.steps import no_rows

C = pl.col
_AMBIGUOUS = pl.lit(0.5)
"""Confidence of what is the article's as likely as a caption's: no repair takes it out."""
SCHEMA = CAPTIONS.in_shard


def find(paragraphs: pl.DataFrame, articles: pl.DataFrame, agencies: Own | None = None) -> pl.DataFrame:
    """Return the captions (frames.CAPTIONS in the shard): those in the text first, then those of the field.

    Only paragraphs of kind `body` are weighed; the others count as neighbours. `agencies` is the user's own catalogue.
    """
    both = pl.concat([_standing(paragraphs, agencies), _given(articles, agencies)])
    if both.is_empty():
        return both
    return both.sort("row", "paragraph", "caption_index", nulls_last=True, maintain_order=True)


def _standing(paragraphs: pl.DataFrame, agencies: Own | None) -> pl.DataFrame:
    """Return the paragraphs that are captions."""
    weighed = where(model.weigh(paragraphs, agencies), ~explained())
    if weighed.is_empty():
        return no_rows(SCHEMA)
    found = weighed.filter(C("confidence") >= model.threshold(), C("kind") == "body")
    if found.is_empty():  # then the patterns of what none is need not be built
        return no_rows(SCHEMA)
    found = where(found, ~refused(agencies)).with_columns(
        confidence=pl.when(ambiguous()).then(pl.min_horizontal("confidence", _AMBIGUOUS)).otherwise("confidence")
    )
    return _framed(
        _with_said(found).with_columns(
            caption="text",
            caption_index=pl.lit(None, pl.Int64),
            credit_start=C("credit_start") + C("start"),
            credit_end=C("credit_end") + C("start"),
        )
    )


def _with_said(found: pl.DataFrame) -> pl.DataFrame:
    """Add what captions without a credit say of themselves: (File photo)."""
    silent = found.filter(C("credit").is_null()).select("text", string="place")
    if silent.is_empty():
        return found
    of_silent = said(silent).select(place="string", said="said", limits="restrictions")
    joined = found.join(of_silent, on="place", how="left", maintain_order="left")
    return joined.with_columns(
        status=pl.when(C("credit").is_null()).then(C("said").fill_null([])).otherwise("status"),
        restrictions=pl.when(C("credit").is_null()).then(C("limits").fill_null([])).otherwise("restrictions"),
    ).drop("said", "limits")


def _given(articles: pl.DataFrame, agencies: Own | None) -> pl.DataFrame:
    """Return the captions of the `captions` field: each is one, whatever it looks like."""
    if not articles["captions"].list.len().sum():
        return no_rows(SCHEMA)
    listed = articles.select("row", caption="captions").filter(C("caption").list.len() > 0)
    listed = listed.with_columns(caption_index=pl.int_ranges(0, C("caption").list.len())).explode(
        "caption", "caption_index"
    )
    parsed = parse(listed.filter(C("caption").is_not_null()), "caption", agencies)
    return _framed(
        parsed.with_columns(
            paragraph=pl.lit(None, pl.Int64),
            start=pl.lit(0, pl.Int64),
            end=C("caption").str.len_chars().cast(pl.Int64),
            confidence=pl.lit(1.0),
        )
    )


def _framed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(C(name).cast(dtype) for name, dtype in SCHEMA.items())


FACT = Fact(
    name="captions",
    needs=("records", "paragraphs"),
    yields_to=("posts",),
    find=lambda tables, context: find(flowing(tables), tables["records"], context.own.get("agencies")),
    marks=lambda tables: marked(tables["captions"].filter(C("paragraph").is_not_null()), "caption"),
    frame=CAPTIONS,
    counts={
        "captions": pl.len(),
        "credited": C("credit").is_not_null().sum(),
        "credits_parsed": pl.any_horizontal(
            C(name).list.len().fill_null(0) > 0 for name in ("photographers", "agencies")
        ).sum(),
    },
)
