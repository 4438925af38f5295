"""A project made in one process and run in another: data source, suite, validation, checkpoint, Data Docs."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MAKE = """
import sys
import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import provenance.suites.polars_engine

root = sys.argv[1]
pl.DataFrame({"id": [1, 2, 3], "title": ["One", "Two", None]}).write_parquet(f"{root}/articles.parquet")
context = gx.get_context(mode="file", project_root_dir=root)
context.variables.progress_bars = {"globally": False}
source = context.data_sources.add_polars("corpus", nan_as_null=True)
parquet = source.add_parquet_asset("stored", f"{root}/*.parquet").add_batch_definition_whole_table("all")
frame = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
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
print(json.dumps({
    "success": result.success,
    "each": {r.expectation_config.type: r.success for r in one.results},
    "missing": one.results[0].result.get("unexpected_count"),
    "frame": other.success,
}))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    _python(MAKE, root)
    return root


def _python(code: str, root: Path) -> str:
    command = [sys.executable, "-W", "ignore", "-c", code, str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_runs_in_another_process_and_writes_data_docs(project: Path) -> None:
    outcome = json.loads(_python(RUN, project).strip().splitlines()[-1])
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
