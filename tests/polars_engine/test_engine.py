"""What the engine promises beyond right answers: few queries, honest failures, capped lists, all row conditions."""

from __future__ import annotations

import ast
import datetime as dt
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.row_conditions import Column

from provenance.suites.polars_engine import MapMetric, PolarsDatasource, Shape, register_map_metric
from provenance.suites.polars_engine.patterns import like_to_regex

from .specimens import FRAME

if TYPE_CHECKING:
    from great_expectations.core.batch import Batch

MANY = pl.DataFrame({"id": range(5_000), "n": [0] * 5_000})


@pytest.fixture
def whole(source: PolarsDatasource) -> Any:
    return source.get_asset("frame").get_batch_definition("whole")


def queries(batch: Batch, suite: gx.ExpectationSuite, **kwargs: Any) -> tuple[int, Any]:
    engine = batch.datasource.get_execution_engine()
    before = engine.queries_run
    result = batch.validate(suite, **kwargs)
    return engine.queries_run - before, result


def messages(result: Any) -> set[str]:
    info = result.exception_info
    return (
        {info["exception_message"]}
        if "exception_message" in info
        else {one["exception_message"] for one in info.values()}
    )


def failed(result: Any) -> list[Any]:
    """Results that are errors: GX keys those by metric."""
    return [one for one in result.results if "exception_message" not in one.exception_info]


SOUND = [
    gxe.ExpectColumnValuesToBeBetween(column="n", min_value=1, max_value=3),
    gxe.ExpectColumnValuesToMatchRegex(column="name", regex="^A"),
    gxe.ExpectColumnValuesToMatchStrftimeFormat(column="day", strftime_format="%Y-%m-%d"),
    gxe.ExpectColumnValuesToBeJsonParseable(column="json"),
    gxe.ExpectColumnQuantileValuesToBeBetween(
        column="n", quantile_ranges={"quantiles": [0.5], "value_ranges": [[1, 3]]}
    ),
    gxe.ExpectColumnValueZScoresToBeLessThan(column="n", threshold=3, double_sided=True),
    gxe.ExpectColumnDistinctValuesToBeInSet(column="name", value_set=["Ana"]),
    gxe.ExpectColumnMostCommonValueToBeInSet(column="name", value_set=["Ana"]),
    gxe.ExpectColumnPairValuesToBeEqual(column_A="name", column_B="copy"),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["name", "day"]),
    gxe.ExpectColumnProportionOfUniqueValuesToBeBetween(column="name", min_value=0.1),
    gxe.ExpectTableRowCountToEqual(value=6),
]


def test_a_suite_is_one_query(batch: Batch) -> None:
    result_format = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["id"],
        "include_unexpected_rows": True,
    }
    count, result = queries(batch, gx.ExpectationSuite("one", SOUND), result_format=result_format)
    assert count == 1
    assert result.statistics["evaluated_expectations"] == len(SOUND)


def test_failing_metrics_cost_the_others_nothing_and_keep_their_own_reasons(batch: Batch) -> None:
    broken = [
        gxe.ExpectColumnValuesToBeBetween(column="absent", min_value=1),
        gxe.ExpectColumnValuesToMatchRegex(column="name", regex="(("),
        gxe.ExpectColumnValuesToBeInSet(column="n", value_set=["text"]),
        gxe.ExpectColumnMeanToBeBetween(column="name", min_value=1),
    ]
    count, result = queries(batch, gx.ExpectationSuite("broken", [*SOUND, *broken]))
    assert count == 1
    found = {(r.expectation_config.type, r.expectation_config.kwargs["column"]): messages(r) for r in failed(result)}
    assert len(found) == len(broken)
    assert all("absent" in text for text in found["expect_column_values_to_be_between", "absent"])
    assert all(
        "unterminated" in text or "missing" in text for text in found["expect_column_values_to_match_regex", "name"]
    )
    assert all("'text'" in text for text in found["expect_column_values_to_be_in_set", "n"])
    assert all("needs numbers" in text for text in found["expect_column_mean_to_be_between", "name"])


