"""Metrics of a table: what the schema says, how many rows there are, the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd  # type: ignore[import-untyped, unused-ignore]  # no stubs required of a user
import polars as pl

from provenance.suites.polars_engine.registration import TABLE_KEYS, register_aggregate, register_value

if TYPE_CHECKING:
    from provenance.suites.polars_engine.requests import Request


def _column_types(request: Request) -> list[dict[str, Any]]:
    return [{"name": name, "type": dtype} for name, dtype in request.schema.items()]


def _head(request: Request) -> pd.DataFrame:
    """Return the first rows as pandas, because ``Batch.head`` promises that; no pyarrow is needed."""
    rows = request.rows
    settings = request.values  # noqa: PD011 - no pandas here
    if not settings.get("fetch_all"):
        rows = rows.head(int(settings.get("n_rows") or 5))
    return pd.DataFrame(request.engine.collect(rows).to_dict(as_series=False))


def register_table_metrics() -> None:
    """Register the metrics of a table."""
    register_aggregate("table.row_count", lambda _request: pl.len(), domain_keys=TABLE_KEYS)
    register_value("table.columns", lambda request: request.schema.names(), domain_keys=TABLE_KEYS)
    register_value("table.column_count", lambda request: len(request.schema), domain_keys=TABLE_KEYS)
    register_value(
        "table.column_types",
        _column_types,
        domain_keys=TABLE_KEYS,
        value_keys=("include_nested",),
        defaults={"include_nested": True},
    )
    register_value(
        "table.head",
        _head,
        domain_keys=TABLE_KEYS,
        value_keys=("n_rows", "fetch_all"),
        defaults={"n_rows": 5, "fetch_all": False},
    )
