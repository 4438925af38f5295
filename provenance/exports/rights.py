"""The rights register: a row a picture, with whom its credit names, under which limits, in which article it stands.

What a file states of rights in the whole article (usage terms, copyright) stands beside each of its pictures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from provenance.exports import streams
from provenance.exports.accession import write_csv
from provenance.exports.base import Export
from provenance.frames import FRAMES
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
OF_ARTICLES = ("article", "source", "record", "title", "publisher", "published", "url")
OF_STATED = ("article", "what", "raw")
_STATED = ("usage_terms", "copyright")
_ROW = "provenance row"  # a column of no frame
_BETWEEN = "; "


def rows(run: Run) -> Iterator[pl.DataFrame]:
    """Yield the register in the order of the articles: `FIELDS`, all columns text, empty where nothing is known."""
    return table(
        streams.chunks(run, "captions", OF_CAPTIONS), streams.chunks(run, "articles", OF_ARTICLES),
        streams.chunks(run, "stated", OF_STATED), run.articles,
    )  # fmt: skip


def table(
    captions: Iterable[pl.DataFrame], articles: Iterable[pl.DataFrame], stated: Iterable[pl.DataFrame], number: int
) -> Iterator[pl.DataFrame]:
    """Yield the register of frames that come in chunks, as `rows` does; see `register` for what they are.

    `number` is how many articles there are.
    """
    sides = {"captions": turned(captions, _ROW), "articles": articles, "stated": stated}
    pictures = (_joined(**part) for part in paired(sides, C("article"), number))
    for chunk in in_order(pictures, [_ROW]):
        yield chunk.select(_as_text())


def register(captions: pl.DataFrame, articles: pl.DataFrame, stated: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the rows of some pictures, as `rows` does.

    Args:
        captions: The pictures: the columns `OF_CAPTIONS` of frames.CAPTIONS.
        articles: Their articles: the columns `OF_ARTICLES` of frames.ARTICLES.
        stated: What files state of them: the columns `OF_STATED` of frames.STATED.
    """
    said = FRAMES["stated"].empty().select(OF_STATED) if stated is None else stated
    return _joined(captions, articles, said).select(_as_text())


def _as_text() -> list[pl.Expr]:
    return [C(name).cast(pl.String).fill_null("") for name in FIELDS]


def _joined(captions: pl.DataFrame, articles: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """Return pictures with what is known of their articles; of two articles of one id the first one is told."""
    words = C("raw").unique(maintain_order=True).str.join(_BETWEEN)
    said = {what: stated.filter(what=what).group_by("article").agg(words.alias(what)) for what in _STATED}
    first = articles.unique("article", keep="first", maintain_order=True)
    joined = captions.join(first, on="article", how="left", maintain_order="left")
    for what in _STATED:
        joined = joined.join(said[what], on="article", how="left", maintain_order="left")
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
