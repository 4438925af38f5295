"""A pytest plugin that puts the Polars engine under Great Expectations' own tests.

GX's tests ask a set-up for an asset or a batch.  Here the set-ups of pandas frames, CSV files and SQLite tables answer
with Polars: a frame asset, and Parquet assets for files and tables, declared SQL types cast to those of Polars.
"""

from __future__ import annotations

import locale
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


DIFFERENCES = Path(__file__).with_name("differences.toml")
asked: set[str] = set()


def known_differences() -> dict[str, str]:
    """Return the test ids that may fail, each with its reason."""
    kinds = tomllib.loads(DIFFERENCES.read_text(encoding="utf-8"))["difference"]
    return {test: kind["reason"] for kind in kinds for test in kind["tests"]}


def pytest_load_initial_conftests() -> None:
    """Let GX's conftest set a locale that this machine may not have."""
    usual = locale.setlocale

    def setlocale(category: int, name: Any = None) -> str:
        try:
            return usual(category, name)
        except locale.Error:
            return usual(category, "C.UTF-8")

    locale.setlocale = setlocale


def pytest_configure() -> None:
    """Register the engine, then replace GX's set-ups."""
    import provenance.suites.polars_engine  # noqa: F401 - registers itself
    from benchmarks.gx_conformance import setups
    from provenance.suites.polars_engine import NativePolarsExecutionEngine

    setups.replace_all()
    usual = NativePolarsExecutionEngine.resolve_metrics

    def resolve_metrics(self: Any, *args: Any, **kwargs: Any) -> Any:
        asked.add(_running[0])
        return usual(self, *args, **kwargs)

    NativePolarsExecutionEngine.resolve_metrics = resolve_metrics  # type: ignore[method-assign]


_running = [""]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Remember which test is running, to count those that asked the engine."""
    _running[0] = item.nodeid
    return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the known differences: a test among them that passes fails the run."""
    known = known_differences()
    for item in items:
        if reason := known.get(item.nodeid):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
    files = {item.nodeid.split("::")[0] for item in items}
    gone = set(known) - {item.nodeid for item in items}
    gone = {test for test in gone if test.split("::")[0] in files}
    if gone and not config.option.keyword and not any("::" in argument for argument in config.args):
        message = "differences.toml names tests that are not there:\n" + "\n".join(sorted(gone))
        raise pytest.UsageError(message)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell how many of the tests asked the engine at all."""
    terminalreporter.write_line(f"the Polars engine was asked by {len(asked)} tests")