def test_a_failure_that_only_the_data_shows_is_that_expectations_own(whole: Any) -> None:
    def explode(values: pl.Series) -> pl.Series:
        if values.len():
            message = "this cell bites"
            raise ValueError(message)
        return values.cast(pl.Boolean)

    register_map_metric(
        MapMetric(
            name="column_values.biting",
            shape=Shape.COLUMN,
            expected=lambda column: column.expr.map_batches(explode, return_dtype=pl.Boolean),
        )
    )

    class ExpectColumnValuesToBite(ColumnMapExpectation):
        map_metric = "column_values.biting"

    batch = whole.get_batch({"dataframe": FRAME})
    result = batch.validate(gx.ExpectationSuite("bite", [ExpectColumnValuesToBite(column="n"), *SOUND]))
    errors = failed(result)
    assert len(errors) == 1
    assert all("this cell bites" in text for text in messages(errors[0]))


@pytest.mark.parametrize(("result_format", "named"), [("COMPLETE", 1_000), ("SUMMARY", 20)])
def test_lists_are_capped(whole: Any, result_format: str, named: int) -> None:
    batch = whole.get_batch({"dataframe": MANY})
    expectation = gxe.ExpectColumnValuesToBeBetween(column="n", min_value=1)
    chosen = {"result_format": result_format, "unexpected_index_column_names": ["id"]}
    result = batch.validate(expectation, result_format=chosen).result
    key = "unexpected_index_list" if result_format == "COMPLETE" else "partial_unexpected_index_list"
    assert result[key][:2] == [{"n": 0, "id": 0}, {"n": 0, "id": 1}]
    assert len(result[key]) == named
    assert result["unexpected_count"] == MANY.height
    assert len(result.get("unexpected_list", [])) <= 200


@pytest.mark.parametrize("limit", [3, None])
def test_the_cap_can_be_moved(context: Any, limit: int | None) -> None:
    asset = context.data_sources.add_polars(f"limit {limit}", index_limit=limit).add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": MANY})
    result = batch.validate(gxe.ExpectColumnValuesToBeBetween(column="n", min_value=1), result_format="COMPLETE").result
    assert len(result["unexpected_index_list"]) == (limit or MANY.height)


def test_result_formats(batch: Batch) -> None:
    keys = {}
    for name in ("BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"):
        keys[name] = set(batch.validate(SOUND[0], result_format=name).result)
    assert keys["BOOLEAN_ONLY"] == set()
    assert keys["BASIC"] < keys["SUMMARY"] < keys["COMPLETE"]
    assert keys["COMPLETE"] - keys["SUMMARY"] == {"unexpected_list", "unexpected_index_list", "unexpected_index_query"}


def test_excluded_values_stay_out(batch: Batch) -> None:
    chosen = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"], "exclude_unexpected_values": True}
    result = batch.validate(SOUND[1], result_format=chosen).result
    assert result["unexpected_index_list"] == [{"id": [2, 3, 6]}]  # as GX's other engines
    assert "unexpected_list" not in result


CONDITIONS = [
    (Column("n") > 1, 4),
    (Column("n") >= 40, 1),
    (Column("n") == 2, 2),
    (Column("n") != 2, 3),
    (Column("n") < 2, 1),
    (Column("n") <= 2, 3),
    (Column("name").is_in(["Ana", "Bo"]), 3),
    (Column("name").is_not_in(["Ana", "Bo"]), 2),
    (Column("name").is_null(), 1),
    (Column("name").is_not_null(), 5),
    ((Column("n") > 1) & (Column("name") == "Ana"), 1),
    ((Column("n") == 1) | (Column("name") == "Cem"), 2),
    (Column("date") > dt.datetime(2022, 1, 18), 2),  # noqa: DTZ001
    (Column("date") > "2022-01-18", 2),
]
TEXTS = [
    ("n > 1 and name == 'Ana'", 1),
    ("(n == 1) | (name in ['Cem', 'Bo'])", 3),
    ("1 < n <= 3", 3),
    ("not n > 1", 1),
    ("name.notnull() and name != 'Ana'", 3),
    ('`name` == "Bo"', 1),
    ("id % 2 == 0", 3),
    ("n = 2 AND name IS NOT NULL", 2),
    ("name IN ('Ana', 'Bo') OR id = 6", 4),
    ("date >= '2022-01-19'", 2),
]


