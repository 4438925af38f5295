"""The data source ``polars``."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from great_expectations.datasource.fluent.interfaces import DataAsset, Datasource

from provenance.suites.polars_engine.assets import PolarsAsset, PolarsDataFrameAsset
from provenance.suites.polars_engine.engine import DEFAULT_INDEX_LIMIT, NativePolarsExecutionEngine, QueryEngine
from provenance.suites.polars_engine.parquet_asset import PolarsParquetAsset
from provenance.suites.polars_engine.query_asset import PolarsQueryAsset

if TYPE_CHECKING:
    import polars as pl
    from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext


class PolarsDatasource(Datasource[Any, NativePolarsExecutionEngine]):
    """Adds a Polars data source to the data context.

    Args:
        name: The name of this data source.
        query_engine: The Polars engine that collects queries: "auto", "in-memory" or "streaming".
        nan_as_null: Read NaN as a missing value, as pandas does.
        index_limit: How many failing rows a result may name; None lifts the limit.
    """

    asset_types: ClassVar[Sequence[builtins.type[DataAsset[Any, Any]]]] = [
        PolarsDataFrameAsset,
        PolarsParquetAsset,
        PolarsQueryAsset,
    ]

    type: Literal["polars"] = "polars"
    query_engine: QueryEngine = "auto"
    nan_as_null: bool = False
    index_limit: int | None = DEFAULT_INDEX_LIMIT
    assets: list[PolarsAsset] = []  # noqa: RUF012 - a pydantic field, copied for each instance

    @property
    def execution_engine_type(self) -> builtins.type[NativePolarsExecutionEngine]:
        """Return the engine of this data source."""
        return NativePolarsExecutionEngine

    def get_execution_engine(self) -> NativePolarsExecutionEngine:
        """Return the engine; it finds other tables among the assets of this data source."""
        engine = super().get_execution_engine()
        engine.find_tables = self.tables
        engine.table_names = self.table_names
        return engine

    def test_connection(self, test_assets: bool = True) -> None:  # noqa: FBT001, FBT002 - GX's signature
        """Test what the assets can test."""
        for asset in self.assets if test_assets else ():
            asset.test_connection()

    def add_dataframe_asset(self, name: str, **kwargs: Any) -> PolarsDataFrameAsset:  # noqa: ANN401 - fields of GX
        """Add an asset for frames that the caller brings."""
        asset: PolarsDataFrameAsset = self._add_asset(PolarsDataFrameAsset(name=name, **kwargs))
        return asset

    def add_parquet_asset(self, name: str, path: str | Path, **kwargs: Any) -> PolarsParquetAsset:  # noqa: ANN401
        """Add an asset for Parquet files: a path or a glob."""
        asset: PolarsParquetAsset = self._add_asset(PolarsParquetAsset(name=name, path=str(path), **kwargs))
        return asset

    def add_query_asset(self, name: str, query: str, **kwargs: Any) -> PolarsQueryAsset:  # noqa: ANN401
        """Add an asset that is the answer to a query over the other assets."""
        asset: PolarsQueryAsset = self._add_asset(PolarsQueryAsset(name=name, query=query, **kwargs))
        return asset

    def table_names(self) -> set[str]:
        """Return the names of the assets, which are the tables of SQL."""
        return {asset.name for asset in self.assets}

    def tables(self, names: Iterable[str]) -> dict[str, pl.LazyFrame]:
        """Return the data of those of these assets that have any, by name."""
        wanted = set(names)
        frames = {asset.name: asset.table() for asset in self.assets if asset.name in wanted}
        return {name: frame for name, frame in frames.items() if frame is not None}


def add_polars(
    context: AbstractDataContext,
    name: str,
    *,
    query_engine: QueryEngine = "auto",
    nan_as_null: bool = False,
    index_limit: int | None = DEFAULT_INDEX_LIMIT,
) -> PolarsDatasource:
    """Add a Polars data source to a context: ``context.data_sources.add_polars`` with types.

    GX makes its ``add_…`` methods as the program runs, so that no type checker and no editor can know one that comes
    from outside.  This function does the same and says what it takes and gives.
    """
    made: PolarsDatasource = context.data_sources.add_polars(
        name, query_engine=query_engine, nan_as_null=nan_as_null, index_limit=index_limit
    )
    return made
