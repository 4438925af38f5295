"""The execution engine: batches in, metrics out, as few Polars queries as the suite allows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal, cast

import great_expectations.exceptions.exceptions as gx_exceptions
import polars as pl
from great_expectations.core.batch import BatchMarkers
from great_expectations.core.batch_spec import PathBatchSpec, RuntimeDataBatchSpec
from great_expectations.execution_engine.execution_engine import ExecutionEngine

from provenance.suites.polars_engine.batch import PolarsBatchData
from provenance.suites.polars_engine.bundles import resolve_bundle, row_number
from provenance.suites.polars_engine.failures import FailureMemory
from provenance.suites.polars_engine.row_conditions import row_filter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from great_expectations.core.batch import BatchData
    from great_expectations.core.id_dict import BatchSpec
    from great_expectations.core.metric_domain_types import MetricDomainTypes
    from great_expectations.execution_engine.execution_engine import MetricComputationConfiguration
    from great_expectations.expectations.row_conditions import (
        AndCondition,
        ComparisonCondition,
        Condition,
        NullityCondition,
        OrCondition,
    )
    from great_expectations.validator.metric_configuration import MetricConfiguration

QueryEngine = Literal["auto", "in-memory", "streaming"]
DEFAULT_INDEX_LIMIT = 1_000


class NativePolarsExecutionEngine(ExecutionEngine[pl.Expr]):
    """Runs GX metrics on Polars frames, eager or lazy, without a detour through pandas.

    Args:
        query_engine: the Polars engine that collects queries.
        nan_as_null: read NaN as a missing value, as pandas does; by default it is a value, as everywhere in Polars.
        index_limit: how many failing rows ``unexpected_index_list`` may name; ``None`` lifts the limit.
        **kwargs: what GX's own engines take.
    """

    def __init__(
        self,
        *,
        query_engine: QueryEngine = "auto",
        nan_as_null: bool = False,
        index_limit: int | None = DEFAULT_INDEX_LIMIT,
        **kwargs: Any,  # noqa: ANN401 - passed on to GX, which types them loosely too
    ) -> None:
        super().__init__(**kwargs)
        self.query_engine = query_engine
        self.nan_as_null = nan_as_null
        self.index_limit = index_limit
        self.queries_run = 0
        self.find_tables: Callable[[Iterable[str]], Mapping[str, pl.LazyFrame]] = lambda _names: {}
        self.table_names: Callable[[], set[str]] = set
        self._failures = FailureMemory()
        settings: dict[str, Any] = {
            "query_engine": query_engine,
            "nan_as_null": nan_as_null,
            "index_limit": index_limit,
        }
        self._config.update(settings)

    # -- batches -----------------------------------------------------------------------------------------------

    def load_batch_data(self, batch_id: str, batch_data: Any) -> None:  # noqa: ANN401 - GX's union has no Polars
        """Accept a frame, or a batch that holds one."""
        if isinstance(batch_data, (pl.DataFrame, pl.LazyFrame)):
            batch_data = PolarsBatchData(self, batch_data, nan_as_null=self.nan_as_null)
        if not isinstance(batch_data, PolarsBatchData):
            message = f"{type(self).__name__} needs a Polars DataFrame or LazyFrame, not {type(batch_data).__name__}"
            raise gx_exceptions.GreatExpectationsError(message)
        super().load_batch_data(batch_id=batch_id, batch_data=cast("Any", batch_data))

    def get_batch_data_and_markers(self, batch_spec: BatchSpec) -> tuple[BatchData, BatchMarkers]:
        """Open what an asset describes: a frame in hand, or a path that is only scanned."""
        if isinstance(batch_spec, RuntimeDataBatchSpec):
            frame = batch_spec.batch_data
            batch_spec.batch_data = type(frame).__name__  # the spec is written into results, so it must be JSON
        elif isinstance(batch_spec, PathBatchSpec):
            frame = pl.scan_parquet(batch_spec.path, **batch_spec.reader_options)
        else:
            message = f"{type(self).__name__} cannot load a {type(batch_spec).__name__}"
            raise gx_exceptions.BatchSpecError(message)
        return self.open_frame(frame)

    def open_frame(self, frame: pl.DataFrame | pl.LazyFrame) -> tuple[BatchData, BatchMarkers]:
        """Return a frame as the data of a batch, with the time at which it was opened."""
        now = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        return PolarsBatchData(self, frame, nan_as_null=self.nan_as_null), BatchMarkers({"ge_load_time": now})

    def _batch(self, domain: Mapping[str, Any]) -> PolarsBatchData:
        batch_id, manager = domain.get("batch_id"), self.batch_manager
        data = manager.active_batch_data if batch_id is None else manager.batch_data_cache.get(batch_id)
        if data is None:
            message = f"Unable to find batch with batch_id {batch_id}"
            raise gx_exceptions.GreatExpectationsError(message)
        return cast("PolarsBatchData", data)

    def _frame(self, domain: Mapping[str, Any]) -> pl.LazyFrame:
        table = domain.get("table")
        if not table:
            return self._batch(domain).frame
        found = self.find_tables([table])
        if table not in found:
            message = f"the data source has no asset with data named {table!r}"
            raise gx_exceptions.GreatExpectationsError(message)
        return found[table]

    def schema_for(self, domain: Mapping[str, Any]) -> pl.Schema:
        """Return the schema of a domain's batch; reads no rows."""
        return self._frame(domain).collect_schema() if domain.get("table") else self._batch(domain).schema

    # -- domains -----------------------------------------------------------------------------------------------

    def get_domain_records(self, domain_kwargs: dict[str, Any], *, numbered: bool = False) -> pl.LazyFrame:
        """Return the rows of a domain, row condition applied, uncollected; ``numbered`` adds their place in it."""
        frame = self._frame(domain_kwargs)
        frame = frame.with_row_index(row_number(self.schema_for(domain_kwargs))) if numbered else frame
        condition = domain_kwargs.get("row_condition")
        return frame.filter(row_filter(condition, self.schema_for(domain_kwargs))) if condition else frame

    def get_compute_domain(
        self,
        domain_kwargs: dict[str, Any],
        domain_type: str | MetricDomainTypes,
        accessor_keys: Iterable[str] | None = None,
    ) -> tuple[pl.LazyFrame, dict[str, Any], dict[str, Any]]:
        """Return the rows of a domain and GX's two halves of its description."""
        parts = self._partition_domain_kwargs(domain_kwargs, domain_type, accessor_keys)
        return self.get_domain_records(domain_kwargs), parts.compute, parts.accessor

    # -- metrics -----------------------------------------------------------------------------------------------

    def resolve_metrics(
        self,
        metrics_to_resolve: Iterable[MetricConfiguration],
        metrics: dict[Any, Any] | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> dict[Any, Any]:
        """Compute what can be computed; keep it even when something else fails.

        GX discards a whole round when one of its metrics raises and tries again, up to three times for each metric.
        Here the good results go into GX's own dictionary before the failure is reported, and a failure is remembered
        for as long as that dictionary lives, so that nothing is ever computed twice.
        """
        wanted = list(metrics_to_resolve)
        known = {} if metrics is None else metrics
        failures = self._failures.of(known)
        fresh = [metric for metric in wanted if metric.id not in failures]
        direct, bundled = self._build_direct_and_bundled_metric_computation_configurations(
            metrics_to_resolve=fresh, metrics=known, runtime_configuration=runtime_configuration
        )
        done: dict[Any, Any] = {}
        for task in direct:
            try:
                done[task.metric_configuration.id] = cast("Any", task.metric_fn)(**task.metric_provider_kwargs)
            except Exception as error:  # noqa: BLE001 - whatever a metric raises becomes that expectation's result
                failures[task.metric_configuration.id] = error
        done.update(resolve_bundle(self, bundled, failures))
        known.update(done)
        failures.raise_one(wanted)
        return done

    def resolve_metric_bundle(self, metric_fn_bundle: Sequence[MetricComputationConfiguration]) -> dict[Any, Any]:
        """Compute aggregates, one query for each set of rows; the first failure raises."""
        failures = self._failures.of({})
        done = resolve_bundle(self, metric_fn_bundle, failures)
        failures.raise_one([task.metric_configuration for task in metric_fn_bundle])
        return done

    def collect(self, query: pl.LazyFrame) -> pl.DataFrame:
        """Run one query, and count it."""
        self.queries_run += 1
        return query.collect(engine=self.query_engine)

    # -- the row conditions, where GX asks for them by kind ------------------------------------------------------

    def _condition(self, condition: Condition) -> pl.Expr:
        data = cast("PolarsBatchData | None", self.batch_manager.active_batch_data)
        return row_filter(condition, data.schema if data is not None else {})

    def _comparison_condition_to_filter_clause(self, condition: ComparisonCondition) -> pl.Expr:
        return self._condition(condition)

    def _nullity_condition_to_filter_clause(self, condition: NullityCondition) -> pl.Expr:
        return self._condition(condition)

    def _and_condition_to_filter_clause(self, condition: AndCondition) -> pl.Expr:
        return self._condition(condition)

    def _or_condition_to_filter_clause(self, condition: OrCondition) -> pl.Expr:
        return self._condition(condition)