@pytest.mark.parametrize(("condition", "rows"), [*CONDITIONS, *TEXTS], ids=str)
def test_row_conditions(batch: Batch, condition: Any, rows: int) -> None:
    parser = {"condition_parser": "pandas"} if isinstance(condition, str) else {}
    expectation = gxe.ExpectColumnValuesToBeInSet(column="id", value_set=[-1], row_condition=condition, **parser)
    assert batch.validate(expectation).result["unexpected_count"] == rows


def test_the_condition_language_of_old_gx(batch: Batch) -> None:
    kwargs = {"row_condition": 'col("n") > 1', "condition_parser": "great_expectations"}
    expectation = gxe.ExpectColumnValuesToBeInSet(column="id", value_set=[-1], **kwargs)
    assert batch.validate(expectation).result["unexpected_count"] == 4


def test_a_row_condition_that_fails_fails_alone(batch: Batch) -> None:
    bad = gxe.ExpectColumnValuesToBeInSet(column="id", value_set=[1], row_condition=Column("n") > "text")
    result = batch.validate(gx.ExpectationSuite("conditions", [bad, *SOUND]))
    assert [one.expectation_config.type for one in failed(result)] == ["expect_column_values_to_be_in_set"]


TIMES = pl.DataFrame(
    {
        "when": [dt.datetime(2022, 1, 1, 12), dt.datetime(2022, 1, 2)],  # noqa: DTZ001
        "day": [dt.date(2022, 1, 1), dt.date(2022, 1, 2)],
        "lasted": [dt.timedelta(minutes=1), dt.timedelta(hours=2)],
        "kind": ["a", "b"],
        "price": ["1.10", "2.20"],
    }
).with_columns(
    pl.col("when").dt.replace_time_zone("Europe/Warsaw").alias("there"),
    pl.col("kind").cast(pl.Enum(["a", "b"])),
    pl.col("price").cast(pl.Decimal(10, 2)),
)


@pytest.mark.parametrize(
    ("expectation", "success"),
    [
        (gxe.ExpectColumnMaxToBeBetween(column="when", max_value="2022-01-02"), True),
        (gxe.ExpectColumnMinToBeBetween(column="when", max_value="2022-01-01"), False),
        (gxe.ExpectColumnMaxToBeBetween(column="there", max_value="2022-01-02"), True),
        (gxe.ExpectColumnMinToBeBetween(column="day", min_value="2022-01-01T12:00:00"), False),
        (gxe.ExpectColumnMeanToBeBetween(column="day", min_value="2022-01-01", max_value="2022-01-02"), True),
        (gxe.ExpectColumnValuesToBeBetween(column="there", min_value="2022-01-01T12:00:00"), True),
        (gxe.ExpectColumnValuesToBeBetween(column="there", min_value="2022-01-01T11:00:00+00:00"), True),
        (gxe.ExpectColumnValuesToBeBetween(column="there", min_value="2022-01-01T12:00:00+00:00"), False),
        (gxe.ExpectColumnValuesToBeBetween(column="day", min_value="2022-01-01T12:00:00"), False),
        (gxe.ExpectColumnValuesToBeBetween(column="lasted", max_value=7200), True),
        (gxe.ExpectColumnValuesToBeBetween(column="lasted", max_value=60), False),
        (gxe.ExpectColumnMaxToBeBetween(column="lasted", max_value=7200), True),
        (gxe.ExpectColumnValuesToBeInSet(column="kind", value_set=["a", "b", "c"]), True),
        (gxe.ExpectColumnValuesToBeInSet(column="price", value_set=[1.1, 2.2]), True),
        (gxe.ExpectColumnDistinctValuesToEqualSet(column="day", value_set=["2022-01-01", "2022-01-02"]), True),
    ],
)
def test_dates_durations_and_other_types(whole: Any, expectation: Any, *, success: bool) -> None:
    result = whole.get_batch({"dataframe": TIMES}).validate(expectation, result_format="COMPLETE")
    assert result.exception_info["raised_exception"] is False
    assert result.success is success
    assert json.dumps(result.to_json_dict())


