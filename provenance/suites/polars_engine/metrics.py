"""All metrics of the engine, registered with GX once."""

from __future__ import annotations

from provenance.suites.polars_engine.aggregates import COLUMN_AGGREGATES, register_column_aggregate
from provenance.suites.polars_engine.column_conditions import COLUMN_CONDITIONS
from provenance.suites.polars_engine.histograms import DISTRIBUTIONS
from provenance.suites.polars_engine.listings import register_listings
from provenance.suites.polars_engine.map_metrics import register_map_metric
from provenance.suites.polars_engine.registration import adopt
from provenance.suites.polars_engine.sql import register_sql_metrics
from provenance.suites.polars_engine.tables import register_table_metrics
from provenance.suites.polars_engine.taught_expectations import teach_all
from provenance.suites.polars_engine.wide_conditions import WIDE_CONDITIONS

# These only combine other metrics in Python; what GX does for its pandas engine is right on any engine.
COMBINED = (
    "column.descriptive_stats",
    "column.non_null_proportion",
    "column.partition",
    "column.unique_proportion",
    "column_values.match_regex.count",
    "column_values.not_match_regex.count",
)


def register_all() -> None:
    """Register every metric, and teach the engine to the expectations that must know it."""
    register_table_metrics()
    register_sql_metrics()
    register_listings()
    for metric in (*COLUMN_CONDITIONS, *WIDE_CONDITIONS):
        register_map_metric(metric)
    for aggregate in (*COLUMN_AGGREGATES, *DISTRIBUTIONS):
        register_column_aggregate(aggregate)
    for name in COMBINED:
        adopt(name)
    teach_all()
