"""Map metrics: a yes or no for each row, and the seven metrics that GX derives from it.

``MapMetric`` declares one; ``register_map_metric`` makes the rest.  This is also the way to write a custom map
expectation for this engine::

    register_map_metric(MapMetric(
        name="column_values.credited", shape=Shape.COLUMN,
        expected=lambda caption: caption.expr.str.contains("Photo:")))
"""

from __future__ import annotations

import enum
import functools
import operator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl
from great_expectations.core.id_dict import IDDict

from provenance.suites.polars_engine import samples
from provenance.suites.polars_engine.bundles import Aggregate, row_domain
from provenance.suites.polars_engine.registration import COLUMN_KEYS, TABLE_KEYS, register_aggregate, register_value
from provenance.suites.polars_engine.requests import Column, Request, column_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Shape(enum.Enum):
    """What a map metric looks at, with the keys of GX's domain for it."""

    COLUMN = COLUMN_KEYS
    PAIR = (*TABLE_KEYS, "column_A", "column_B", "ignore_row_if")
    MULTICOLUMN = (*TABLE_KEYS, "column_list", "ignore_row_if")


@dataclass(frozen=True, kw_only=True)
class MapMetric:
    """A condition on rows.

    ``expected`` takes the columns, in the order of the domain, and the metric's settings by name; it returns what is
    true for rows that are as they should be.  A null answer counts as no.  With ``needs_schema`` it also takes the
    schema of the batch, as ``schema``: for conditions on more columns than the domain names.
    """

    name: str
    expected: Callable[..., pl.Expr]
    shape: Shape = Shape.COLUMN
    value_keys: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    judges_nulls: bool = False
    needs_schema: bool = False
    domain_keys: tuple[str, ...] | None = None  # only where GX declares other keys than those of the shape


def register_map_metric(metric: MapMetric) -> None:
    """Register a map metric and everything that GX derives from it."""
    keys, with_format = metric.value_keys, (*metric.value_keys, "result_format")
    shared: dict[str, Any] = {"domain_keys": metric.domain_keys or metric.shape.value, "defaults": metric.defaults}
    value: Callable[..., None] = functools.partial(register_value, **shared)
    aggregate: Callable[..., None] = functools.partial(register_aggregate, **shared)
    flagged = functools.partial(_flagged, metric)
    name = metric.name

    aggregate(f"{name}.unexpected_count", flagged(samples.count), value_keys=keys, finish=_as_count)
    aggregate(f"{name}.filtered_row_count", flagged(samples.considered), value_keys=with_format, finish=_as_count)
    pairs = samples.as_pairs if metric.shape is Shape.PAIR else None
    aggregate(f"{name}.unexpected_values", flagged(samples.values), value_keys=with_format, finish=pairs)
    aggregate(
        f"{name}.unexpected_index_list", flagged(samples.indices), value_keys=with_format, finish=samples.by_column
    )
    aggregate(f"{name}.unexpected_rows", flagged(samples.rows), value_keys=with_format)
    value(f"{name}.unexpected_index_query", functools.partial(_query_text, metric), value_keys=with_format)
    value(f"{name}.condition", functools.partial(_condition, metric), value_keys=keys)


def unexpected(metric: MapMetric, request: Request) -> tuple[pl.Expr, pl.Expr | None]:
    """Return what is true for unexpected rows, and what is true for rows that are considered (None: for all)."""
    columns = request.columns
    settings = {key: request.values.get(key, metric.defaults.get(key)) for key in metric.value_keys}
    if metric.needs_schema:
        settings["schema"] = request.schema
    considered = _considered(metric, request, columns)
    if metric.shape is Shape.COLUMN and columns[0].dtype == pl.Null and not metric.judges_nulls:
        return pl.lit(value=False), considered
    broken = ~metric.expected(*columns, **settings).fill_null(value=False)
    return (broken if considered is None else considered & broken), considered


def _considered(metric: MapMetric, request: Request, columns: tuple[Column, ...]) -> pl.Expr | None:
    """Nulls are left out as GX leaves them out: by ``ignore_row_if`` where there are several columns."""
    present = [column.expr.is_not_null() for column in columns]
    if metric.shape is Shape.COLUMN:
        return None if metric.judges_nulls else present[0]
    match request.domain.get("ignore_row_if"):
        case "both_values_are_missing" | "all_values_are_missing":
            return functools.reduce(operator.or_, present)
        case "either_value_is_missing" | "any_value_is_missing":
            return functools.reduce(operator.and_, present)
        case None | "neither" | "never":
            return None
        case other:
            message = f"ignore_row_if={other!r} is not one of GX's values"
            raise ValueError(message)


def _flagged(metric: MapMetric, derive: Callable[[samples.Flagged], pl.Expr]) -> Callable[[Request], Aggregate]:
    """Return the builder of a derived metric; all derived metrics of one expectation share their flags."""

    def build(request: Request) -> Aggregate:
        settings = {key: request.values.get(key) for key in metric.value_keys}
        identity = IDDict({"metric": metric.name, "domain": dict(request.domain), "values": settings}).to_id()
        broken, considered = unexpected(metric, request)
        flags = {f"__broken_{identity}": broken}
        if considered is not None:
            flags[f"__considered_{identity}"] = considered
        flagged = samples.Flagged(
            request=request,
            names=column_names(request.domain),
            broken=pl.col(f"__broken_{identity}"),
            considered=None if considered is None else pl.col(f"__considered_{identity}"),
        )
        expr = derive(flagged)
        return Aggregate(expr, {name: flag for name, flag in flags.items() if name in expr.meta.root_names()})

    return build


def _as_count(value: int | None, _settings: Mapping[str, Any]) -> int:
    return int(value or 0)


def _condition(metric: MapMetric, request: Request) -> tuple[pl.Expr, dict[str, Any], dict[str, Any]]:
    accessor = {key: value for key, value in request.domain.items() if key not in TABLE_KEYS}
    return unexpected(metric, request)[0], row_domain(request.domain), accessor


def _query_text(metric: MapMetric, request: Request) -> str | None:
    if request.result_format.get("return_unexpected_index_query") is False:
        return None
    return samples.query_text(unexpected(metric, request)[0])
