"""Expectations of GX that must know this engine: about types, about dates, and one that GX cannot store.

GX decides the types by asking whether the engine is its own pandas, SQL or Spark one; on any other, two of them return
nothing and the third reads the type as pandas would.  No metric can change that, so the classes are subclassed: GX
validates through its registry of expectation types, where a class of the same name takes the place of the first.  On
other engines, and in every other respect, they are the classes of GX: same fields, same rendering, equal instances.

A date in a suite file stays a date when the column holds times, and Python refuses to compare the two: bounds of
extremes
and averages are made moments first.  The quantiles are right as they are, but GX returns their success as numpy's
bool, which it then cannot write as JSON:
a checkpoint that has this expectation in it ends in an exception.  Here it is a plain bool.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import great_expectations.exceptions.exceptions as gx_exceptions
from great_expectations.expectations import core

from provenance.suites.polars_engine.engine import NativePolarsExecutionEngine
from provenance.suites.polars_engine.type_names import is_any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from great_expectations.execution_engine.execution_engine import ExecutionEngine

Metrics = dict[str, Any]
Usual = Callable[[Any, Metrics], dict[str, Any]]  # GX's own way from an expectation and its metrics to a result


def _type_of_column(expectation: Any, metrics: Metrics, _usual: Usual) -> dict[str, Any]:  # noqa: ANN401
    """Decide the one type expectation for which GX does not mind the case of the column's name."""
    columns = [item["name"] for item in metrics["table.column_types"]]
    alike = [name for name in columns if name.casefold() == expectation.column.casefold()]
    column = alike[0] if expectation.column not in columns and len(alike) == 1 else expectation.column
    return type_verdict(metrics, column, [expectation.configuration.kwargs["type_"]])


def _one_type(expectation: Any, metrics: Metrics, _usual: Usual) -> dict[str, Any]:  # noqa: ANN401
    return type_verdict(metrics, expectation.column, [expectation.configuration.kwargs["type_"]])


def _any_type(expectation: Any, metrics: Metrics, _usual: Usual) -> dict[str, Any]:  # noqa: ANN401
    return type_verdict(metrics, expectation.column, expectation.configuration.kwargs.get("type_list"))


def _plain_success(expectation: Any, metrics: Metrics, usual: Usual) -> dict[str, Any]:  # noqa: ANN401
    result = usual(expectation, metrics)
    return {**result, "success": bool(result["success"])}


def _dated(expectation: Any, metrics: Metrics, usual: Usual) -> dict[str, Any]:  # noqa: ANN401
    name = expectation.metric_dependencies[0]
    compared = {"value": metrics.get(name), "min_value": expectation.min_value, "max_value": expectation.max_value}
    if not isinstance(compared["value"], dt.date) or not any(isinstance(one, dt.datetime) for one in compared.values()):
        return usual(expectation, metrics)
    zone = getattr(compared["value"], "tzinfo", None)
    moments = {key: _moment(one, zone) for key, one in compared.items()}
    return usual(expectation.copy(update=moments), {**metrics, name: moments.pop("value")})


def _moment(value: Any, zone: dt.tzinfo | None) -> Any:  # noqa: ANN401 - what is no date stays as it is
    if not isinstance(value, dt.date):
        return value
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment


# What each expectation does on this engine: takes the expectation, its metrics and GX's own way, returns the result.
TAUGHT: dict[str, Callable[[Any, Metrics, Usual], dict[str, Any]]] = {
    "ExpectColumnTypeToBe": _type_of_column,
    "ExpectColumnValuesToBeOfType": _one_type,
    "ExpectColumnValuesToBeInTypeList": _any_type,
    "ExpectColumnMaxToBeBetween": _dated,
    "ExpectColumnMeanToBeBetween": _dated,
    "ExpectColumnMedianToBeBetween": _dated,
    "ExpectColumnMinToBeBetween": _dated,
    "ExpectColumnQuantileValuesToBeBetween": _plain_success,
}


def type_verdict(metrics: Metrics, column: str, names: list[str] | None) -> dict[str, Any]:
    """Return the result of a type expectation: success if the column goes by one of the names."""
    found = [item["type"] for item in metrics["table.column_types"] if item["name"] == column]
    if not found:
        raise gx_exceptions.InvalidMetricAccessorDomainKwargsKeyError(
            message=f'Error: The column "{column}" in BatchData does not exist.'
        )
    fits = names is None or is_any_of(found[0], names)
    return {"success": fits, "result": {"observed_value": str(found[0])}}


def teach_all() -> None:
    """Replace each of these expectations in GX's registry; those that this version of GX does not have are skipped."""
    for name, decide in TAUGHT.items():
        original = getattr(core, name, None)
        if original is not None:
            with _replacing():
                _teach(original, decide)


def _teach(original: Any, decide: Callable[[Any, Metrics, Usual], dict[str, Any]]) -> None:  # noqa: ANN401
    def validate(
        self: Any,  # noqa: ANN401 - an instance of the class made below
        metrics: Metrics,
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine[Any] | None = None,
    ) -> Any:  # noqa: ANN401 - as GX types it
        def usual(expectation: Any, metrics: Metrics) -> Any:  # noqa: ANN401 - as GX types it
            return original._validate(expectation, metrics, runtime_configuration, execution_engine)  # noqa: SLF001

        known = isinstance(execution_engine, NativePolarsExecutionEngine)
        return decide(self, metrics, usual) if known else usual(self, metrics)

    body = {"__doc__": original.__doc__, "__module__": __name__, "_validate": validate}
    type(original)(original.__name__, (original,), body)  # the metaclass registers what it makes


@contextlib.contextmanager
def _replacing() -> Iterator[None]:
    """Keep GX's registry from warning about a replacement that is meant."""
    logger = logging.getLogger("great_expectations.expectations.registry")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
