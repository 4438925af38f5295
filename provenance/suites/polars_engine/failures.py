"""Failures remembered for one validation, so that a failed metric is neither recomputed nor misreported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import great_expectations.exceptions.exceptions as gx_exceptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from great_expectations.validator.metric_configuration import MetricConfiguration


class Failures(dict[Any, Exception]):
    """Metric id -> what went wrong."""

    def raise_one(self, wanted: Iterable[MetricConfiguration]) -> None:
        """Report the metrics that failed in the same way as the first failed one.

        GX writes one message beside every metric that an exception names, and asks again for the others: naming only
        those that share the cause gives each expectation its own reason.
        """
        failed = [metric for metric in wanted if metric.id in self]
        if not failed:
            return
        first = self[min(failed, key=lambda metric: str(metric.id)).id]
        message = describe(first)
        alike = [metric for metric in failed if describe(self[metric.id]) == message]
        raise gx_exceptions.MetricResolutionError(message=message, failed_metrics=alike) from first


class FailureMemory:
    """The failures of the validation at hand, known by the dictionary that GX collects its metrics in."""

    def __init__(self) -> None:
        """Start without a validation."""
        self._metrics: dict[Any, Any] | None = None
        self._failures = Failures()

    def of(self, metrics: dict[Any, Any]) -> Failures:
        """Return the failures of this validation; another dictionary is another validation."""
        if self._metrics is not metrics:
            self._metrics, self._failures = metrics, Failures()
        return self._failures


def describe(error: Exception) -> str:
    """Return the first paragraph of an exception's message, or at least its name; Polars appends its query plan."""
    return str(error).strip().split("\n\n", 1)[0] or type(error).__name__
