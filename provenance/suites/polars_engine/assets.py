"""The assets of the data source ``polars``: what all have in common, and frames in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from great_expectations.compatibility import pydantic
from great_expectations.core.batch import LegacyBatchDefinition
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.core.partitioners import (
    ColumnPartitioner,
    ColumnPartitionerDaily,
    ColumnPartitionerMonthly,
    ColumnPartitionerYearly,
    PartitionerColumnValue,
)
from great_expectations.datasource.fluent.batch_identifier_util import make_batch_identifier
from great_expectations.datasource.fluent.batch_parameter_normalization import normalize_batch_parameters
from great_expectations.datasource.fluent.batch_request import BatchRequest
from great_expectations.datasource.fluent.constants import _DATA_CONNECTOR_NAME
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset
from great_expectations.exceptions.exceptions import (
    BuildBatchRequestError,
    InvalidBatchRequestError,
    NoAvailableBatchesError,
)

from provenance.suites.polars_engine import partitions
from provenance.suites.polars_engine.batch import in_known_zones

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.core.id_dict import BatchSpec

_NUMBERED = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "quotient", "remainder"})


class PolarsAsset(DataAsset[Any, ColumnPartitioner]):
    """What all assets of the data source have in common: a table, which is one batch or is partitioned by columns."""

    class Config:  # noqa: D106 - pydantic's
        # The data source reads stored assets as this type before it knows which subtype each one is.
        extra = pydantic.Extra.allow

    def test_connection(self) -> None:
        """Nothing can be tested before the data is there."""

    def table(self) -> pl.LazyFrame | None:
        """Return the data of the asset if it is known without a batch request."""
        return None

    # -- batch definitions ---------------------------------------------------------------------------------------

    def add_batch_definition(
        self, name: str, partitioner: ColumnPartitioner | None = None, *, validate_partitioner: bool = True
    ) -> BatchDefinition[Any]:
        """Define a batch: the whole table, or the parts that a partitioner by columns makes of it.

        Raises:
            PartitionError: if the partitioner does not fit the table, as far as the table is known.
        """
        if partitioner is not None:
            partitions.parts_of(partitioner)
            table = self.table() if validate_partitioner else None
            if table is not None:
                partitions.check(partitioner, table.collect_schema())
            partitioner = type(partitioner)(**partitioner.dict())  # stored is only what was set, and its kind must be
        return super().add_batch_definition(name=name, partitioner=partitioner)

    def add_batch_definition_whole_dataframe(self, name: str) -> BatchDefinition[Any]:
        """Define the one batch that is the whole table."""
        return self.add_batch_definition(name=name, partitioner=None)

    add_batch_definition_whole_table = add_batch_definition_whole_dataframe

    def add_batch_definition_yearly(
        self,
        name: str,
        column: str,
        sort_ascending: bool = True,  # noqa: FBT001, FBT002 - the signature of GX's SQL assets
        validate_batchable: bool = True,  # noqa: FBT001, FBT002
    ) -> BatchDefinition[Any]:
        """Define a batch for each year of a column of dates or times; by default the last one is run."""
        by = ColumnPartitionerYearly(column_name=column, sort_ascending=sort_ascending)
        return self.add_batch_definition(name, by, validate_partitioner=validate_batchable)

    def add_batch_definition_monthly(
        self,
        name: str,
        column: str,
        sort_ascending: bool = True,  # noqa: FBT001, FBT002
        validate_batchable: bool = True,  # noqa: FBT001, FBT002
    ) -> BatchDefinition[Any]:
        """Define a batch for each month of a column of dates or times; by default the last one is run."""
        by = ColumnPartitionerMonthly(column_name=column, sort_ascending=sort_ascending)
        return self.add_batch_definition(name, by, validate_partitioner=validate_batchable)

    def add_batch_definition_daily(
        self,
        name: str,
        column: str,
        sort_ascending: bool = True,  # noqa: FBT001, FBT002
        validate_batchable: bool = True,  # noqa: FBT001, FBT002
    ) -> BatchDefinition[Any]:
        """Define a batch for each day of a column of dates or times; by default the last one is run."""
        by = ColumnPartitionerDaily(column_name=column, sort_ascending=sort_ascending)
        return self.add_batch_definition(name, by, validate_partitioner=validate_batchable)

    def add_batch_definition_by_column(
        self,
        name: str,
        column: str,
        sort_ascending: bool = True,  # noqa: FBT001, FBT002
        validate_batchable: bool = True,  # noqa: FBT001, FBT002
    ) -> BatchDefinition[Any]:
        """Define a batch for each value of a column, a publisher for instance."""
        by = PartitionerColumnValue(column_name=column, sort_ascending=sort_ascending)
        return self.add_batch_definition(name, by, validate_partitioner=validate_batchable)

    # -- batches -------------------------------------------------------------------------------------------------

    def get_batch_parameters_keys(self, partitioner: ColumnPartitioner | None = None) -> tuple[str, ...]:
        """Return the names of what a batch request may bring along."""
        return () if partitioner is None else tuple(partitions.parts_of(partitioner))

    def build_batch_request(
        self,
        options: dict[str, Any] | None = None,
        batch_slice: Any = None,  # noqa: ANN401 - GX's signature
        partitioner: ColumnPartitioner | None = None,
    ) -> BatchRequest[Any]:
        """Return a request for a batch.

        Raises:
            InvalidBatchRequestError: if an option is none of the parameters of this asset.
        """
        known = self.get_batch_parameters_keys(partitioner)
        chosen = dict(options or {})
        unknown = sorted(set(chosen) - set(known))
        if unknown:
            message = f"batch parameters {', '.join(unknown)}: there are {', '.join(known) or 'none'}"
            raise InvalidBatchRequestError(message)
        if partitioner is not None:
            chosen = normalize_batch_parameters(chosen, _NUMBERED & set(known)) or {}
        self._check(chosen)
        return BatchRequest(
            datasource_name=self.datasource.name,
            data_asset_name=self.name,
            options=chosen,
            batch_slice=batch_slice,
            partitioner=partitioner,
        )

    def get_batch_identifiers_list(self, batch_request: BatchRequest[Any]) -> list[dict[str, Any]]:
        """Return the parameters of all batches that a request names."""
        frame = None if batch_request.partitioner is None else self._frame(batch_request)
        return [
            self._get_batch_metadata_from_batch_request(one, ignore_options=("dataframe",))
            for one in self._fully_specified(batch_request, frame)
        ]

    def get_batch(self, batch_request: BatchRequest[Any]) -> Batch:
        """Open the last batch that a request names.

        Raises:
            NoAvailableBatchesError: if there is none.
        """
        frame = self._frame(batch_request)
        requests = self._fully_specified(batch_request, frame)
        if not requests:
            asked = {key: value for key, value in batch_request.options.items() if key != "dataframe"}
            message = f"asset {self.name!r} has no batch with {asked or 'any rows'}"
            raise NoAvailableBatchesError(message)
        request, spec = requests[-1], self._spec()
        if request.partitioner is not None:
            frame = partitions.rows_of(frame, request.partitioner, request.options)
        data, markers = self.datasource.get_execution_engine().open_frame(frame)
        return Batch(
            datasource=self.datasource,
            data_asset=self,
            batch_request=request,
            data=data,
            metadata=self._get_batch_metadata_from_batch_request(request, ignore_options=("dataframe",)),
            batch_markers=markers,
            batch_spec=spec,
            batch_definition=LegacyBatchDefinition(
                datasource_name=self.datasource.name,
                data_connector_name=_DATA_CONNECTOR_NAME,
                data_asset_name=self.name,
                batch_identifiers=make_batch_identifier(request.options),
            ),
        )

    def _fully_specified(self, batch_request: BatchRequest[Any], frame: pl.LazyFrame | None) -> list[BatchRequest[Any]]:
        """Return one request for each batch that a request names, in the order of the partitioner."""
        by = batch_request.partitioner
        if by is None or frame is None:
            return [batch_request]
        wanted = {key: value for key, value in batch_request.options.items() if value is not None}
        partitions.check(by, frame.collect_schema())
        found = [
            BatchRequest(
                datasource_name=batch_request.datasource_name,
                data_asset_name=batch_request.data_asset_name,
                options={**batch_request.options, **batch},
                partitioner=by,
            )
            for batch in partitions.candidates(frame, by)
            if all(_equal(batch[key], value) for key, value in wanted.items() if key in batch)
        ]
        return found[batch_request.batch_slice]

    def _check(self, options: dict[str, Any]) -> None:
        """Refuse options that this kind of asset cannot use."""

    def _frame(self, batch_request: BatchRequest[Any]) -> pl.LazyFrame:
        raise NotImplementedError

    def _spec(self) -> BatchSpec:
        """Return what results say of the batch: JSON without secrets."""
        raise NotImplementedError


class PolarsDataFrameAsset(PolarsAsset):
    """A frame that the caller brings along: ``batch_parameters={"dataframe": frame}``."""

    type: Literal["polars_dataframe"] = "polars_dataframe"
    _latest: pl.LazyFrame | None = pydantic.PrivateAttr(None)

    class Config:  # noqa: D106 - pydantic's
        extra = pydantic.Extra.forbid

    def get_batch_parameters_keys(self, partitioner: ColumnPartitioner | None = None) -> tuple[str, ...]:
        """Return the frame's parameter, which GX keeps out of ids, results and YAML, and those of the partitioner."""
        return ("dataframe", *super().get_batch_parameters_keys(partitioner))

    def table(self) -> pl.LazyFrame | None:
        """Return the frame that was validated last."""
        return self._latest

    def _check(self, options: dict[str, Any]) -> None:
        if not isinstance(options.get("dataframe"), (pl.DataFrame, pl.LazyFrame)):
            raise BuildBatchRequestError(message='options must hold {"dataframe": a Polars DataFrame or LazyFrame}')

    def _frame(self, batch_request: BatchRequest[Any]) -> pl.LazyFrame:
        self._check(dict(batch_request.options))
        self._latest = in_known_zones(batch_request.options["dataframe"].lazy())
        return self._latest

    def _spec(self) -> BatchSpec:
        return RuntimeDataBatchSpec(batch_data="PolarsDataFrame")


def _equal(found: Any, wanted: Any) -> bool:  # noqa: ANN401 - any value of a column
    return bool(found == wanted or str(found) == str(wanted))
