"""The accession record: one row an article, as CSV that no spreadsheet runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from provenance.exports.base import Export
from provenance.runs import fact_tables
from provenance.runs.run import Run

C = pl.col
FIELDS = (
    "article", "source", "record", "sha256", "title", "byline", "publisher", "published", "published_precision",
    "published_from", "photographers", "agencies", "captions", "credited", "quotations", "embeds", "errors",
    "warnings", "infos",
)  # fmt: skip
OF_ARTICLES = ("article", "title", "byline")
OF_SUMMARY = tuple(name for name in FIELDS if name not in {"title", "byline", "photographers", "agencies"})
_SLICE = 20_000


def table(summary: Iterable[pl.DataFrame], articles: pl.LazyFrame, captions: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield the accession record some thousand articles at a time.

    Args:
        summary: frames.SUMMARY in chunks.
        articles: frames.ARTICLES in the same order.
        captions: frames.CAPTIONS.

    Yields:
        Rows of `FIELDS`, all columns text, empty where nothing is known.
    """
    credited = captions.select("article", "photographers", "agencies").collect()
    start = 0
    for chunk in (part for each in summary for part in each.iter_slices(_SLICE)):
        narrow = chunk.select(OF_SUMMARY)
        wide = articles.select(OF_ARTICLES).slice(start, narrow.height).collect()
        start += narrow.height
        names = _credits(credited.filter(C("article").is_in(narrow["article"].implode())))
        if wide.is_empty():  # a run without frames of facts
            wide = wide.clear(narrow.height)
        yield (
            narrow.with_columns(wide.select("title", "byline"))
            .join(names, on="article", how="left", maintain_order="left")
            .select(C(name).cast(pl.String).fill_null("") for name in FIELDS)
        )


def write_csv(rows: Iterable[pl.DataFrame], path: Path) -> None:
    """Write the rows of `table` as CSV (UTF-8 with a mark, as spreadsheets want it), formulas disarmed."""
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        pl.DataFrame(schema=FIELDS).write_csv(file, line_terminator="\r\n")
        for chunk in rows:
            chunk.select(disarmed(name) for name in FIELDS).write_csv(
                file, include_header=False, line_terminator="\r\n"
            )


def disarmed(name: str) -> pl.Expr:
    """Return a column of cells that a spreadsheet takes for text: an apostrophe goes before what it would run."""
    return C(name).str.replace(r"^([=+\-@\t\r])", "'${1}")


def _credits(captions: pl.DataFrame) -> pl.DataFrame:
    return captions.group_by("article", maintain_order=True).agg(
        C(name).explode().drop_nulls().unique(maintain_order=True).str.join("; ").alias(name)
        for name in ("photographers", "agencies")
    )


def write(run: Run, path: Path) -> None:
    """Write the accession record of a run."""
    articles, captions = (fact_tables.scan(run.frames, name) for name in ("articles", "captions"))
    write_csv(table(run.counted.each(OF_SUMMARY), articles, captions), path)


EXPORT = Export(name="accession", about="the accession record: a row an article, as CSV", write=write, facts=True)
