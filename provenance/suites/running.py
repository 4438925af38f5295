"""A suite held against a Polars frame by Great Expectations, and its results read back."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import Any

import polars as pl

from provenance.errors import SuiteError
from provenance.rules.base import Severity
from provenance.rules.registry import by_code
from provenance.suites.lazy import import_gx
from provenance.suites.loader import Suite, refuse_unknown
from provenance.suites.results import Result

EXAMPLES = 20
"""How many failing rows a result shows; a result is a report, the rows themselves are in the frames."""

CELL = 120
"""Code points of a value that a result shows."""

_SEVERITY: dict[str, Severity] = {"critical": "error", "warning": "warning", "info": "info"}
_WORD = re.compile(r"\w+")
_UNSAID = ("id", "meta", "notes", "description", "severity", "rendered_content", "windows")


def hold(frame: pl.DataFrame | pl.LazyFrame, suite: Suite) -> list[Result]:
    """Return the outcome of each expectation, in the order of the suite. A lazy frame is never held whole.

    An exception inside one makes it `broken`, never `unmet`. Raises SuiteError for a suite that GX would cut or refuse.
    """
    order = {given["id"]: number for number, given in enumerate(_numbered(suite))}
    results = sorted(validate(frame, suite).results, key=lambda result: order[result.expectation_config.id])
    return [_held(suite, number, result) for number, result in enumerate(results)]


def validate(frame: pl.DataFrame | pl.LazyFrame, suite: Suite) -> Any:  # noqa: ANN401 - GX's result type is imported lazily
    """Return GX's own result of the suite over the frame."""
    gx = import_gx()
    built = build(suite)
    shown: dict[str, Any] = {"result_format": "SUMMARY", "partial_unexpected_count": EXAMPLES}
    if "article" in frame.collect_schema():
        shown["unexpected_index_column_names"] = ["article"]
    with _silence():
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        engine = "streaming" if isinstance(frame, pl.LazyFrame) else "auto"
        asset = context.data_sources.add_polars("provenance", query_engine=engine).add_dataframe_asset("frame")
        batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
        parameters = built.suite_parameters or None
        try:
            results = batch.validate(built, result_format=shown, expectation_parameters=parameters)
        except gx.exceptions.GreatExpectationsError as error:  # of a single expectation it would be in the results
            message = f"{suite.where}: {_one_line(error)}"
            raise SuiteError(message) from error
        for result, expectation in _unmet_queries(results, built):
            rows = batch.validate(expectation, result_format="COMPLETE", expectation_parameters=parameters)
            result.result.update(rows.result)
        return results


