"""The normalised article: its own words as one clean text, and what stood among them in columns beside it.

The body holds the paragraphs of kind `body` and no others: labels, furniture, captions, posts, notices, datelines,
bylines and headings are facts of their own. Nothing is rewritten, so every paragraph leads back into `articles.text`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter

import polars as pl

from provenance.frames import NORMALISED

BETWEEN = "\n\n"
"""What stands between two paragraphs of a body."""
C = pl.col


def make(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the normalised articles of a shard.

    Args:
        found: The frames of facts in the shard by name, their rows in the order of the articles.

    Returns:
        frames.NORMALISED, and `row`: one an article, in their order.
    """
    articles = found["articles"]
    kept = (name for name in NORMALISED.schema if name in articles.columns and name != "captions")
    made = articles.select("row", *kept)
    for rows in (
        _bodies(found["paragraphs"]),
        _gathered("captions", found["captions"].with_columns(text="caption")),
        _gathered("embeds", found["embeds"].with_columns(text=_cited(found["embeds"], articles["text"]))),
        _gathered("notices", found["lineage"]),
    ):
        made = made.join(rows, on="row", how="left", maintain_order="left")
    return made.with_columns(C("body").fill_null(""), *map(_never_null, ("offsets", "captions", "embeds", "notices")))


def _bodies(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return `row, body, offsets` of the articles that have a body."""
    length = C("end") - C("start")
    before = (length + len(BETWEEN)).cum_sum().over("row") - length - len(BETWEEN)
    parts = paragraphs.filter(kind="body").with_columns(body=before, length=length)
    return parts.group_by("row", maintain_order=True).agg(
        C("text").str.join(BETWEEN).alias("body"),
        pl.struct("body", text="start", length="length").alias("offsets"),
    )


def _gathered(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return `row` and the rows of each as a list, with the fields that the column `name` declares."""
    fields = NORMALISED.empty()[name].explode().struct.fields
    return rows.group_by("row", maintain_order=True).agg(pl.struct(fields).alias(name))


def _never_null(name: str) -> pl.Expr:
    """Give the articles that have none of it an empty list."""
    return pl.coalesce(C(name), pl.lit([], NORMALISED.schema[name])).alias(name)


def _cited(rows: pl.DataFrame, texts: pl.Series) -> pl.Series:
    """Return `text[start:end]` for rows of facts in the order of the articles; a text is looked up once.

    Polars counts the code points of a text anew for every slice of it: thousands in one article cost its square.
    """

    def each() -> Iterator[str]:
        for row, spans in groupby(rows.select("row", "start", "end").iter_rows(), key=itemgetter(0)):
            text: str = texts[row]
            yield from (text[start:end] for _, start, end in spans)

    return pl.Series("text", list(each()), dtype=pl.String)
