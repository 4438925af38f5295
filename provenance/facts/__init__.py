"""Text to facts: the tables of a shard, each found by the fact that declares it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from provenance.catalogues import Own
from provenance.errors import PluginError
from provenance.facts import line_breaks, normalised
from provenance.facts.base import PARAGRAPHS, RECORDS, Context, Fact, Tables, mark
from provenance.facts.order import declared
from provenance.frames import FRAMES, ROW


def find(
    records: pl.DataFrame, own: Mapping[str, Own], now: datetime, asked: Mapping[str, pl.Expr] | None = None
) -> dict[str, pl.DataFrame]:
    """Return the frames of facts of a shard of records (frames.RECORDS), by name, `articles` among them.

    In all of them `row` is the number of the article in `records`, and `articles` has its id beside it; `named` brings
    them to their declared form. `own` names the user's catalogues, `asked` is as of `Context`. Raises PluginError for a
    fact of another package whose frame comes without `row`.
    """
    context = Context(own, now, asked or {})
    tables = {RECORDS: records.with_row_index(ROW)}
    for fact in declared():
        made = fact.find(tables, context)
        tables |= {fact.name: made} if isinstance(made, pl.DataFrame) else made
        _require_numbers(fact, tables)
        if fact.marks is not None:
            tables[PARAGRAPHS] = mark(tables[PARAGRAPHS], fact.marks(tables))
    found = {fact.name: tables[fact.name] for fact in declared() if fact.frame is not None}
    return line_breaks.as_written(found, records)


def _require_numbers(fact: Fact, tables: Tables) -> None:
    """Raise PluginError for a fact whose frame does not tell of which articles its rows are."""
    if fact.frame is not None and ROW not in tables[fact.name].columns:
        message = f"the fact {fact.name} gives a table without {ROW}, the number of the article in its shard"
        raise PluginError(message)


def named(found: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Bring frames to their declared form, ids in the place of row numbers, their rows in the order of the articles.

    What is made of the others, `normalised`, stands beside them.
    """
    ids = found["articles"]["article"]
    ordered = {name: rows.sort(ROW, maintain_order=True) for name, rows in found.items()}
    ordered["normalised"] = normalised.make(ordered)
    return {
        name: FRAMES[name].conform(rows.with_columns(ids.gather(rows[ROW]).alias("article")))
        for name, rows in ordered.items()
    }
