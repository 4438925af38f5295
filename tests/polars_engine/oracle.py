"""GX's own pandas engine as the oracle: the same rows, the same expectation, two results in comparable form."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
from great_expectations import ExpectationSuite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from great_expectations.core import ExpectationValidationResult
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

COMPARED = (
    "element_count",
    "missing_count",
    "unexpected_count",
    "unexpected_percent",
    "unexpected_list",
    "unexpected_index_list",
    "observed_value",
)


@dataclass(frozen=True)
class Verdict:
    """What two engines must agree on."""

    success: bool | None
    error: bool
    result: dict[str, Any]


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Return the frame as pandas users have it: floats where integers have gaps, nanoseconds, objects for text."""
    return pd.DataFrame({name: _series(frame[name]) for name in frame.columns}, index=pd.RangeIndex(frame.height))


def _series(values: pl.Series) -> pd.Series[Any]:
    items = values.to_list()
    if values.dtype.is_temporal():
        return pd.Series(items, dtype="datetime64[ns]")
    if values.dtype.is_float() or (values.dtype.is_integer() and values.null_count()):
        return pd.Series([math.nan if item is None else item for item in items], dtype="float64")
    return pd.Series(items, dtype="int64" if values.dtype.is_integer() else object)


def verdict(definition: BatchDefinition[Any], frame: Any, expectation: Expectation) -> Verdict:
    """Validate on one engine."""
    (one,) = verdicts(definition, frame, [expectation])
    return one


def verdicts(definition: BatchDefinition[Any], frame: Any, expectations: Sequence[Expectation]) -> list[Verdict]:
    """Validate several expectations of one frame on one engine."""
    batch, suite = definition.get_batch({"dataframe": frame}), ExpectationSuite("asked", [*expectations])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This pattern is interpreted as a regular expression", UserWarning)  # pandas
        results = batch.validate(suite, result_format={"result_format": "COMPLETE"}).results
    return [_verdict(result) for result in results]


def _verdict(result: ExpectationValidationResult) -> Verdict:
    error = _raised(result)
    shown = {} if error else {key: _plain(result.result[key]) for key in COMPARED if key in result.result}
    return Verdict(success=None if error else bool(result.success), error=error, result=shown)


def _raised(result: ExpectationValidationResult) -> bool:
    info = result.exception_info or {}
    return bool(info.get("raised_exception", True)) if info else False


def _plain(value: Any) -> Any:
    """Return a value without the habits of its engine: no numpy, no NaN, no 3.0 for 3, no nanoseconds."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(item) for item in value]
    if value is None or value is pd.NaT or (isinstance(value, (float, np.floating)) and math.isnan(value)):
        return None
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        return None if pd.isna(value) else pd.Timestamp(value).to_pydatetime()
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, (float, decimal.Decimal)):
        number = round(float(value), 9)
        return int(number) if math.isfinite(number) and number == int(number) else number
    return value
