"""How often something is suspicious about the extraction, publisher by publisher: one template spoils all its pages."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance.corpus.base import KEY, CorpusFact
from provenance.frames import EXTRACTIONS
from provenance.frames.steps import no_rows
from provenance.rules.certainty import SUSPECTED

C = pl.col
PAGE = "page"
"""The kind under which all pages of a publisher are counted."""
_KEYS = {KEY: pl.UInt64(), "publisher": pl.String(), "kind": pl.String(), "articles": pl.Int64()}


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return on how many pages of the shard each publisher has each kind: `key, publisher, kind, articles`."""
    if found["comparisons"].is_empty() and found["extraction"].is_empty():
        return no_rows(_KEYS)
    compared = found["comparisons"].select("row", kind=pl.lit(PAGE))
    suspicious = found["extraction"].filter(SUSPECTED).select("row", "kind").unique()
    host = C("url").str.extract(r"^https?://(?:www\.)?([^/:?#]+)", 1)
    named = found["articles"].select("row", publisher=pl.coalesce("publisher", host, pl.lit("")))
    rows = pl.concat([compared, suspicious]).join(named, on="row")
    counted = rows.group_by("publisher", "kind").agg(articles=pl.len().cast(pl.Int64))
    return counted.select(C("publisher").hash(0).alias(KEY), "publisher", "kind", "articles")


def reduce(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the pages of each publisher and kind."""
    return rows.group_by("publisher", "kind").agg(C("articles").sum())


def finish(rows: pl.DataFrame, _: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the kinds of each publisher with their shares, the publishers with most pages first."""
    if rows.is_empty():
        return EXTRACTIONS.empty()
    pages = rows.filter(kind=PAGE).select("publisher", pages="articles")
    shares = rows.join(pages, on="publisher").with_columns(share=C("articles") / C("pages"))
    shares = shares.sort("pages", "publisher", "articles", "kind", descending=[True, False, True, False])
    return EXTRACTIONS.conform(shares)


CORPUS_FACT = CorpusFact(frame=EXTRACTIONS, keys=keys, reduce=reduce, finish=finish)
