"""The expectations of the domain, as somebody else would use them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from provenance.errors import SuiteError
from provenance.frames import FRAMES
from provenance.rules.registry import by_code
from provenance.suites import running
from provenance.suites.lazy import import_gx
from provenance.suites.loader import Suite

CAPTIONS = FRAMES["captions"].conform(
    pl.DataFrame({"article": ["a", "b", "c"], "credit": ["AP", None, None], "start": [0, 0, 0], "end": [9, 9, 9]})
)
SUMMARY = pl.DataFrame({"article": ["a", "b", "c"], "CRD001": [0, 1, 0], "DAT003": [0, 0, 2], "QUO001": [0, 0, 0]})
CREDITED = {"type": "expect_captions_to_be_credited", "severity": "warning"}


def outcomes(frame: pl.DataFrame, suite: Suite) -> list[str]:
    return [one.outcome for one in running.hold(frame, suite)]


def test_the_same_expectation_holds_captions_and_summaries(suite: Callable[..., Suite]) -> None:
    lenient = suite(CREDITED | {"kwargs": {"mostly": 0.33}}, CREDITED | {"kwargs": {"mostly": 0.5}}, CREDITED)
    assert outcomes(CAPTIONS, lenient) == ["met", "unmet", "unmet"]
    assert outcomes(SUMMARY, lenient) == ["met", "met", "unmet"]


def test_each_is_bound_to_rules_and_says_so_in_plain_english(suite: Callable[..., Suite]) -> None:
    names = (
        "expect_article_dates_to_be_plausible", "expect_captions_to_be_credited", "expect_quotations_not_to_be_interrupted",
        "expect_boilerplate_to_be_absent",
    )  # fmt: skip
    results = running.hold(SUMMARY, suite(*({"type": name, "kwargs": {"mostly": 0.98}} for name in names)))
    assert [one.outcome for one in results] == ["unmet", "unmet", "met", "broken"]
    for one in results:
        assert set(one.codes) <= set(by_code())
        assert "in at least 98 % of the rows" in one.about
        assert all(code in one.about for code in one.codes)
    assert results[0].examples == ("c",)


def test_the_page_on_suites_names_them_all() -> None:
    import_gx()
    from provenance.suites.expectations import BOUND, ExpectNoFindings

    page = (Path(__file__).parents[2] / "docs/suites.md").read_text(encoding="utf-8")
    for own in (*BOUND, ExpectNoFindings):
        assert f"`{own.expectation_type}`" in page
        assert own.__name__ in page


def test_a_rule_by_its_code(suite: Callable[..., Suite]) -> None:
    none = {"type": "expect_no_findings", "kwargs": {"code": "DAT003"}}
    (one,) = running.hold(SUMMARY, suite(none))
    assert (one.outcome, one.unexpected, one.codes, one.examples) == ("unmet", 1, ("DAT003",), ("c",))
    assert one.about.startswith("Rule DAT003 (date-in-future) finds nothing, in all rows.")
    read_errors = FRAMES["troubles"].conform(pl.DataFrame({"source": ["x.gz", "y"], "kind": ["truncated", "empty"]}))
    code = next(rule.code for rule in by_code().values() if rule.name == "truncated-archive")
    assert running.hold(read_errors, suite(none | {"kwargs": {"code": code}}))[0].examples == ("source: x.gz",)


def test_a_frame_that_cannot_tell_is_no_failure_of_the_data(suite: Callable[..., Suite]) -> None:
    (one,) = running.hold(pl.DataFrame({"article": ["a"]}), suite(CREDITED))
    assert one.outcome == "broken"
    missing = "caption, confidence, credit, credit_end, credit_start, end, paragraph, start"
    assert one.observed == f"neither a summary that counts CRD001 nor captions: no column {missing}"


def test_results_are_reports_not_copies_of_the_data(suite: Callable[..., Suite]) -> None:
    frame = pl.DataFrame({"article": [f"{n}" for n in range(5_000)], "title": ["x" * 10_000] * 5_000})
    short = {"type": "expect_column_value_lengths_to_be_between", "kwargs": {"column": "title", "max_value": 9}}
    (one,) = running.hold(frame, suite(short))
    assert one.unexpected == 5_000
    assert len(one.examples) == running.EXAMPLES
    assert sum(map(len, one.examples)) < 200 * running.EXAMPLES


def test_parameters_of_a_suite(suite: Callable[..., Suite]) -> None:
    rows = {"type": "expect_table_row_count_to_equal", "kwargs": {"value": {"$PARAMETER": "rows"}}}
    assert outcomes(SUMMARY, suite(rows, suite_parameters={"rows": 3})) == ["met"]
    assert outcomes(SUMMARY, suite(rows, suite_parameters={"rows": 4})) == ["unmet"]
    for given in ({}, {"suite_parameters": {"row": 3}}):
        with pytest.raises(SuiteError, match=r"\.json: .*rows"):
            outcomes(SUMMARY, suite(rows, **given))


def test_somebody_elses_project_and_its_data_docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    gx: Any = import_gx()
    import provenance.suites.expectations as own

    context = gx.get_context(mode="file", project_root_dir=tmp_path)
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_polars("mine").add_dataframe_asset("captions")
    suite = context.suites.add(gx.ExpectationSuite("captions", [own.ExpectCaptionsToBeCredited(mostly=0.9)]))
    whole = asset.add_batch_definition_whole_dataframe("whole")
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="v", data=whole, suite=suite))
    with running._silence():
        result = definition.run(batch_parameters={"dataframe": CAPTIONS}, checkpoint_id=None)
        context.build_data_docs()
    assert not result.success
    stored = (tmp_path / "gx/expectations/captions.json").read_text()
    assert "expect_captions_to_be_credited" in stored
    pages = "".join(path.read_text() for path in (tmp_path / "gx/uncommitted/data_docs").rglob("*.html"))
    assert "Every caption names a photographer or an agency, in at least 90 % of the rows" in pages
