"""All metrics of the engine, registered with GX once."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, cast

from great_expectations.expectations.metrics.column_aggregate_metrics.column_descriptive_stats import (
    ColumnDescriptiveStats,
)
from great_expectations.expectations.metrics.column_aggregate_metrics.column_partition import ColumnPartition
from great_expectations.expectations.metrics.column_aggregate_metrics.column_proportion_of_non_null_values import (
    ColumnNonNullProportion,
)
from great_expectations.expectations.metrics.column_aggregate_metrics.column_proportion_of_unique_values import (
    ColumnUniqueProportion,
)
from great_expectations.expectations.metrics.column_map_metrics.column_values_match_regex import (
    ColumnValuesMatchRegexCount,
)
from great_expectations.expectations.metrics.column_map_metrics.column_values_not_match_regex import (
    ColumnValuesNotMatchRegexCount,
)

from provenance.suites.polars_engine.aggregates import COLUMN_AGGREGATES, register_column_aggregate
from provenance.suites.polars_engine.column_conditions import COLUMN_CONDITIONS
from provenance.suites.polars_engine.histograms import DISTRIBUTIONS
from provenance.suites.polars_engine.map_metrics import register_map_metric
from provenance.suites.polars_engine.registration import adopt
from provenance.suites.polars_engine.sql import register_sql_metrics
from provenance.suites.polars_engine.tables import register_table_metrics
from provenance.suites.polars_engine.wide_conditions import WIDE_CONDITIONS

if TYPE_CHECKING:
    from great_expectations.expectations.metrics.metric_provider import MetricProvider

# These only combine other metrics in Python; what they do on GX's pandas engine is right on any engine.
COMBINED: tuple[type[MetricProvider], ...] = (
    ColumnDescriptiveStats,
    ColumnNonNullProportion,
    ColumnPartition,
    ColumnUniqueProportion,
    ColumnValuesMatchRegexCount,
    ColumnValuesNotMatchRegexCount,
)


def register_all() -> None:
    """Register every metric, and the expectations that must know the engine."""
    register_table_metrics()
    register_sql_metrics()
    for metric in (*COLUMN_CONDITIONS, *WIDE_CONDITIONS):
        register_map_metric(metric)
    for aggregate in (*COLUMN_AGGREGATES, *DISTRIBUTIONS):
        register_column_aggregate(aggregate)
    for metric_class in COMBINED:
        adopt(metric_class, cast("Any", metric_class)._pandas)  # noqa: SLF001 - the function GX registers for pandas
    importlib.import_module("provenance.suites.polars_engine.taught_expectations")
