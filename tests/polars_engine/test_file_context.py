"""A project made in one process and run in another: data source, suite, validation, checkpoint, Data Docs."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Great Expectations is imported in two processes more; test_coverage runs and stores a checkpoint here.
pytestmark = pytest.mark.slow

MAKE = """
import logging, sys
logging.basicConfig(level=logging.WARNING)
import provenance.suites.polars_engine
print("imported", file=sys.stderr)

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl

root = sys.argv[1]
pl.DataFrame({"id": [1, 2, 3], "title": ["One", "Two", None]}).write_parquet(f"{root}/articles.parquet")
context = gx.get_context(mode="file", project_root_dir=root)
context.variables.progress_bars = {"globally": False}
source = context.data_sources.add_polars("corpus", nan_as_null=True)
parquet = source.add_parquet_asset("stored", f"{root}/*.parquet").add_batch_definition_whole_table("all")
frame = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
asset = context.data_sources.add_polars("other").add_parquet_asset("days", f"{root}/days/*.parquet")
asset.add_batch_definition_monthly("months", "day")
suite = context.suites.add(gx.ExpectationSuite("articles", [
    gxe.ExpectColumnValuesToNotBeNull(column="title", mostly=0.9, severity="warning"),
    gxe.ExpectColumnValuesToBeOfType(column="id", type_="Int64"),
    gxe.ExpectTableRowCountToEqual(value=3),
]))
validations = [
    context.validation_definitions.add(gx.ValidationDefinition(name=name, data=data, suite=suite))
    for name, data in (("stored", parquet), ("frame", frame))
]
context.checkpoints.add(gx.Checkpoint(
    name="nightly", validation_definitions=validations[:1], result_format={"result_format": "COMPLETE"},
    actions=[gx.checkpoint.UpdateDataDocsAction(name="docs")],
))
"""

RUN = """
import json, socket, sys

def refuse(*args, **kwargs):
    raise OSError("this test opens no connection")

socket.socket.connect = socket.getaddrinfo = refuse
import great_expectations as gx
import polars as pl
import provenance.suites.polars_engine

context = gx.get_context(mode="file", project_root_dir=sys.argv[1])
result = context.checkpoints.get("nightly").run()
frame = pl.DataFrame({"id": [1, 2, 3], "title": ["One", "Two", "Three"]})
other = context.validation_definitions.get("frame").run(batch_parameters={"dataframe": frame})
one = next(iter(result.run_results.values()))
months = context.data_sources.get("other").get_asset("days").get_batch_definition("months")
print(json.dumps({
    "months": [len(months.get_batch_identifiers_list()), type(months.partitioner).__name__],
    "success": result.success,
    "each": {r.expectation_config.type: r.success for r in one.results},
    "missing": one.results[0].result.get("unexpected_count"),
    "frame": other.success,
}))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder of the project, and what was printed on standard error when it was made."""
    root = tmp_path_factory.mktemp("project")
    (root / "days").mkdir()
    days = [dt.date(2023, 5, 1), dt.date(2024, 1, 9), dt.date(2024, 1, 20), dt.date(2024, 6, 2), None]
    pl.DataFrame({"day": days}).write_parquet(root / "days/news.parquet")
    return root, _python(MAKE, root).stderr


@pytest.fixture(scope="module")
def project(made: tuple[Path, str]) -> Path:
    return made[0]


@pytest.fixture(scope="module")
def outcome(project: Path) -> Any:
    return json.loads(_python(RUN, project).stdout.strip().splitlines()[-1])


def _python(code: str, root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-c", code, str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done


def test_importing_registers_without_a_word(made: tuple[Path, str]) -> None:
    """No warning, no log line: a warning of GX's registry would mean that a metric of other engines has changed."""
    assert made[1].splitlines()[0] == "imported"


def test_a_partition_is_stored(outcome: Any) -> None:
    assert outcome["months"] == [4, "ColumnPartitionerMonthly"]


def test_runs_in_another_process_and_writes_data_docs(project: Path, outcome: Any) -> None:
    assert outcome["success"] is False
    assert outcome["each"] == {
        "expect_column_values_to_not_be_null": False,
        "expect_column_values_to_be_of_type": True,
        "expect_table_row_count_to_equal": True,
    }
    assert outcome["frame"] is True
    pages = sorted(path.name for path in (project / "gx/uncommitted/data_docs").rglob("*.html"))
    assert "index.html" in pages
    assert len(pages) >= 3
    validation = next((project / "gx/uncommitted/data_docs/local_site/validations").rglob("*.html")).read_text()
    assert "values must not be null" in validation
    assert "Int64" in validation


def test_the_stored_project_names_no_frame(project: Path) -> None:
    stored = (project / "gx/great_expectations.yml").read_text(encoding="utf-8")
    assert "type: polars" in stored
    assert "polars_parquet" in stored
    assert "nan_as_null: true" in stored
    assert "DataFrame(" not in stored