def test_lazy_frames_and_streaming(context: Any) -> None:
    asset = context.data_sources.add_polars("streaming", query_engine="streaming").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": FRAME.lazy()})
    count, result = queries(batch, gx.ExpectationSuite("lazy", SOUND))
    assert count == 1
    assert all(r.exception_info["raised_exception"] is False for r in result.results)


def test_parquet_globs(context: Any, tmp_path: Path) -> None:
    for number in range(3):
        FRAME.write_parquet(tmp_path / f"part-{number}.parquet")
    asset = context.data_sources.add_polars("globbed").add_parquet_asset("parts", tmp_path / "part-*.parquet")
    batch = asset.add_batch_definition_whole_table("whole").get_batch()
    assert batch.validate(gxe.ExpectTableRowCountToEqual(value=18)).success
    assert "Łukasz" not in str(batch.head(n_rows=2))
    with pytest.raises(Exception, match="no Parquet file"):
        context.data_sources.get("globbed").add_parquet_asset("none", tmp_path / "nothing-*.parquet")


def test_other_things_are_refused(whole: Any) -> None:
    with pytest.raises(Exception, match="Polars DataFrame or LazyFrame"):
        whole.get_batch({"dataframe": {"n": [1]}})


def test_like_patterns() -> None:
    frame = pl.DataFrame({"s": ["100%", "1000", "a_b", "axb", "x\ny"]})
    patterns = {"100!%": ["100%"], "100_": ["100%", "1000"], "a!_b": ["a_b"], "a_b": ["a_b", "axb"], "x%y": ["x\ny"]}
    for pattern, matching in patterns.items():
        found = frame.filter(pl.col("s").str.contains(like_to_regex(pattern, "!")))["s"].to_list()
        assert found == matching


def test_other_engines_keep_their_type_expectations(context: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    import pandas as pd

    asset = context.data_sources.add_pandas("types").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": pd.DataFrame({"n": [1, 2]})})
    assert batch.validate(gxe.ExpectColumnValuesToBeOfType(column="n", type_="int64")).success
    assert not batch.validate(gxe.ExpectColumnValuesToBeInTypeList(column="n", type_list=["float64"])).success
    assert batch.validate(gxe.ExpectColumnTypeToBe(column="n", type_="int64")).success


@pytest.mark.parametrize(
    ("name", "column", "fits"),
    [
        ("Int64", "n", True),
        ("int64", "n", True),
        ("int", "n", True),
        ("float", "x", True),
        ("str", "name", True),
        ("Utf8", "name", True),
        ("Date", "date", True),
        ("Datetime", "date", False),
        ("Datetime(time_unit='us', time_zone=None)", "date", False),
        ("Int32", "n", False),
    ],
)
def test_names_of_types(batch: Batch, name: str, column: str, *, fits: bool) -> None:
    assert batch.validate(gxe.ExpectColumnValuesToBeOfType(column=column, type_=name)).success is fits
    assert batch.validate(gxe.ExpectColumnTypeToBe(column=column, type_=name)).success is fits


def test_a_name_of_no_type_is_an_error(batch: Batch) -> None:
    result = batch.validate(gxe.ExpectColumnValuesToBeOfType(column="n", type_="Integr"))
    assert result.exception_info["raised_exception"]
    assert "Integr" in result.exception_info["exception_message"]


def test_the_package_stands_alone() -> None:
    """No module of it imports anything of the house outside itself."""
    import provenance.suites.polars_engine as package

    own = "provenance.suites.polars_engine"
    for path in Path(package.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
        names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [name for name in (*modules, *names) if name.startswith("provenance") and not name.startswith(own)]
