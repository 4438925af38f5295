"""A native Polars execution engine for Great Expectations, from outside: no file of GX is changed.

Importing this package is all the set-up there is::

    import great_expectations as gx
    import provenance.suites.polars_engine

    context = gx.get_context()
    asset = context.data_sources.add_polars("corpus").add_dataframe_asset("articles")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    batch.validate(suite)

It registers the data source type ``polars`` and, for its engine, a provider of every metric that GX's expectations ask
for.  The package needs nothing else of ``provenance`` and could be published alone.
"""

from provenance.suites.polars_engine.assets import PolarsDataFrameAsset
from provenance.suites.polars_engine.datasource import PolarsDatasource, add_polars
from provenance.suites.polars_engine.engine import DEFAULT_INDEX_LIMIT, NativePolarsExecutionEngine
from provenance.suites.polars_engine.map_metrics import MapMetric, Shape, register_map_metric
from provenance.suites.polars_engine.metrics import register_all
from provenance.suites.polars_engine.parquet_asset import PolarsParquetAsset
from provenance.suites.polars_engine.query_asset import PolarsQueryAsset
from provenance.suites.polars_engine.requests import Column

PolarsExecutionEngine = NativePolarsExecutionEngine

register_all()

__all__ = [
    "DEFAULT_INDEX_LIMIT",
    "Column",
    "MapMetric",
    "NativePolarsExecutionEngine",
    "PolarsDataFrameAsset",
    "PolarsDatasource",
    "PolarsExecutionEngine",
    "PolarsParquetAsset",
    "PolarsQueryAsset",
    "Shape",
    "add_polars",
    "register_map_metric",
]
