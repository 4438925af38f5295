"""Metrics that run a user's SQL, through Polars' own SQL.

``{batch}`` in a query stands for the batch; the other assets of the data source are tables under their names.
"""

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
    from collections.abc import Callable, Mapping

    from provenance.suites.polars_engine.requests import Request

_MESSAGE_LENGTH = 300


class QueryError(ValueError):
    """A query that Polars' SQL does not understand."""


def _answer(request: Request, parameter: str) -> pl.LazyFrame:
    """Return the answer to the query that the request holds under ``parameter``, uncollected."""
    batch = "gx_batch"
    while batch in request.engine.table_names():
        batch += "_"
    query = request.values[parameter].format(batch=batch)
    return execute(query, {**mentioned(query, request.engine), batch: request.rows})


def mentioned(query: str, engine: NativePolarsExecutionEngine, *, besides: str = "") -> Mapping[str, pl.LazyFrame]:
    """Return the data of the assets whose names stand in a query, one aside: only these are opened."""
    return engine.find_tables(name for name in engine.table_names() if name in query and name != besides)


def execute(query: str, tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """Return the answer to a query over these tables, uncollected.

    Raises:
        QueryError: if Polars' SQL does not understand it; its own message may print a syntax tree.
    """
    try:
        return pl.SQLContext(frames=tables).execute(query)
    except (pl.exceptions.SQLInterfaceError, pl.exceptions.SQLSyntaxError) as error:
        reason = str(error).strip().split("\n", 1)[0]
        reason = reason if len(reason) <= _MESSAGE_LENGTH else f"{reason[:_MESSAGE_LENGTH]}…"
        message = f"Polars' SQL cannot run this query: {reason}"
        raise QueryError(message) from error


def _rows(parameter: str, limit: int | None) -> Callable[[Request], list[dict[str, Any]]]:
    """Return the metric that lists the rows of an answer, cut at ``limit`` unless all of them are asked for."""

    def rows(request: Request) -> list[dict[str, Any]]:
        answer = _answer(request, parameter)
        wanted = None if request.values.get("fetch_all") else limit
        return request.engine.collect(answer if wanted is None else answer.head(wanted)).to_dicts()

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
        return engine.collect(execute(query, mentioned(query, engine))).to_dicts()

    return rows


def register_sql_metrics() -> None:
    """Register the metrics that run SQL."""
    for parameter, limit in (("unexpected_rows_query", VALUE_LIMIT), ("base_query", None)):
        rows = _rows(parameter, limit)
        register_value(f"{parameter}.table", rows, domain_keys=BATCH_KEYS, value_keys=(parameter,))
    register_value(
        "unexpected_rows_query.row_count",
        _row_count("unexpected_rows_query"),
        domain_keys=BATCH_KEYS,
        value_keys=("unexpected_rows_query",),
    )
    register_value("query.row_count", _row_count("query"), domain_keys=BATCH_KEYS, value_keys=("query",))
    shown = _rows("query", VALUE_LIMIT)
    register_value("query.table", shown, domain_keys=BATCH_KEYS, value_keys=("query", "fetch_all"))
    for metric, query_key, name_key in (
        ("comparison_query.data_source_table", "comparison_query", "comparison_data_source_name"),
        ("query.data_source_table", "query", "data_source_name"),
    ):
        keys = (query_key, name_key)
        register_value(metric, _other_source(name_key, query_key), domain_keys=BATCH_KEYS, value_keys=keys)
