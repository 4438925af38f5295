"""The rights register: a row a picture, with whom its credit names, under which limits, in which article it stands.

What a file states of rights in the whole article (usage terms, copyright) stands beside each of its pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from provenance.exports import streams
from provenance.exports.accession import write_csv
from provenance.exports.base import Export
from provenance.runs.run import Run
from provenance.storage.external import in_order, paired, turned

C = pl.col
FIELDS = (
    "agencies", "photographers", "restrictions", "status", "credit", "caption", "article", "source", "record", "title",
    "publisher", "published", "url", "place", "start", "end", "usage_terms", "copyright",
)  # fmt: skip
OF_CAPTIONS = (
    "article", "caption_index", "agencies", "photographers", "restrictions", "status", "credit", "caption", "start",
    "end",
)  # fmt: skip
_OF_ARTICLES = ("article", "source", "record", "title", "publisher", "published", "url")
_STATED = ("usage_terms", "copyright")
_ROW = "provenance row"  # a column of no frame
_BETWEEN = "; "


def rows(run: Run) -> Iterator[pl.DataFrame]:
    """Yield the register in the order of the articles: `FIELDS`, all columns text, empty where nothing is known."""
    sides = {
        "captions": turned(streams.chunks(run, "captions", OF_CAPTIONS), _ROW),
        "articles": streams.chunks(run, "articles", _OF_ARTICLES),
        "stated": streams.chunks(run, "stated", ("article", "what", "raw")),
    }
    pictures = (_joined(**part) for part in paired(sides, C("article"), run.articles))
    for chunk in in_order(pictures, [_ROW]):
        yield chunk.select(C(name).cast(pl.String).fill_null("") for name in FIELDS)


def _joined(captions: pl.DataFrame, articles: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """Return pictures with what is known of their articles; of two articles of one id the first one is told."""
    words = C("raw").unique(maintain_order=True).str.join(_BETWEEN)
    said = {what: stated.filter(what=what).group_by("article").agg(words.alias(what)) for what in _STATED}
    joined = captions.join(articles.unique("article", keep="first", maintain_order=True), on="article", how="left")
    for what in _STATED:
        joined = joined.join(said[what], on="article", how="left")
    place = pl.when(C("caption_index").is_null()).then(pl.lit("text")).otherwise(pl.lit("field"))
    lists = ("agencies", "photographers", "restrictions", "status")
    return joined.with_columns(C(name).list.join(_BETWEEN) for name in lists).with_columns(place=place)


def write(run: Run, path: Path) -> None:
    """Write the rights register of a run."""
    write_csv(rows(run), path, FIELDS)


EXPORT = Export(
    name="rights", about="the rights register: a row a picture, as CSV", write=write, facts=True,
    taken_for_articles=True,
)  # fmt: skip
