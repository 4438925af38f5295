"""What GX's own tests and its pandas engine taught: values, evidence, names, SQL, metrics and secrets."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.metrics import (
    ColumnDistinctValues,
    ColumnSampleValues,
    ColumnValuesMatchRegexValues,
    ColumnValuesNotMatchRegexValues,
    QueryBatchTable,
)
from great_expectations.metrics.metric_results import MetricErrorResult

from provenance.suites.polars_engine import PolarsDatasource, add_polars
from provenance.suites.polars_engine.sql import QueryError, execute
from provenance.suites.polars_engine.type_names import is_any_of

if TYPE_CHECKING:
    from pathlib import Path

COMPLETE = {"result_format": "COMPLETE"}


@pytest.fixture
def whole(source: PolarsDatasource) -> Any:
    return source.get_asset("frame").get_batch_definition("whole")


def validate(whole: Any, data: dict[str, Any], expectation: Any, **options: Any) -> Any:
    return whole.get_batch({"dataframe": pl.DataFrame(data)}).validate(expectation, **options)


# -- evidence of sets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Int64])
def test_only_values_outside_of_the_set_are_named(whole: Any, dtype: Any) -> None:
    words = [str(number) for number in range(12)] * 50
    batch = whole.get_batch({"dataframe": pl.DataFrame({"g": words}).cast(dtype)})
    allowed = [int(word) if dtype == pl.Int64 else word for word in words[:9]]
    outside = sorted({9, 10, 11} if dtype == pl.Int64 else {"9", "10", "11"})
    for _ in range(12):  # the order of distinct values changes from one run to the next
        for expect in (gxe.ExpectColumnDistinctValuesToBeInSet, gxe.ExpectColumnDistinctValuesToEqualSet):
            result = batch.validate(expect(column="g", value_set=allowed), result_format="SUMMARY")
            assert not result.success
            if expect is gxe.ExpectColumnDistinctValuesToBeInSet:
                assert sorted(result.result["partial_unexpected_list"]) == outside


# -- sums --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64])
def test_sums_do_not_wrap_around(whole: Any, dtype: Any) -> None:
    largest = pl.select(dtype.max()).item()
    frame = pl.DataFrame({"a": [largest] * 3, "b": [largest] * 3}, schema={"a": dtype, "b": dtype})
    batch = whole.get_batch({"dataframe": frame})
    total = batch.validate(gxe.ExpectColumnSumToBeBetween(column="a", min_value=1, max_value=10**30))
    assert total.result["observed_value"] == largest * 3
    assert batch.validate(gxe.ExpectMulticolumnSumToEqual(column_list=["a", "b"], sum_total=largest * 2)).success
    wrapped = pl.select((pl.lit(largest, dtype) + pl.lit(largest, dtype)).cast(pl.Int128)).item()
    assert not batch.validate(gxe.ExpectMulticolumnSumToEqual(column_list=["a", "b"], sum_total=wrapped)).success


# -- columns and their names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expectation", "success"),
    [
        (gxe.ExpectColumnPairValuesToBeEqual(column_A="v", column_B="v"), True),
        (gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="v", column_B="v"), False),
        (gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="v", column_B="v", or_equal=True), True),
        (gxe.ExpectCompoundColumnsToBeUnique(column_list=["v", "v"]), True),
        (gxe.ExpectMulticolumnSumToEqual(column_list=["v", "v"], sum_total=2), False),
        (gxe.ExpectMulticolumnValuesToBeEqual(column_list=["v", "v"]), True),
        (gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(column_list=["v", "v"]), False),
    ],
)
def test_a_column_may_be_named_twice(whole: Any, expectation: Any, *, success: bool) -> None:
    result = validate(whole, {"v": [1, 2]}, expectation, result_format=COMPLETE)
    assert result.exception_info["raised_exception"] is False
    assert result.success is success
    if isinstance(expectation, gxe.ExpectColumnPairValuesAToBeGreaterThanB) and not success:
        assert result.result["unexpected_list"] == [(1, 1), (2, 2)]


@pytest.mark.parametrize("name", ["__row_number", "__row_number_", "0", "gx_batch", "index"])
def test_users_may_use_our_names(whole: Any, name: str) -> None:
    data = {name: [5, 6, 7], "__row_number": [9, 9, 9]}
    result = validate(
        whole, data, gxe.ExpectColumnValuesToBeBetween(column="__row_number", max_value=1), result_format=COMPLETE
    )
    assert result.result["unexpected_index_list"] == [0, 1, 2]
    in_order = gxe.ExpectColumnValuesToBeIncreasing(column=name)
    assert validate(whole, data, in_order, result_format=COMPLETE).success


def test_a_type_is_found_whatever_the_case_of_the_column(whole: Any) -> None:
    assert validate(whole, {"v": [1]}, gxe.ExpectColumnTypeToBe(column="V", type_="Int64")).success
    both = validate(whole, {"v": [1], "V": ["a"]}, gxe.ExpectColumnTypeToBe(column="V", type_="String"))
    assert both.success
    unclear = validate(whole, {"aB": [1], "Ab": [1]}, gxe.ExpectColumnTypeToBe(column="ab", type_="Int64"))
    assert unclear.exception_info["raised_exception"]


@pytest.mark.parametrize(
    ("dtype", "names"),
    [
        (pl.Int64(), ["int64", "BIGINT", "LongType"]),
        (pl.Int32(), ["IntegerType"]),
        (pl.Int32(), ["INTEGER"]),
        (pl.String(), ["StringType"]),
        (pl.String(), ["STRING"]),
        (pl.String(), ["object"]),
        (pl.Float64(), ["FLOAT"]),
        (pl.Float32(), ["FloatType"]),
        (pl.Float64(), ["DOUBLE_PRECISION"]),
        (pl.Datetime(), ["DATETIME"]),
        (pl.Datetime(), ["Timestamp"]),
        (pl.Decimal(), ["NUMERIC"]),
        (pl.Int16(), ["NUMBER"]),
        (pl.Int64(), ["NoSuchType", "Int64"]),
    ],
)
def test_lists_of_types_travel(dtype: pl.DataType, names: list[str]) -> None:
    assert is_any_of(dtype, names)


def test_types_that_do_not_fit() -> None:
    assert not is_any_of(pl.Int64(), ["IntegerType", "Float64"])
    with pytest.raises(ValueError, match="NoSuchType"):
        is_any_of(pl.Int64(), ["Float64", "NoSuchType"])


def test_a_type_list_may_be_missing(whole: Any) -> None:
    assert validate(whole, {"v": [1]}, gxe.ExpectColumnValuesToBeInTypeList(column="v", type_list=None)).success


# -- results -----------------------------------------------------------------------------------------------------


def test_identities_without_values_are_one_list_a_column(whole: Any) -> None:
    wanted = {**COMPLETE, "unexpected_index_column_names": ["id", "day"], "exclude_unexpected_values": True}
    data = {"id": [1, 2, 3], "day": ["mo", "tu", "we"], "v": [5, 50, 500]}
    result = validate(whole, data, gxe.ExpectColumnValuesToBeBetween(column="v", max_value=9), result_format=wanted)
    assert result.result["unexpected_index_list"] == [{"id": [2, 3], "day": ["tu", "we"]}]
    met = validate(whole, data, gxe.ExpectColumnValuesToBeBetween(column="v", max_value=999), result_format=wanted)
    assert met.result["unexpected_index_list"] == []


def test_lengths_that_nothing_has_fail(whole: Any) -> None:
    impossible = gxe.ExpectColumnValueLengthsToBeBetween(column="s", min_value=3, max_value=1)
    result = validate(whole, {"s": ["ab"]}, impossible)
    assert (result.success, result.exception_info["raised_exception"]) == (False, False)


def test_moments_of_two_zones_are_compared(whole: Any) -> None:
    noon = pl.Series("a", [dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)])
    frame = pl.DataFrame([noon, noon.dt.convert_time_zone("Asia/Tokyo").alias("b")])
    batch = whole.get_batch({"dataframe": frame})
    assert batch.validate(gxe.ExpectColumnPairValuesToBeEqual(column_A="a", column_B="b")).success
    assert not batch.validate(gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="a", column_B="b")).success


# -- SQL ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def archive(context: Any, tmp_path: Path, request: pytest.FixtureRequest) -> PolarsDatasource:
    made = add_polars(context, f"archive {request.node.name}")
    pl.DataFrame({"id": range(300), "desk": ["home", "world", "sport"] * 100}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"name": ["home", "world"]}).write_parquet(tmp_path / "d.parquet")
    made.add_parquet_asset("articles", tmp_path / "a.parquet").add_batch_definition_whole_table("all")
    made.add_parquet_asset("desks", tmp_path / "d.parquet")
    return made


def rows_of(source: PolarsDatasource, query: str) -> Any:
    batch = source.get_asset("articles").get_batch_definition("all").get_batch()
    return batch.validate(gxe.UnexpectedRowsExpectation(unexpected_rows_query=query))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("SELECT * FROM {batch} WHERE desk NOT IN (SELECT name FROM desks)", 100),
        ("SELECT b.id FROM {batch} b LEFT JOIN desks d ON b.desk = d.name WHERE d.name IS NULL", 100),
        ("SELECT * FROM {batch} b WHERE NOT EXISTS (SELECT 1 FROM desks d WHERE d.name = b.desk)", 100),
        ("SELECT * FROM {batch} WHERE id IN (SELECT id FROM articles WHERE id > 297)", 2),
    ],
)
def test_other_assets_are_tables(archive: PolarsDatasource, query: str, count: int) -> None:
    result = rows_of(archive, query)
    assert result.exception_info["raised_exception"] is False
    assert result.result["observed_value"] == count


def test_an_asset_may_bear_the_name_of_the_batch(archive: PolarsDatasource, tmp_path: Path) -> None:
    archive.add_parquet_asset("gx_batch", tmp_path / "d.parquet")
    assert rows_of(archive, "SELECT * FROM {batch} WHERE id > 297").result["observed_value"] == 2
    assert (
        rows_of(archive, "SELECT * FROM {batch} WHERE desk IN (SELECT name FROM gx_batch)").result["observed_value"]
        == 200
    )


def test_a_query_is_an_asset(archive: PolarsDatasource) -> None:
    query = "SELECT a.id, d.name FROM articles a JOIN desks d ON a.desk = d.name -- the known desks"
    known = archive.add_query_asset("known", query)
    batch = known.add_batch_definition_whole_table("all").get_batch()
    assert batch.validate(gxe.ExpectTableRowCountToEqual(value=200)).success
    desks = known.add_batch_definition_by_column("desks", "name")
    assert [one["name"] for one in desks.get_batch_identifiers_list()] == ["home", "world"]
    assert desks.get_batch({"name": "home"}).validate(gxe.ExpectTableRowCountToEqual(value=100)).success
    assert (
        rows_of(archive, "SELECT * FROM {batch} WHERE id NOT IN (SELECT id FROM known)").result["observed_value"] == 100
    )


def test_messages_of_sql_are_short() -> None:
    many = ", ".join(map(str, range(1_000)))
    with pytest.raises(QueryError, match="Polars' SQL cannot run this query") as caught:
        execute(f"SELECT {many} FROM", {"batch": pl.LazyFrame({"id": [1]})})
    assert len(str(caught.value)) < 400


def test_all_unexpected_rows_are_given(archive: PolarsDatasource, context: Any) -> None:
    query = "SELECT * FROM {batch} WHERE id > 0"
    expectation = gxe.UnexpectedRowsExpectation(unexpected_rows_query=query)
    data = archive.get_asset("articles").get_batch_definition("all")
    suite = context.suites.add(gx.ExpectationSuite(f"rows {archive.name}", [expectation]))
    validation = context.validation_definitions.add(
        gx.ValidationDefinition(name=f"rows {archive.name}", data=data, suite=suite)
    )
    assert len(validation.get_unexpected_rows(expectation)) == 299
    metrics = data.get_batch().compute_metrics(
        [QueryBatchTable(query=query, fetch_all=True), QueryBatchTable(query=query)]
    )
    assert [len(one.value) for one in metrics] == [299, 200]


# -- metrics -----------------------------------------------------------------------------------------------------


def test_metrics_that_list_values(whole: Any) -> None:
    batch = whole.get_batch({"dataframe": pl.DataFrame({"s": ["a1", "b", None, "c3", "d4"]})})
    metrics = [
        ColumnSampleValues(column="s", count=2),
        ColumnValuesMatchRegexValues(column="s", regex=r"\d$", limit=2),
        ColumnValuesNotMatchRegexValues(column="s", regex=r"\d$"),
    ]
    assert [one.value for one in batch.compute_metrics(metrics)] == [["a1", "b"], ["a1", "c3"], ["b"]]


def test_a_metric_that_fails_says_why(whole: Any) -> None:
    batch = whole.get_batch({"dataframe": pl.DataFrame({"s": ["a"]})})
    result = batch.compute_metrics(ColumnDistinctValues(column="absent"))
    assert isinstance(result, MetricErrorResult)
    assert 'column "absent"' in result.value.exception_message


# -- configuration -----------------------------------------------------------------------------------------------


def test_variables_are_replaced_when_used_and_never_stored(
    context: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pl.DataFrame({"id": [1, 2]}).write_parquet(tmp_path / "articles.parquet")
    monkeypatch.setenv("NEWS_ARCHIVE", str(tmp_path))
    monkeypatch.setenv("NEWS_ROWS", "1")
    monkeypatch.setenv("NEWS_KEY", "open sesame")
    asset = add_polars(context, "with variables").add_parquet_asset(
        "stored",
        "${NEWS_ARCHIVE}/*.parquet",
        scan_options={"storage_options": {"aws_secret_access_key": "${NEWS_KEY}"}},
    )
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    result = batch.validate(gxe.ExpectTableRowCountToEqual(value=2))
    assert result.success
    stored = asset.json() + str(batch.batch_spec) + str(result.to_json_dict())
    assert "${NEWS_ARCHIVE}" in stored
    assert "open sesame" not in stored
    assert asset._resolved(asset.scan_options) == {"storage_options": {"aws_secret_access_key": "open sesame"}}


@pytest.mark.parametrize("key", ["aws_secret_access_key", "password", "azure_storage_account_key", "sas_token"])
def test_secrets_in_clear_are_refused(context: Any, key: str) -> None:
    source = add_polars(context, f"in clear {key}")
    with pytest.raises(ValueError, match=key):
        source.add_parquet_asset("stored", "s3://bucket/*.parquet", scan_options={"storage_options": {key: "x"}})


def test_a_typed_way_to_add_the_source(context: Any) -> None:
    source = add_polars(context, "typed", nan_as_null=True, index_limit=7)
    assert isinstance(source, PolarsDatasource)
    assert (source.nan_as_null, source.index_limit, source.query_engine) == (True, 7, "auto")
