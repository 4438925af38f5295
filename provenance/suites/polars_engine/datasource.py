"""The data source ``polars`` and its assets: frames in hand, and Parquet files that are only scanned."""

from __future__ import annotations

import builtins
import glob
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import polars as pl
from great_expectations.compatibility import pydantic
from great_expectations.core.batch import LegacyBatchDefinition
from great_expectations.core.batch_spec import PathBatchSpec, RuntimeDataBatchSpec
from great_expectations.core.id_dict import BatchSpec, IDDict
from great_expectations.datasource.fluent.batch_identifier_util import make_batch_identifier
from great_expectations.datasource.fluent.batch_request import BatchRequest
from great_expectations.datasource.fluent.constants import _DATA_CONNECTOR_NAME
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset, Datasource, TestConnectionError
from great_expectations.exceptions.exceptions import BuildBatchRequestError

from provenance.suites.polars_engine.engine import DEFAULT_INDEX_LIMIT, NativePolarsExecutionEngine, QueryEngine

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition


class PolarsAsset(DataAsset[Any, Any]):
    """What all assets of the data source have in common: one batch, which is the whole table."""

    class Config:  # noqa: D106 - pydantic's
        # The data source reads stored assets as this type before it knows which subtype each one is.
        extra = pydantic.Extra.allow

    def test_connection(self) -> None:
        """Nothing can be tested before the data is there."""

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:  # noqa: ANN401, ARG002 - GX's
        """Return the names of what a batch request must bring along: nothing."""
        return ()

    def get_batch_identifiers_list(self, batch_request: BatchRequest[Any]) -> list[dict[str, Any]]:
        """Return the identifiers of the one batch."""
        return [IDDict(batch_request.options)]

    def add_batch_definition_whole_dataframe(self, name: str) -> BatchDefinition[Any]:
        """Define the one batch that the asset has."""
        return self.add_batch_definition(name=name, partitioner=None)

    add_batch_definition_whole_table = add_batch_definition_whole_dataframe

    def build_batch_request(
        self,
        options: dict[str, Any] | None = None,
        batch_slice: Any = None,  # noqa: ANN401 - GX's signature
        partitioner: Any = None,  # noqa: ANN401 - GX's signature
    ) -> BatchRequest[Any]:
        """Return a request for the one batch."""
        if batch_slice is not None or partitioner is not None:
            raise BuildBatchRequestError(message="a Polars asset is one batch: no batch_slice, no partitioner")
        return BatchRequest(
            datasource_name=self.datasource.name, data_asset_name=self.name, options=self._options(options)
        )

    def get_batch(self, batch_request: BatchRequest[Any]) -> Batch:
        """Open the batch."""
        spec = self._spec(batch_request)
        engine = self.datasource.get_execution_engine()
        data, markers = engine.get_batch_data_and_markers(batch_spec=spec)
        return Batch(
            datasource=self.datasource,
            data_asset=self,
            batch_request=batch_request,
            data=data,
            metadata=self._get_batch_metadata_from_batch_request(batch_request, ignore_options=("dataframe",)),
            batch_markers=markers,
            batch_spec=spec,
            batch_definition=LegacyBatchDefinition(
                datasource_name=self.datasource.name,
                data_connector_name=_DATA_CONNECTOR_NAME,
                data_asset_name=self.name,
                batch_identifiers=make_batch_identifier(batch_request.options),
            ),
        )

    def table(self) -> pl.LazyFrame | None:
        """Return the data of the asset if it is known without a batch request."""
        return None

    def _options(self, options: dict[str, Any] | None) -> dict[str, Any]:
        return options or {}

    def _spec(self, batch_request: BatchRequest[Any]) -> BatchSpec:
        raise NotImplementedError


class PolarsDataFrameAsset(PolarsAsset):
    """A DataFrame or LazyFrame that the caller brings: ``batch_parameters={"dataframe": frame}``."""

    type: Literal["polars_dataframe"] = "polars_dataframe"
    _latest: pl.LazyFrame | None = pydantic.PrivateAttr(None)

    class Config:  # noqa: D106 - pydantic's
        extra = pydantic.Extra.forbid

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:  # noqa: ANN401, ARG002 - GX's
        """Return the one parameter; GX keeps a parameter of this name out of ids, results and YAML."""
        return ("dataframe",)

    def table(self) -> pl.LazyFrame | None:
        """Return the frame that was validated last."""
        return self._latest

    def _options(self, options: dict[str, Any] | None) -> dict[str, Any]:
        frame = (options or {}).get("dataframe")
        if not isinstance(frame, (pl.DataFrame, pl.LazyFrame)) or len(options or {}) != 1:
            raise BuildBatchRequestError(message='options must be {"dataframe": a Polars DataFrame or LazyFrame}')
        return {"dataframe": frame}

    def _spec(self, batch_request: BatchRequest[Any]) -> BatchSpec:
        frame = self._options(batch_request.options)["dataframe"]
        self._latest = frame.lazy()
        return RuntimeDataBatchSpec(batch_data=frame)


class PolarsParquetAsset(PolarsAsset):
    """Parquet files: a path or a glob, scanned lazily, so that only the columns in question are ever read."""

    type: Literal["polars_parquet"] = "polars_parquet"
    path: str
    scan_options: dict[str, Any] = {}  # noqa: RUF012 - a pydantic field, copied for each instance

    class Config:  # noqa: D106 - pydantic's
        extra = pydantic.Extra.forbid

    @pydantic.validator("path", pre=True)
    @classmethod
    def _as_text(cls, path: str | Path) -> str:
        return str(path)

    def test_connection(self) -> None:
        """Look for the files, unless they are on another machine."""
        if "://" not in self.path and not Path(self.path).exists() and not glob.glob(self.path, recursive=True):  # noqa: PTH207
            message = f"no Parquet file is at {self.path}"
            raise TestConnectionError(message)

    def table(self) -> pl.LazyFrame:
        """Scan the files."""
        return pl.scan_parquet(self.path, **self.scan_options)

    def _spec(self, batch_request: BatchRequest[Any]) -> BatchSpec:  # noqa: ARG002 - one batch, whatever is asked
        return PathBatchSpec(path=self.path, reader_method="scan_parquet", reader_options=dict(self.scan_options))


class PolarsDatasource(Datasource[Any, NativePolarsExecutionEngine]):
    """Adds a Polars data source to the data context.

    Args:
        name: The name of this data source.
        query_engine: The Polars engine that collects queries: "auto", "in-memory" or "streaming".
        nan_as_null: Read NaN as a missing value, as pandas does.
        index_limit: How many failing rows a result may name; None lifts the limit.
    """

    asset_types: ClassVar[Sequence[builtins.type[DataAsset[Any, Any]]]] = [PolarsDataFrameAsset, PolarsParquetAsset]

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
        engine.find_table = self.table
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

    def tables(self) -> dict[str, pl.LazyFrame]:
        """Return the data of all assets that have any, by name."""
        frames = {asset.name: asset.table() for asset in self.assets}
        return {name: frame for name, frame in frames.items() if frame is not None}

    def table(self, name: str) -> pl.LazyFrame:
        """Return the data of one asset."""
        frame = self.tables().get(name)
        if frame is None:
            message = f"data source {self.name!r} has no asset with data named {name!r}"
            raise LookupError(message)
        return frame
