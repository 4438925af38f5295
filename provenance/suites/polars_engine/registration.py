"""Telling GX about metrics: the two shapes a metric of this engine has.

An *aggregate* is an expression; all aggregates of the same rows run in one query.  A *value* is computed at once, from
the schema or from other metrics.  GX wants a class for each metric; both classes here are made from a declaration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from great_expectations.core.metric_function_types import MetricFunctionTypes, MetricPartialFunctionTypes
from great_expectations.exceptions.exceptions import MetricProviderError
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.metric_provider import MetricProvider
from great_expectations.expectations.registry import get_metric_provider, register_metric

from provenance.suites.polars_engine.bundles import Aggregate, Impossible, row_domain
from provenance.suites.polars_engine.engine import NativePolarsExecutionEngine
from provenance.suites.polars_engine.requests import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl
    from great_expectations.validator.metric_configuration import MetricConfiguration

TABLE_KEYS = ("batch_id", "table", "row_condition", "condition_parser")
COLUMN_KEYS = ("batch_id", "table", "column", "row_condition", "condition_parser")
BATCH_KEYS = ("batch_id", "row_condition", "condition_parser")
_PARTIAL = MetricPartialFunctionTypes.AGGREGATE_FN


class PolarsMetric(MetricProvider):
    """Base of the classes made below; ``finish`` turns what Polars returned into what GX expects."""

    @classmethod
    def finish(cls, value: Any, metric: MetricConfiguration) -> Any:  # noqa: ANN401, ARG003 - any metric value
        """Return the value as it is."""
        return value


def register_aggregate(  # noqa: PLR0913 - one declaration
    name: str,
    build: Callable[[Request], pl.Expr | Aggregate],
    *,
    domain_keys: tuple[str, ...] = COLUMN_KEYS,
    value_keys: tuple[str, ...] = (),
    defaults: Mapping[str, Any] | None = None,
    finish: Callable[[Any, Mapping[str, Any]], Any] | None = None,
) -> None:
    """Register a metric that is one expression over the rows of its domain.

    ``finish(value, settings)`` may reshape the collected value; ``settings`` are the metric's own value kwargs.
    """

    def partial(**kwargs: Any) -> tuple[Aggregate | Impossible, dict[str, Any], dict[str, Any]]:  # noqa: ANN401 - GX's
        request = _request(name, kwargs)
        try:
            built = build(request)
        except Exception as error:  # noqa: BLE001 - it becomes the result of the metric that asks
            return Impossible(error), row_domain(request.domain), {}
        return built if isinstance(built, Aggregate) else Aggregate(built), row_domain(request.domain), {}

    metric_class = _metric_class(name, domain_keys, value_keys, defaults, finish)
    for metric_name, provider, kind in (
        (f"{name}.{_PARTIAL.metric_suffix}", partial, _PARTIAL),
        (name, None, _PARTIAL),
    ):
        register_metric(metric_name, domain_keys, value_keys, _ENGINE, metric_class, provider, kind)


def register_value(
    name: str,
    compute: Callable[[Request], Any],
    *,
    domain_keys: tuple[str, ...] = COLUMN_KEYS,
    value_keys: tuple[str, ...] = (),
    defaults: Mapping[str, Any] | None = None,
) -> None:
    """Register a metric that is computed at once."""

    def value(**kwargs: Any) -> Any:  # noqa: ANN401 - GX's protocol
        return compute(_request(name, kwargs))

    metric_class = _metric_class(name, domain_keys, value_keys, defaults, None)
    register_metric(name, domain_keys, value_keys, _ENGINE, metric_class, value, MetricFunctionTypes.VALUE)


def adopt(name: str) -> None:
    """Register GX's own provider of a metric that only combines others; skip one that this version of GX lacks."""
    try:
        metric_class, function = get_metric_provider(name, PandasExecutionEngine())
    except MetricProviderError:
        return
    keys = (metric_class.domain_keys, metric_class.value_keys)
    register_metric(name, *keys, _ENGINE, cast("Any", metric_class), function, MetricFunctionTypes.VALUE)


def _request(name: str, kwargs: Mapping[str, Any]) -> Request:
    return Request(
        engine=kwargs["execution_engine"],
        metric_name=name,
        domain=kwargs["metric_domain_kwargs"] or {},
        values=kwargs["metric_value_kwargs"] or {},
    )


def _metric_class(
    name: str,
    domain_keys: tuple[str, ...],
    value_keys: tuple[str, ...],
    defaults: Mapping[str, Any] | None,
    finish: Callable[[Any, Mapping[str, Any]], Any] | None,
) -> type[PolarsMetric]:
    body: dict[str, Any] = {
        "__doc__": f"The metric {name} on Polars.",
        "__module__": __name__,
        "domain_keys": domain_keys,
        "value_keys": value_keys,
        "default_kwarg_values": dict(defaults or {}),
    }
    if finish is not None:

        def finished(cls: type[PolarsMetric], value: Any, metric: MetricConfiguration) -> Any:  # noqa: ANN401, ARG001
            return finish(value, metric.metric_value_kwargs or {})

        body["finish"] = classmethod(finished)
    return type(f"Polars_{name.replace('.', '_')}", (PolarsMetric,), body)


_ENGINE = NativePolarsExecutionEngine
