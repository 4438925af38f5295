"""Aggregates of the same rows, computed in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from great_expectations.core.id_dict import IDDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import polars as pl
    from great_expectations.execution_engine.execution_engine import MetricComputationConfiguration

    from provenance.suites.polars_engine.engine import NativePolarsExecutionEngine
    from provenance.suites.polars_engine.failures import Failures

# The keys of a domain that decide which rows it has.
ROW_KEYS = ("batch_id", "table", "row_condition", "condition_parser")


@dataclass(frozen=True)
class Aggregate:
    """One value over all rows, and the row-wise columns that it reads.

    ``flags`` are computed once for a query whoever needs them: the count, the sample and the row numbers of an
    expectation read the same flag, also where it is a Python function that Polars would otherwise call three times.
    """

    expr: pl.Expr
    flags: Mapping[str, pl.Expr] = field(default_factory=dict)


@dataclass(frozen=True)
class Impossible:
    """What stands for an aggregate that cannot be built; the metric that asks for it fails with this error.

    GX asks for the expression under one name and for the value under another, and tells a user who wants the metric
    itself only of the latter.
    """

    error: Exception


def row_number(schema: Iterable[str]) -> str:
    """Return the name of the column that aggregates may read for the place of a row: one that the batch has not."""
    name, taken = "__row_number", set(schema)
    while name in taken:
        name += "_"
    return name


def row_domain(domain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a domain that decides which rows it has."""
    return {key: domain[key] for key in ROW_KEYS if domain.get(key) is not None}


def resolve_bundle(
    engine: NativePolarsExecutionEngine, tasks: Iterable[MetricComputationConfiguration], failures: Failures
) -> dict[Any, Any]:
    """Compute all tasks, one query for each set of rows; what fails is written to ``failures``."""
    groups: dict[str, tuple[dict[str, Any], list[MetricComputationConfiguration]]] = {}
    for task in tasks:
        if isinstance(task.metric_fn, Impossible):
            failures[task.metric_configuration.id] = task.metric_fn.error
            continue
        domain = row_domain(task.compute_domain_kwargs or {})
        groups.setdefault(str(IDDict(domain).to_id()), (domain, []))[1].append(task)
    done: dict[Any, Any] = {}
    for domain, group in groups.values():
        done.update(_resolve_group(engine, domain, group, failures))
    return done


def _resolve_group(
    engine: NativePolarsExecutionEngine,
    domain: dict[str, Any],
    group: Sequence[MetricComputationConfiguration],
    failures: Failures,
) -> dict[Any, Any]:
    """Try the group on no rows, drop what fails there, then run the rest in one query.

    A wrong type, pattern or column shows on an empty frame already, where finding it is free.
    """
    try:
        place = row_number(engine.schema_for(domain))
        numbered = any(place in cast("Aggregate", task.metric_fn).expr.meta.root_names() for task in group)
        rows = engine.get_domain_records(domain, numbered=numbered)
        empty = rows.clear()
    except Exception as error:  # noqa: BLE001 - an unreadable row condition fails every metric that uses it
        failures.update({task.metric_configuration.id: error for task in group})
        return {}
    sound = _sound(group, empty, failures)
    if not sound:
        return {}
    try:
        values = engine.collect(_query(sound, rows)).row(0)
    except Exception:  # noqa: BLE001 - found below, metric by metric
        return _one_by_one(engine, sound, rows, failures)
    return {task.metric_configuration.id: _finish(task, value) for task, value in zip(sound, values, strict=True)}


def _sound(
    group: Sequence[MetricComputationConfiguration], empty: pl.LazyFrame, failures: Failures
) -> list[MetricComputationConfiguration]:
    """Return the tasks that run on an empty frame."""
    try:
        _query(group, empty).collect()
    except Exception as error:  # noqa: BLE001 - somebody is at fault: ask each half, down to the one
        if len(group) == 1:
            failures[group[0].metric_configuration.id] = error
            return []
        halves = (group[: len(group) // 2], group[len(group) // 2 :])
        return [task for half in halves for task in _sound(half, empty, failures)]
    return list(group)


def _one_by_one(
    engine: NativePolarsExecutionEngine,
    group: Sequence[MetricComputationConfiguration],
    rows: pl.LazyFrame,
    failures: Failures,
) -> dict[Any, Any]:
    done: dict[Any, Any] = {}
    for task in group:
        try:
            done[task.metric_configuration.id] = _finish(task, engine.collect(_query([task], rows)).row(0)[0])
        except Exception as error:  # noqa: BLE001 - reported as this metric's failure
            failures[task.metric_configuration.id] = error
    return done


def _query(group: Sequence[MetricComputationConfiguration], rows: pl.LazyFrame) -> pl.LazyFrame:
    aggregates: list[Aggregate] = [task.metric_fn for task in group]
    flags = {name: expr for aggregate in aggregates for name, expr in aggregate.flags.items()}
    values = [aggregate.expr.alias(str(number)) for number, aggregate in enumerate(aggregates)]
    return (rows.with_columns(**flags) if flags else rows).select(values)


def _finish(task: MetricComputationConfiguration, value: Any) -> Any:  # noqa: ANN401 - any metric value
    return task.metric_provider_kwargs["cls"].finish(value, task.metric_configuration)
