"""What has changed in the articles that two stored runs have in common, from the facts that lie beside them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from provenance.corpus import versions
from provenance.corpus.versions import captures
from provenance.corpus.versions.changes import changes
from provenance.frames import VERSIONS
from provenance.runs import fact_tables
from provenance.runs.run import Run
from provenance.storage.external import batches, in_order, paired
from provenance.storage.spill import Spilled

PARAGRAPHS = 20
"""Paragraphs of an article, about: by them it is told how many articles are looked at together."""
_READ = ("articles", *captures.FACTS)

C = pl.col


def has_facts(run: Run) -> bool:
    """Tell whether the articles of a stored run lie beside it; those of a run in a bag do not."""
    return run.frames is not None and (run.frames / "articles.parquet").is_file()


def between(before: Run, after: Run, altered: Spilled) -> Spilled:
    """Return what has changed in articles, as frames.VERSIONS; of an id that several records have nothing is told.

    Args:
        before: The earlier run, with its facts.
        after: The later one, with its facts.
        altered: The articles whose records are other bytes than before; they have the column `article`.
    """
    found = Spilled.of(VERSIONS.empty())
    if altered.height:
        ids = altered.frame(("article",))["article"]
        sides = {
            f"{run} {name}": batches(_of(folder.frames, name, ids))
            for run, folder in (("before", before), ("after", after))
            for name in _READ
        }
        for part in paired(sides, C("article"), altered.height * PARAGRAPHS):
            was, now = ({name: part[f"{run} {name}"] for name in _READ} for run in ("before", "after"))
            found.add(_changes(was, now))
    ordered = Spilled()
    for chunk in in_order(found, ["article"]):
        ordered.add(chunk)
    return ordered


def _of(folder: Path | None, name: str, ids: pl.Series) -> pl.LazyFrame:
    return fact_tables.scan(folder, name).filter(C("article").is_in(ids.implode()))


def _changes(was: dict[str, pl.DataFrame], now: dict[str, pl.DataFrame]) -> pl.DataFrame:
    read = [
        {row["article"]: captures.read(row) for row in captures.gathered(_once(side), "article").iter_rows(named=True)}
        for side in (was, now)
    ]
    rows = [
        versions.row(read[0][name], capture, change)
        for name, capture in read[1].items()
        if name in read[0]
        for change in changes(read[0][name], capture)
    ]
    return pl.DataFrame(rows, schema=VERSIONS.schema, orient="row")


def _once(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {**frames, "articles": frames["articles"].filter(C("article").is_unique())}
