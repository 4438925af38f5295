"""What GX hands to a metric, in one typed value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import great_expectations.exceptions.exceptions as gx_exceptions
import polars as pl

from provenance.suites.polars_engine.values import in_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.suites.polars_engine.engine import NativePolarsExecutionEngine


@dataclass(frozen=True)
class Column:
    """A column that exists: its name, its type and the expression that reads it, categories as their text."""

    name: str
    dtype: pl.DataType

    @property
    def expr(self) -> pl.Expr:
        """The expression that reads the column."""
        categories = self.dtype in (pl.Categorical, pl.Enum)
        return pl.col(self.name).cast(pl.String) if categories else pl.col(self.name)

    @property
    def shown(self) -> pl.Expr:
        """The column as results show it."""
        return in_seconds(pl.col(self.name)).alias(self.name) if self.dtype == pl.Duration else pl.col(self.name)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One metric asked of one batch: where to look (``domain``), with which settings (``values``)."""

    engine: NativePolarsExecutionEngine
    metric_name: str
    domain: Mapping[str, Any]
    values: Mapping[str, Any]

    @property
    def schema(self) -> pl.Schema:
        """The schema of the batch (row conditions do not change it)."""
        return self.engine.schema_for(self.domain)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the domain names, in its order; a missing one raises."""
        return tuple(self.named(name) for name in column_names(self.domain))

    @property
    def column(self) -> Column:
        """The only column of a column domain."""
        return self.named(self.domain["column"])

    @property
    def result_format(self) -> Mapping[str, Any]:
        """The parsed result format, where GX passes it."""
        return self.values.get("result_format") or {}

    @property
    def rows(self) -> pl.LazyFrame:
        """The rows of the domain, row condition applied, nothing computed yet."""
        return self.engine.get_domain_records(dict(self.domain))

    def named(self, name: str) -> Column:
        """Return a column of the batch by its name; a missing one raises."""
        schema = self.schema
        if name not in schema:
            raise gx_exceptions.InvalidMetricAccessorDomainKwargsKeyError(
                message=f'Error: The column "{name}" in BatchData does not exist.'
            )
        return Column(name, schema[name])


def column_names(domain: Mapping[str, Any]) -> list[str]:
    """Return the column names of any kind of domain: one, a pair, a list or none."""
    if domain.get("column") is not None:
        return [domain["column"]]
    if domain.get("column_A") is not None:
        return [domain["column_A"], domain["column_B"]]
    return list(domain.get("column_list") or [])
