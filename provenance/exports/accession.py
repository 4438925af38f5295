"""The accession record: one row an article, as CSV that no spreadsheet runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

from provenance.exports.base import Export
from provenance.runs import fact_tables
from provenance.runs.run import Run
from provenance.storage.external import batches, in_order, paired, slices, turned
from provenance.storage.spill import Spilled

C = pl.col
FIELDS = (
    "article", "source", "record", "sha256", "title", "byline", "publisher", "published", "published_precision",
    "published_from", "photographers", "agencies", "captions", "credited", "quotations", "embeds", "errors",
    "warnings", "infos",
)  # fmt: skip
OF_ARTICLES = ("article", "title", "byline")
OF_SUMMARY = tuple(name for name in FIELDS if name not in {"title", "byline", "photographers", "agencies"})
_SLICE = 20_000
_ROW = "provenance row"  # a column of no frame


def table(summary: Spilled, articles: pl.LazyFrame, captions: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield the accession record some thousand articles at a time.

    Args:
        summary: frames.SUMMARY.
        articles: frames.ARTICLES in the same order.
        captions: frames.CAPTIONS.

    Yields:
        Rows of `FIELDS`, all columns text, empty where nothing is known.
    """
    credited = slices(in_order(_credited(summary, captions), [_ROW]), _SLICE)
    start = 0
    for narrow in slices(summary.each(OF_SUMMARY), _SLICE):
        wide = articles.select(OF_ARTICLES).slice(start, narrow.height).collect()
        start += narrow.height
        if wide.is_empty():  # a run without frames of facts
            wide = wide.clear(narrow.height)
        yield (
            narrow.with_columns(wide.select("title", "byline"))
            .with_columns(next(credited).drop(_ROW))
            .select(C(name).cast(pl.String).fill_null("") for name in FIELDS)
        )


def write_csv(rows: Iterable[pl.DataFrame], path: Path, fields: Sequence[str] = FIELDS) -> None:
    """Write rows of text as CSV (UTF-8 with a mark, as spreadsheets want it), formulas disarmed."""
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        pl.DataFrame(schema=fields).write_csv(file, line_terminator="\r\n")
        for chunk in rows:
            chunk.select(disarmed(name) for name in fields).write_csv(
                file, include_header=False, line_terminator="\r\n"
            )


def disarmed(name: str) -> pl.Expr:
    """Return a column of cells that a spreadsheet takes for text: an apostrophe goes before what it would run."""
    return C(name).str.replace(r"^([=+\-@\t\r])", "'${1}")


def _credited(summary: Spilled, captions: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield who is credited in the captions of each article, by its row in the summary."""
    sides = {
        "summary": turned(summary.each(("article",)), _ROW),
        "captions": batches(captions.select("article", "photographers", "agencies")),
    }
    for part in paired(sides, C("article"), summary.height):
        named = part["summary"].join(_credits(part["captions"]), on="article", how="left", maintain_order="left")
        yield named.drop("article")


def _credits(captions: pl.DataFrame) -> pl.DataFrame:
    return captions.group_by("article", maintain_order=True).agg(
        C(name).explode().drop_nulls().unique(maintain_order=True).str.join("; ").alias(name)
        for name in ("photographers", "agencies")
    )


def write(run: Run, path: Path) -> None:
    """Write the accession record of a run."""
    articles, captions = (fact_tables.scan(run.frames, name) for name in ("articles", "captions"))
    write_csv(table(run.counted, articles, captions), path)


EXPORT = Export(
    name="accession", about="the accession record: a row an article, as CSV", write=write, facts=True,
    taken_for_articles=True,
)  # fmt: skip
