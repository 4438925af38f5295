"""Suites that are written: from rules, and from a good corpus."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import UsageError
from provenance.rules.registry import registry
from provenance.runs.run import Run
from provenance.suites import inferring, loader, running, writing
from provenance.suites.results import Result
from tests.support import examples

from .conftest import checked, sound

ELSEWHERE = """
import json, sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "provenance":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import great_expectations as gx
import pandas as pd

suite = gx.ExpectationSuite(**json.load(open("suite.json")))
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
asset = context.data_sources.add_pandas("theirs").add_dataframe_asset("summary")
batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": pd.read_parquet("summary.parquet")})
results = batch.validate(suite).results
print(json.dumps({r.expectation_config.kwargs["column"]: [r.success, r.result["unexpected_count"]] for r in results}))
assert "provenance" not in sys.modules
"""


def hold(summary: pl.DataFrame, text: str, folder: Path) -> list[Result]:
    path = folder / "written.json"
    path.write_text(text, encoding="utf-8")
    return running.hold(summary, loader.read(path))


def unmet(frames: list[Result]) -> list[str]:
    return [one.about for one in frames if one.outcome != "met"]


@pytest.mark.slow  # Great Expectations in a process of its own; the next test holds the suite here
def test_exported_rules_run_on_pandas_where_there_is_no_provenance(tmp_path: Path, good: Run) -> None:
    rules = [rule for rule in registry() if rule.family in ("DAT", "CAP")]
    (tmp_path / "suite.json").write_text(writing.of_rules("theirs", rules), encoding="utf-8")
    counted = good.summary.with_columns(DAT001=pl.Series([1, 2, *[0] * 118]))
    counted.write_parquet(tmp_path / "summary.parquet")
    command = [sys.executable, "-W", "ignore", "-c", ELSEWHERE]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    message = json.loads(done.stdout.strip().splitlines()[-1])
    assert message.pop("DAT001") == [False, 2]
    assert list(message) == [rule.code for rule in rules if not rule.of_corpus][1:]
    assert {tuple(one) for one in message.values()} == {(True, 0)}


def test_every_exported_line_carries_its_rule(tmp_path: Path, good: Run) -> None:
    frames = hold(good.summary, writing.of_rules("all", good.rules, mostly=0.9), tmp_path)
    assert [one.codes[0] for one in frames] == [rule.code for rule in good.rules if not rule.of_corpus]
    assert {one.outcome for one in frames} <= {"met", "unmet"}
    by_code = {rule.code: rule for rule in registry()}
    for one in frames:
        rule = by_code[one.codes[0]]
        assert (one.severity, one.note) == (rule.severity, rule.rationale)
        assert rule.summary in one.about
        assert "at most 10 % of the articles" in one.about


def test_rules_on_the_corpus_have_no_column() -> None:
    with pytest.raises(UsageError, match="none of these rules speaks of articles"):
        writing.of_rules("x", [rule for rule in registry() if rule.of_corpus])


def test_a_good_corpus_meets_the_suite_inferred_from_it(tmp_path: Path, good: Run) -> None:
    text = inferring.infer(good.summary, "good")
    assert unmet(hold(good.summary, text, tmp_path)) == []
    lines = json.loads(text)["expectations"]
    assert all(line["notes"].endswith(".") and line["description"].endswith(".") for line in lines)
    assert all(any(sign.isdigit() for sign in line["notes"]) or line["notes"] == "All ids differ." for line in lines)
    asked = {line["kwargs"].get("column") for line in lines}
    assert {"published", "published_precision", "publisher", "language", "titled", "signed", "characters"} <= asked


def test_a_spoiled_corpus_fails_it(tmp_path: Path, good: Run) -> None:
    text = inferring.infer(good.summary, "good")
    undated = checked(tmp_path / "undated", [sound(n, published=None, captured=None) for n in range(120)])
    assert any("publication date" in about for about in unmet(hold(undated.summary, text, tmp_path)))
    old = checked(tmp_path / "old", [sound(n, published="1994-01-01", captured=None) for n in range(120)])
    assert any("Publication dates lie between" in about for about in unmet(hold(old.summary, text, tmp_path)))
    strange = checked(
        tmp_path / "strange", [sound(n, captured=None, publisher="Elsewhere", language="fr") for n in range(120)]
    )
    assert sum("known values" in about for about in unmet(hold(strange.summary, text, tmp_path))) == 2
    few = checked(tmp_path / "few", [sound(n, captured=None) for n in range(50)])
    assert any("The corpus has between 60 and 240" in about for about in unmet(hold(few.summary, text, tmp_path)))
    furniture = [sound(n, captured=None) for n in range(120)]
    for record in furniture[:30]:
        record["text"] = f"{record['text']}\n\nSign up to our daily newsletter"
    spoiled = checked(tmp_path / "furniture", furniture)
    assert any("page furniture" in about for about in unmet(hold(spoiled.summary, text, tmp_path)))


def test_the_ends_of_the_calendar(tmp_path: Path, good: Run) -> None:
    days = [date(1, 1, 1), *[date(2024, 3, 1)] * 118, date(9999, 12, 31)]
    summary = good.summary.with_columns(published=pl.Series(days))
    assert unmet(hold(summary, inferring.infer(summary, "wide"), tmp_path)) == []


def test_nothing_comes_from_nothing(good: Run) -> None:
    with pytest.raises(UsageError, match="no articles"):
        inferring.infer(good.summary.clear(), "nothing")


@examples(50)
@given(met=st.integers(0, 10_000), articles=st.integers(1, 10_000))
def test_less_is_asked_for_than_is_there(met: int, articles: int) -> None:
    share = min(met, articles) / articles
    floor, message = inferring.least(share, articles)
    assert 0 <= floor <= max(0, share - 0.01)
    assert f"{articles:,} articles" in message


@examples(3)
@given(rows=st.lists(st.integers(0, 119), min_size=1, max_size=40), gaps=st.sets(st.integers(0, 39)))
def test_any_corpus_meets_the_suite_inferred_from_it(
    tmp_path_factory: pytest.TempPathFactory, good: Run, rows: list[int], gaps: set[int]
) -> None:
    lost = pl.int_range(pl.len()).is_in(gaps)
    drawn = good.summary[rows].with_columns(
        pl.when(~lost).then(name).alias(name) for name in ("published", "publisher", "language")
    )
    assert unmet(hold(drawn, inferring.infer(drawn, "drawn"), tmp_path_factory.mktemp("drawn"))) == []
