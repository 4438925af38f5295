"""Expectations of GX that must know this engine: three about types, and one that GX cannot store.

GX decides the types by asking whether the engine is its own pandas, SQL or Spark one; on any other, two of them return
nothing and the third reads the type as pandas would.  No metric can change that, so the classes are subclassed: GX
validates through its registry of expectation types, where a class of the same name takes the place of the first.  On
other engines, and in every other respect, they are the classes of GX: same fields, same rendering, equal instances.

The quantiles are right as they are, but GX returns their success as numpy's bool, which it then cannot write as JSON:
a checkpoint that has this expectation in it ends in an exception.  Here it is a plain bool.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Any

import great_expectations.exceptions.exceptions as gx_exceptions
from great_expectations.expectations.core import (
    expect_column_quantile_values_to_be_between as quantiles,
)
from great_expectations.expectations.core import (
    expect_column_type_to_be,
    expect_column_values_to_be_in_type_list,
    expect_column_values_to_be_of_type,
)

from provenance.suites.polars_engine.engine import NativePolarsExecutionEngine
from provenance.suites.polars_engine.type_names import is_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from great_expectations.execution_engine.execution_engine import ExecutionEngine


def type_verdict(metrics: dict[str, Any], column: str, names: Iterable[str] | None) -> dict[str, Any]:
    """Return the result of a type expectation: success if the column goes by one of the names."""
    found = [item["type"] for item in metrics["table.column_types"] if item["name"] == column]
    if not found:
        raise gx_exceptions.InvalidMetricAccessorDomainKwargsKeyError(
            message=f'Error: The column "{column}" in BatchData does not exist.'
        )
    success = names is None or any([is_named(found[0], name) for name in names])  # noqa: C419 - every name is checked
    return {"success": success, "result": {"observed_value": str(found[0])}}


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


with _replacing():

    class ExpectColumnTypeToBe(expect_column_type_to_be.ExpectColumnTypeToBe):
        """GX's expectation of the same name, on Polars too."""

        def _validate(
            self,
            metrics: dict[str, Any],
            runtime_configuration: dict[str, Any] | None = None,
            execution_engine: ExecutionEngine[Any] | None = None,
        ) -> Any:  # noqa: ANN401 - as GX types it
            if isinstance(execution_engine, NativePolarsExecutionEngine):
                return type_verdict(metrics, self.column, [self._get_success_kwarg("type_")])
            return super()._validate(metrics, runtime_configuration, execution_engine)

    class ExpectColumnValuesToBeOfType(expect_column_values_to_be_of_type.ExpectColumnValuesToBeOfType):
        """GX's expectation of the same name, on Polars too."""

        def _validate(
            self,
            metrics: dict[str, Any],
            runtime_configuration: dict[str, Any] | None = None,
            execution_engine: ExecutionEngine[Any] | None = None,
        ) -> Any:  # noqa: ANN401 - as GX types it
            if isinstance(execution_engine, NativePolarsExecutionEngine):
                return type_verdict(metrics, self.column, [self.configuration.kwargs["type_"]])
            return super()._validate(metrics, runtime_configuration, execution_engine)

    class ExpectColumnValuesToBeInTypeList(expect_column_values_to_be_in_type_list.ExpectColumnValuesToBeInTypeList):
        """GX's expectation of the same name, on Polars too."""

        def _validate(
            self,
            metrics: dict[str, Any],
            runtime_configuration: dict[str, Any] | None = None,
            execution_engine: ExecutionEngine[Any] | None = None,
        ) -> Any:  # noqa: ANN401 - as GX types it
            if isinstance(execution_engine, NativePolarsExecutionEngine):
                return type_verdict(metrics, self.column, self.configuration.kwargs["type_list"])
            return super()._validate(metrics, runtime_configuration, execution_engine)

    class ExpectColumnQuantileValuesToBeBetween(quantiles.ExpectColumnQuantileValuesToBeBetween):
        """GX's expectation of the same name, with a result that a checkpoint can store."""

        def _validate(
            self,
            metrics: dict[str, Any],
            runtime_configuration: dict[str, Any] | None = None,
            execution_engine: ExecutionEngine[Any] | None = None,
        ) -> Any:  # noqa: ANN401 - as GX types it
            result = super()._validate(metrics, runtime_configuration, execution_engine)
            if isinstance(execution_engine, NativePolarsExecutionEngine):
                result["success"] = bool(result["success"])
            return result
