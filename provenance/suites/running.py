"""A suite held against a Polars frame by Great Expectations, and its results read back."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import polars as pl

from provenance.errors import SuiteError
from provenance.frames import EXPECTATIONS
from provenance.suites.loader import Suite, refuse_unknown_types
from provenance.suites.lazy import import_gx

_SEVERITY = {"critical": "error", "warning": "warning", "info": "info"}


def hold(frame: pl.DataFrame, suite: Suite) -> pl.DataFrame:
    """Return one row an expectation (frames.EXPECTATIONS). An exception inside one makes it `broken`, never `unmet`."""
    order = {given["id"]: number for number, given in enumerate(_numbered(suite))}
    results = sorted(validate(frame, suite).results, key=lambda result: order[result.expectation_config.id])
    rows = [_row(suite, result) for result in results]
    return pl.DataFrame(rows, schema=EXPECTATIONS.schema)


def validate(frame: pl.DataFrame, suite: Suite) -> Any:  # noqa: ANN401 - GX's result type is imported lazily
    """Return GX's own result of the suite over the frame."""
    gx = import_gx()
    built = build(suite)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        asset = context.data_sources.add_polars("provenance").add_dataframe_asset("summary")
        batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
        return batch.validate(built, result_format="BASIC")


def build(suite: Suite) -> Any:  # noqa: ANN401
    """Return the suite as GX's own object. Raises SuiteError where GX would drop or refuse a part of it."""
    gx = import_gx()
    from great_expectations.expectations.registry import list_registered_expectation_implementations

    refuse_unknown_types(suite, list_registered_expectation_implementations())
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    try:
        built = gx.ExpectationSuite(**{"name": suite.name, **suite.data, "expectations": _numbered(suite)})
    except Exception as error:
        message = f"{suite.where}: {str(error).splitlines()[0]}"
        raise SuiteError(message) from error
    if len(built.expectations) != len(suite.data["expectations"]):
        message = f"{suite.where}: Great Expectations took {len(built.expectations)} of {len(suite.data['expectations'])}"
        raise SuiteError(message)
    return built


def _numbered(suite: Suite) -> list[dict[str, Any]]:
    """Return the expectations, each with an id, so that results can be put in the order of the suite."""
    return [{"id": f"{suite.name}-{number}", **given} for number, given in enumerate(suite.data["expectations"])]


def _row(suite: Suite, result: Any) -> dict[str, Any]:  # noqa: ANN401
    config = result.expectation_config
    broken = _exception(result.exception_info)
    notes = config.notes
    return {
        "suite": suite.name,
        "expectation": config.type,
        "column": config.kwargs.get("column"),
        "severity": _SEVERITY[str(getattr(config.severity, "value", config.severity))],
        "outcome": "broken" if broken else "met" if result.success else "unmet",
        "about": config.description or _about(config),
        "observed": broken or _observed(result.result),
        "note": notes if isinstance(notes, str) else "\n".join(notes or []),
    }


def _about(config: Any) -> str:  # noqa: ANN401
    told = ", ".join(f"{key} {value}" for key, value in config.kwargs.items() if key not in ("batch_id", "column"))
    return f"{config.kwargs.get('column', 'the table')}: {config.type.removeprefix('expect_').replace('_', ' ')} ({told})"


def _observed(result: dict[str, Any]) -> str:
    if "unexpected_percent" in result and result["unexpected_percent"] is not None:
        return f"{result['unexpected_count']} of {result['element_count']} ({result['unexpected_percent']:.2f} %) do not"
    return str(result.get("observed_value", ""))[:200]


def _exception(info: dict[str, Any] | None) -> str | None:
    """Return the message of the exception that kept an expectation from being evaluated."""
    entries = [info, *info.values()] if info else []
    raised = [entry for entry in entries if isinstance(entry, dict) and entry.get("raised_exception")]
    return str(raised[0].get("exception_message")).splitlines()[0] if raised else None
