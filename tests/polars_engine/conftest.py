"""Shared set-up: GX without its progress bars and without the warnings that are its own."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Any

import pytest

os.environ["GX_ANALYTICS_ENABLED"] = "false"
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # GX's own imports; nothing of ours is imported yet
    import great_expectations as gx

from provenance.suites.polars_engine import PolarsDatasource

from .specimens import FRAME

if TYPE_CHECKING:
    from pathlib import Path

    from great_expectations.core.batch import Batch

GX_WARNINGS = (
    "ignore:The condition_parser parameter is deprecated:DeprecationWarning",
    "ignore:Passing a string to the row_condition parameter:DeprecationWarning",
    "ignore:The inplace keyword in DataFrame.reset_index is deprecated",  # GX 1.24.0 on pandas 3.1
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let GX's own deprecations pass, here and nowhere else."""
    for item in items:
        if "polars_engine" in str(item.path):
            for warning in GX_WARNINGS:
                item.add_marker(pytest.mark.filterwarnings(warning))


@pytest.fixture(scope="session")
def context() -> Any:
    """An ephemeral context."""
    made = gx.get_context(mode="ephemeral")
    made.variables.progress_bars = {"globally": False}
    return made


@pytest.fixture(scope="session")
def source(context: Any, tmp_path_factory: pytest.TempPathFactory) -> PolarsDatasource:
    """A data source with three Parquet tables beside the frame asset."""
    folder: Path = tmp_path_factory.mktemp("tables")
    made: PolarsDatasource = context.data_sources.add_polars("polars")
    made.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")
    other = context.data_sources.add_polars("other")
    for owner, name, frame in ((made, "twin", FRAME), (made, "half", FRAME.head(3)), (other, "articles", FRAME)):
        frame.write_parquet(folder / f"{name}.parquet")
        owner.add_parquet_asset(name, folder / f"{name}.parquet")
    return made


@pytest.fixture(scope="session")
def batch(source: PolarsDatasource) -> Batch:
    """The specimen frame as a batch."""
    return source.get_asset("frame").get_batch_definition("whole").get_batch({"dataframe": FRAME})
