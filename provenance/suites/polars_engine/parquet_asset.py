"""Parquet files as an asset."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from great_expectations.compatibility import pydantic
from great_expectations.core.batch_spec import PathBatchSpec
from great_expectations.datasource.fluent.interfaces import TestConnectionError

from provenance.suites.polars_engine.assets import PolarsAsset
from provenance.suites.polars_engine.batch import in_known_zones
from provenance.suites.polars_engine.configuration import clear_secrets, substituted

if TYPE_CHECKING:
    from great_expectations.core.id_dict import BatchSpec
    from great_expectations.datasource.fluent.batch_request import BatchRequest


class PolarsParquetAsset(PolarsAsset):
    """Parquet files: a path or a glob, scanned lazily, so that only the columns in question are ever read.

    ``${NAME}`` in the path and in the options is replaced when the files are opened, as GX does elsewhere.
    """

    type: Literal["polars_parquet"] = "polars_parquet"
    path: str
    scan_options: dict[str, Any] = {}  # noqa: RUF012 - a pydantic field, copied for each instance

    class Config:  # noqa: D106 - pydantic's
        extra = pydantic.Extra.forbid

    @pydantic.validator("path", pre=True)
    @classmethod
    def _as_text(cls, path: str | Path) -> str:
        return str(path)

    @pydantic.validator("scan_options")
    @classmethod
    def _keep_secrets_out(cls, scan_options: dict[str, Any]) -> dict[str, Any]:
        """Refuse secrets in clear: they would be written to the project's YAML."""
        for key in clear_secrets(scan_options):
            message = f"scan_options: {key} would be stored in clear; write ${{NAME}} and set NAME in the environment"
            raise ValueError(message)
        return scan_options

    def test_connection(self) -> None:
        """Look for the files, unless they are on another machine."""
        path = self._resolved(self.path)
        if "://" not in path and not Path(path).exists() and not glob.glob(path, recursive=True):  # noqa: PTH207
            message = f"no Parquet file is at {self.path}"
            raise TestConnectionError(message)

    def table(self) -> pl.LazyFrame:
        """Scan the files."""
        return in_known_zones(pl.scan_parquet(self._resolved(self.path), **self._resolved(self.scan_options)))

    def _resolved(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        return substituted(value, self.datasource._config_provider)  # noqa: SLF001 - as GX's own assets ask for it

    def _frame(self, batch_request: BatchRequest[Any]) -> pl.LazyFrame:  # noqa: ARG002 - whatever is asked
        return self.table()

    def _spec(self) -> BatchSpec:
        return PathBatchSpec(path=self.path, reader_method="scan_parquet", reader_options=dict(self.scan_options))
