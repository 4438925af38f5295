"""Metrics that run a user's SQL, through Polars' own SQL; ``{batch}`` in a query stands for the batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa  # type: ignore[attr-defined]  # re-exported
from great_expectations.data_context.data_context.context_factory import project_manager
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine

from provenance.suites.polars_engine.engine import NativePolarsExecutionEngine
from provenance.suites.polars_engine.registration import BATCH_KEYS, register_value
from provenance.suites.polars_engine.samples import VALUE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.suites.polars_engine.requests import Request

_BATCH = "gx_batch"


def _answer(request: Request, parameter: str) -> pl.LazyFrame:
    """Return the answer to the query that the request holds under ``parameter``, uncollected."""
    query = request.values[parameter]
    return pl.SQLContext(frames={_BATCH: request.rows}).execute(query.format(batch=_BATCH))


def _rows(parameter: str, limit: int | None) -> Callable[[Request], list[dict[str, Any]]]:
    def rows(request: Request) -> list[dict[str, Any]]:
        answer = _answer(request, parameter)
        return request.engine.collect(answer if limit is None else answer.head(limit)).to_dicts()

    return rows


def _row_count(parameter: str) -> Callable[[Request], int]:
    def row_count(request: Request) -> int:
        return int(request.engine.collect(_answer(request, parameter).select(pl.len())).item())

    return row_count


def _other_source(name_key: str, query_key: str) -> Callable[[Request], list[dict[str, Any]]]:
    def rows(request: Request) -> list[dict[str, Any]]:
        """Ask another data source of the context: a Polars one by the names of its assets, or an SQL database."""
        source: Any = project_manager.get_datasources()[request.values[name_key]]
        query, engine = request.values[query_key], source.get_execution_engine()
        if isinstance(engine, SqlAlchemyExecutionEngine):
            answer = engine.execute_query(sa.text(query))
            return [dict(row) for row in answer.mappings().fetchall()]
        if not isinstance(engine, NativePolarsExecutionEngine):
            message = f"data source {request.values[name_key]!r} answers no SQL"
            raise TypeError(message)
        context = pl.SQLContext(frames=source.tables())
        return engine.collect(context.execute(query)).to_dicts()

    return rows


def register_sql_metrics() -> None:
    """Register the metrics that run SQL."""
    shown = _rows("unexpected_rows_query", VALUE_LIMIT)
    rows = {
        "unexpected_rows_query": shown,
        "base_query": _rows("base_query", None),
        "query": _rows("query", VALUE_LIMIT),
    }
    for prefix, parameter in (("unexpected_rows_query",) * 2, ("base_query",) * 2):
        register_value(f"{prefix}.table", rows[parameter], domain_keys=BATCH_KEYS, value_keys=(parameter,))
    register_value(
        "unexpected_rows_query.row_count",
        _row_count("unexpected_rows_query"),
        domain_keys=BATCH_KEYS,
        value_keys=("unexpected_rows_query",),
    )
    register_value("query.row_count", _row_count("query"), domain_keys=BATCH_KEYS, value_keys=("query",))
    register_value("query.table", rows["query"], domain_keys=BATCH_KEYS, value_keys=("query", "fetch_all"))
    for metric, query_key, name_key in (
        ("comparison_query.data_source_table", "comparison_query", "comparison_data_source_name"),
        ("query.data_source_table", "query", "data_source_name"),
    ):
        keys = (query_key, name_key)
        register_value(metric, _other_source(name_key, query_key), domain_keys=BATCH_KEYS, value_keys=keys)
