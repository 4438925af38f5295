"""Rules written out for pipelines that have Polars and Pandera, but not this package."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from provenance.contracts.export import module
from provenance.errors import UsageError
from provenance.rules.registry import registry

from .pool import FRAME_NAMES, pool, reading

ELSEWHERE = """
import json, sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("provenance", "great_expectations"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import polars as pl
from pandera.errors import SchemaErrors
import their_schema

named = {}
for name, schema in their_schema.SCHEMAS.items():
    try:
        schema.validate(pl.read_parquet(f"{name}.parquet").select(*schema.columns), lazy=True)
    except SchemaErrors as error:
        for check, index in error.failure_cases.select("check", "index").rows():
            named.setdefault(check, []).append(index)
assert "provenance" not in sys.modules
print(json.dumps(named))
"""


@pytest.mark.slow  # all examples, in a process of their own; test_three_ways holds the contracts here
def test_the_module_names_the_same_rows_where_there_is_no_provenance(tmp_path: Path) -> None:
    (tmp_path / "their_schema.py").write_text(
        module(rule for rule in registry() if not rule.of_corpus), encoding="utf-8"
    )
    expected = {}
    for name in FRAME_NAMES:
        frame = pool()[name]
        frame.write_parquet(tmp_path / f"{name}.parquet")
        masks = frame.select(rule.broken.alias(f"{rule.code} {rule.name}") for rule in reading(name))
        expected |= {mask.name: mask.arg_true().to_list() for mask in masks}
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {
        "PYTHONPATH": str(tmp_path)
    }
    command = [sys.executable, "-W", "ignore", "-c", ELSEWHERE]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    named = {check: sorted(rows) for check, rows in json.loads(done.stdout.strip().splitlines()[-1]).items()}
    assert named == expected


def test_every_rule_can_be_written_and_imports_nothing_else() -> None:
    text = module(registry())
    imported = {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported <= {"polars", "pandera.polars", "datetime"}
    assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    for rule in (rule for rule in registry() if not rule.beside):
        assert f"# {rule.code} {rule.name} ({rule.severity}): {rule.summary}\n" in text


def test_no_rule_is_a_wrong_call() -> None:
    with pytest.raises(UsageError, match="no rule"):
        module([])