def _unmet_queries(results: Any, built: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    """Yield the SQL expectations that found rows: GX shows them only in its richest result format."""
    by_id = {expectation.id: expectation for expectation in built.expectations}
    for result in results.results:
        config = result.expectation_config
        if "unexpected_rows_query" in config.kwargs and not result.success and result.result:
            yield result, by_id[config.id]


def build(suite: Suite) -> Any:  # noqa: ANN401
    """Return the suite as GX's own object. Raises SuiteError where GX would drop or refuse a part of it."""
    gx = import_gx()
    refuse_unknown(suite, _known())
    with _silence():
        given = _numbered(suite)
        for number, one in enumerate(given):
            _try(suite.place(number), one)
        about = {name: value for name, value in suite.data.items() if name != "id"}
        built = gx.ExpectationSuite(**{**about, "name": suite.name, "expectations": given})
    if len(built.expectations) != len(given):
        message = f"{suite.where}: Great Expectations took {len(built.expectations)} of {len(given)} expectations"
        raise SuiteError(message)
    return built


def _known() -> dict[str, list[str]]:
    """Return the kwargs of every registered expectation."""
    from great_expectations.expectations.registry import (
        get_expectation_impl,
        list_registered_expectation_implementations,
    )

    kinds = {name: get_expectation_impl(name) for name in list_registered_expectation_implementations()}
    return {name: [item for item in kind.__fields__ if item not in _UNSAID] for name, kind in kinds.items()}


def _try(where: str, given: Mapping[str, Any]) -> None:
    """Raise SuiteError if GX would not make this expectation: in a whole suite it does not say which one."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    try:
        ExpectationConfiguration(**given).to_domain_obj()
    except Exception as error:
        message = f"{where}: {given['type']}: {_one_line(error)}"
        raise SuiteError(message) from error


def _one_line(error: Exception) -> str:
    """Return what is wrong in one line: pydantic tells the field on one line and the fault on the next."""
    errors = getattr(error, "errors", None)
    if not callable(errors):
        return " ".join(str(error).split())
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}".removeprefix("__root__: ") for one in errors())


def _numbered(suite: Suite) -> list[dict[str, Any]]:
    """Return the expectations, each with an id, so that results can be put in the order of the suite."""
    skipped = ("success_on_last_run", "windows", "rendered_content")  # what other tools leave in the file
    plain = [{key: value for key, value in one.items() if key not in skipped} for one in suite.data["expectations"]]
    return [{"kwargs": {}, **given, "id": f"{suite.name}-{number}"} for number, given in enumerate(plain)]


def _held(suite: Suite, number: int, result: Any) -> Result:  # noqa: ANN401
    config = result.expectation_config
    broken = _exception(result.exception_info)
    kwargs = {name: value for name, value in config.kwargs.items() if name != "batch_id"}
    return Result(
        suite=suite.name,
        place=suite.place(number),
        expectation=config.type,
        kwargs=kwargs,
        severity=_SEVERITY[str(getattr(config.severity, "value", config.severity))],
        outcome="broken" if broken else "met" if result.success else "unmet",
        about=config.description or _about(config.type, kwargs),
        observed=broken or _observed(result.result),
        note=config.notes if isinstance(config.notes, str) else "\n".join(config.notes or []),
        examples=() if broken or result.success else tuple(_examples(result.result)),
        unexpected=None if broken else result.result.get("unexpected_count"),
        codes=_codes(config.type, kwargs),
    )


def _about(kind: str, kwargs: Mapping[str, Any]) -> str:
    listed = ", ".join(f"{key} {value}" for key, value in kwargs.items() if key != "column")
    return _cut(
        f"{kwargs.get('column', 'the table')}: {kind.removeprefix('expect_').replace('_', ' ')} ({listed})", 300
    )


def _observed(result: Mapping[str, Any]) -> str:
    if result.get("unexpected_percent") is not None:
        count, rows, percent = (result[name] for name in ("unexpected_count", "element_count", "unexpected_percent"))
        return f"{count} of {rows} ({percent:.2f} %) do not"
    rows = _queried(result)
    if rows:
        listed = ", ".join(_row(rows[0]))
        return _cut(listed if len(rows) == 1 else f"{listed}, and {result['observed_value'] - 1} more", 200)
    return _cut(str(result.get("observed_value", "")), 200)


def _examples(result: Mapping[str, Any]) -> Iterator[str]:
    rows = result.get("partial_unexpected_index_list") or []
    shown = rows if rows and isinstance(rows[0], dict) else result.get("partial_unexpected_list") or []
    for row in (shown or _queried(result))[:EXAMPLES]:
        yield ", ".join(_cut(text, CELL) for text in _row(row))


def _queried(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that an SQL expectation found."""
    return (result.get("details") or {}).get("unexpected_rows") or []


def _row(row: object) -> list[str]:
    """Return the words for a failing row: its article, if that is known, and the values that fail."""
    if not isinstance(row, dict):
        return ["no value" if row is None else str(row)]
    values = [f"{name}: {'no value' if value is None else value}" for name, value in row.items() if name != "article"]
    article = row.get("article")
    return values if article is None else [str(article), *values]


def _codes(kind: str, kwargs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the rules that an expectation speaks of: by its class, code, column of the summary, or its query."""
    from great_expectations.expectations.registry import get_expectation_impl

    bound: tuple[str, ...] = getattr(get_expectation_impl(kind), "codes", ())
    named = [kwargs.get("code"), kwargs.get("column")]
    queried = _WORD.findall(str(kwargs.get("unexpected_rows_query", "")))
    return bound or tuple(name for name in named if name in by_code())[:1] or tuple(_known_codes(queried))


def _known_codes(words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word in by_code()]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _exception(info: Mapping[str, Any] | None) -> str | None:
    """Return the message of the exception that kept an expectation from being evaluated."""
    entries = [info, *info.values()] if info else []
    raised = [entry for entry in entries if isinstance(entry, dict) and entry.get("raised_exception")]
    return _cut(" ".join(str(raised[0].get("exception_message")).split()), 300) if raised else None


@contextmanager
def _silence() -> Iterator[None]:
    """Keep GX's warnings, log lines and prints from users: what matters is refused or reported."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
