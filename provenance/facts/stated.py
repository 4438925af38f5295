"""What a file says about its articles: each candidate for a field, as written and as read, and where it stands."""

from __future__ import annotations

import polars as pl

from provenance.facts.base import Fact
from provenance.facts.dates import grammar
from provenance.frames import STATED
from provenance.frames.steps import no_rows

C = pl.col
SCHEMA = STATED.in_shard
DATED = ("published", "modified", "captured", "embargo", "expires")
"""What is a date: it is read here, as every other date is."""
_FORMS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}


def find(records: pl.DataFrame) -> pl.DataFrame:
    """Return what files state of the articles in `records` (frames.STATED in the shard), in their order."""
    if not records["stated"].list.len().sum():
        return no_rows(SCHEMA)
    rows = records.select("row", "language", "stated").filter(C("stated").list.len() > 0)
    rows = rows.explode("stated").unnest("stated").with_row_index("statement")
    dated = C("what").is_in(DATED)
    read = _read(rows.filter(dated))
    rows = rows.join(read, on="statement", how="left", maintain_order="left")
    rows = rows.with_columns(value=pl.when(dated).then("day").otherwise("value"))
    return rows.select(C(name).cast(dtype) for name, dtype in SCHEMA.items())


def _read(rows: pl.DataFrame) -> pl.DataFrame:
    """Return `statement`, `day` (as far as a date is known, in ISO 8601) and `precision` of rows that are dates."""
    language = C("language").str.to_lowercase().str.extract("^([a-z]+)", 1)
    asked = rows.select("statement", "raw", day_first=pl.lit(None, pl.Boolean), language=language)
    dated = grammar.read(asked)
    written = [pl.when(C("precision") == name).then(C("date").dt.strftime(form)) for name, form in _FORMS.items()]
    return dated.select(
        "statement", day=pl.coalesce(*written, C("moment").dt.strftime("%Y-%m-%dT%H:%M:%SZ")), precision="precision"
    )


FACT = Fact(name="stated", find=lambda tables, _: find(tables["records"]), frame=STATED)
