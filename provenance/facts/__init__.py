"""Text to facts: the tables of a shard, each found by the fact that declares it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from provenance.catalogues import Own
from provenance.facts import line_breaks, normalised
from provenance.facts.base import PARAGRAPHS, RECORDS, Context, mark
from provenance.facts.order import declared
from provenance.frames import FRAMES


def find(records: pl.DataFrame, own: Mapping[str, Own], now: datetime) -> dict[str, pl.DataFrame]:
    """Return the frames of facts of a shard of records (frames.RECORDS), by name, `articles` among them.

    In all of them `article` is the row number of the article in `records`, and `articles` carries its `id`; `named`
    brings them to their declared form. `own` names the user's catalogues.
    """
    context = Context(own, now)
    tables = {RECORDS: records.rename({"article": "id"}).with_row_index("article")}
    for fact in declared():
        made = fact.find(tables, context)
        tables |= {fact.name: made} if isinstance(made, pl.DataFrame) else made
        if fact.marks is not None:
            tables[PARAGRAPHS] = mark(tables[PARAGRAPHS], fact.marks(tables))
    found = {fact.name: tables[fact.name] for fact in declared() if fact.frame is not None}
    return line_breaks.as_written(found, records)


def named(found: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Replace row numbers by ids and bring every frame to its declared form, its rows in the order of the articles.

    What is made of the others, `normalised`, stands beside them.
    """
    ids = found["articles"]["id"]
    ordered = {name: rows.sort("article", maintain_order=True) for name, rows in found.items()}
    ordered["normalised"] = normalised.make(ordered)
    return {
        name: FRAMES[name].conform(rows.with_columns(ids.gather(rows["article"]).alias("article")))
        for name, rows in ordered.items()
    }
