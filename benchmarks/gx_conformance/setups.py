"""What GX's test set-ups give instead of pandas and SQLite: the same data as assets of the Polars engine."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import sqlalchemy as sa
from great_expectations.compatibility.sqlalchemy import sqltypes
from tests.integration.test_utils.data_source_config.pandas_data_frame import PandasDataFrameBatchTestSetup
from tests.integration.test_utils.data_source_config.pandas_filesystem_csv import PandasFilesystemCsvBatchTestSetup
from tests.integration.test_utils.data_source_config.sqlite import SqliteBatchTestSetup

from provenance.suites.polars_engine import PolarsDatasource, PolarsParquetAsset

if TYPE_CHECKING:
    from collections.abc import Mapping

SQL_TYPES: tuple[tuple[Any, pl.DataType], ...] = (  # the first that fits
    (sqltypes.Boolean, pl.Boolean()),
    (sqltypes.Integer, pl.Int64()),
    (sqltypes.Numeric, pl.Float64()),
    (sqltypes.DateTime, pl.Datetime("us")),
    (sqltypes.Date, pl.Date()),
    (sqltypes.Time, pl.Time()),
    (sqltypes.TypeEngine, pl.String()),
)


def to_polars(frame: pd.DataFrame, types: Mapping[str, pl.DataType] | None = None) -> pl.DataFrame:
    """Return a pandas frame as Polars, its missing values as nulls."""
    return pl.DataFrame([_series(str(name), frame[name], (types or {}).get(str(name))) for name in frame])


def _series(name: str, values: pd.Series, dtype: pl.DataType | None) -> pl.Series:
    if str(values.dtype) in {"int64", "int32", "float64", "bool"}:
        made = pl.Series(name, values.to_numpy(), nan_to_null=True)
    else:
        made = pl.Series(name, [_plain(value) for value in values], strict=False)
    return made if dtype is None or made.dtype == dtype else _cast(made, dtype)


def _plain(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return value
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _cast(values: pl.Series, dtype: pl.DataType) -> pl.Series:
    if values.dtype == pl.String and dtype == pl.Datetime("us"):
        return values.str.to_datetime(time_unit="us")
    if values.dtype == pl.String and dtype == pl.Date:
        return values.str.to_date()
    return values.cast(dtype)


def polars_type(sql_type: Any) -> pl.DataType:
    """Return the Polars type of a declared SQL type."""
    kind = sql_type if isinstance(sql_type, type) else type(sql_type)
    return next(dtype for known, dtype in SQL_TYPES if issubclass(kind, known))


class FrameSetup(PandasDataFrameBatchTestSetup):
    """A pandas frame as a frame asset."""

    def make_asset(self) -> Any:
        source = self.context.data_sources.add_polars(self._random_resource_name())
        return source.add_dataframe_asset(self._random_resource_name())

    def make_batch(self) -> Any:
        definition = self.make_asset().add_batch_definition_whole_dataframe(self._random_resource_name())
        return definition.get_batch(batch_parameters={"dataframe": to_polars(self.data)})


class FileSetup(PandasFilesystemCsvBatchTestSetup):
    """A CSV file, stored again as Parquet."""

    def setup(self) -> None:
        super().setup()
        to_polars(pd.read_csv(self._base_dir / self.csv_path, **self.config.read_options)).write_parquet(
            self._base_dir / "data.parquet"
        )

    def make_asset(self) -> Any:
        source = self.context.data_sources.add_polars(self._random_resource_name())
        return source.add_parquet_asset(self._random_resource_name(), self._base_dir / "data.parquet")

    def make_batch(self) -> Any:
        return self.make_asset().add_batch_definition_whole_table(self._random_resource_name()).get_batch()


class TableSetup(SqliteBatchTestSetup):
    """The tables of a database, each a Parquet file and an asset of the table's name."""

    def setup(self) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=self._base_dir))
        for table in self._ensure_all_table_data_created():
            types = {column.name: polars_type(column.type) for column in table.table.columns}
            to_polars(table.df, types).write_parquet(self._folder / f"{table.name}.parquet")

    def make_asset(self) -> Any:
        source = self.context.data_sources.add_polars(self._random_resource_name())
        for table in self._ensure_all_table_data_created():
            source.add_parquet_asset(table.name, self._folder / f"{table.name}.parquet")
        return source.get_asset(self.table_name)

    def make_batch(self) -> Any:
        return self.make_asset().add_batch_definition_whole_table(self._random_resource_name()).get_batch()

    def teardown(self) -> None:
        """Nothing is open."""


def replace_all() -> None:
    """Put these set-ups where GX's tests look for theirs; what tests ask of SQL's own classes is answered here, too."""
    PolarsParquetAsset.table_name = property(lambda asset: asset.name)  # type: ignore[attr-defined]
    PolarsDatasource.get_engine = lambda _source: sa.create_engine("sqlite://")  # type: ignore[attr-defined]
    for own in (FrameSetup, FileSetup, TableSetup):
        original = own.__mro__[1]
        setattr(sys.modules[original.__module__], original.__name__, own)
