"""Batches by the values of a column, as GX's SQL assets offer them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from great_expectations.core import partitioners as by
from great_expectations.exceptions.exceptions import InvalidBatchRequestError, NoAvailableBatchesError

from provenance.suites.polars_engine.partitions import PartitionError

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.suites.polars_engine import PolarsDataFrameAsset, PolarsParquetAsset

NEWS = pl.DataFrame(
    {
        "id": [1, 2, 3, 4, 5, 6],
        "day": [dt.date(2023, 5, 1), dt.date(2024, 1, 9), dt.date(2024, 1, 9), dt.date(2024, 1, 20), dt.date(2024, 6, 2), None],
        "at": [dt.datetime(2024, 1, 1, hour, tzinfo=dt.UTC) for hour in (1, 1, 2, 2, 3, 3)],
        "paper": ["Globe", "Globe", "Mail", "Mail", None, "Star"],
    }
)  # fmt: skip


@pytest.fixture
def asset(context: Any, tmp_path: Path, request: pytest.FixtureRequest) -> PolarsParquetAsset:
    NEWS.write_parquet(tmp_path / "news.parquet")
    source = context.data_sources.add_polars(f"partitioned {request.node.name}")
    return source.add_parquet_asset("news", tmp_path / "news.parquet")


def ids(batch: Any) -> list[int]:
    found = batch.validate(gxe.ExpectColumnValuesToBeInSet(column="id", value_set=[-1]), result_format="COMPLETE")
    return found.result["unexpected_list"]


@pytest.mark.parametrize(
    ("every", "parameters", "last"),
    [
        ("yearly", [{"year": None}, {"year": 2023}, {"year": 2024}], [2, 3, 4, 5]),
        (
            "monthly",
            [{"year": None, "month": None}, {"year": 2023, "month": 5}, {"year": 2024, "month": 1}, {"year": 2024, "month": 6}],
            [5],
        ),
        (
            "daily",
            [
                {"year": None, "month": None, "day": None},
                {"year": 2023, "month": 5, "day": 1},
                {"year": 2024, "month": 1, "day": 9},
                {"year": 2024, "month": 1, "day": 20},
                {"year": 2024, "month": 6, "day": 2},
            ],
            [5],
        ),
    ],
)  # fmt: skip
def test_by_date(asset: PolarsParquetAsset, every: str, parameters: list[dict[str, Any]], last: list[int]) -> None:
    definition = getattr(asset, f"add_batch_definition_{every}")(every, column="day")
    assert definition.get_batch_identifiers_list() == parameters
    assert ids(definition.get_batch()) == last
    each = [ids(definition.get_batch(batch_parameters=one)) for one in parameters[1:]]
    assert sorted(number for batch in each for number in batch) == [1, 2, 3, 4, 5]
    assert definition.get_batch(batch_parameters=parameters[1]).metadata == parameters[1]


def test_the_order_can_be_turned(asset: PolarsParquetAsset) -> None:
    definition = asset.add_batch_definition_yearly("backwards", column="day", sort_ascending=False)
    assert [one["year"] for one in definition.get_batch_identifiers_list()] == [None, 2024, 2023]
    assert ids(definition.get_batch()) == [1]


@pytest.mark.parametrize(
    ("partitioner", "asked", "found"),
    [
        (by.PartitionerColumnValue(column_name="paper"), {"paper": "Mail"}, [3, 4]),
        (by.PartitionerMultiColumnValue(column_names=["paper", "day"]), {"paper": "Mail", "day": "2024-01-20"}, [4]),
        (by.PartitionerModInteger(column_name="id", mod=3), {"remainder": 2}, [2, 5]),
        (by.PartitionerDividedInteger(column_name="id", divisor=3), {"quotient": 1}, [3, 4, 5]),
        (by.PartitionerDatetimePart(column_name="at", datetime_parts=["hour"]), {"hour": 2}, [3, 4]),
        (by.PartitionerConvertedDatetime(column_name="at", date_format_string="%H:00"), {"datetime": "03:00"}, [5, 6]),
    ],
)  # fmt: skip
def test_by_other_partitioners(
    asset: PolarsParquetAsset, partitioner: Any, asked: dict[str, Any], found: list[int]
) -> None:
    definition = asset.add_batch_definition("parts", partitioner)
    assert ids(definition.get_batch(batch_parameters=asked)) == found


def test_by_column(asset: PolarsParquetAsset) -> None:
    definition = asset.add_batch_definition_by_column("papers", "paper")
    assert [one["paper"] for one in definition.get_batch_identifiers_list()] == [None, "Globe", "Mail", "Star"]
    assert ids(definition.get_batch()) == [6]


def test_a_frame_is_partitioned_too(context: Any) -> None:
    frames: PolarsDataFrameAsset = context.data_sources.add_polars("partitioned frame").add_dataframe_asset("news")
    definition = frames.add_batch_definition_monthly("months", "day")
    parameters = {"dataframe": NEWS, "year": 2024, "month": 1}
    batch = definition.get_batch(parameters)
    assert ids(batch) == [2, 3, 4]
    assert batch.metadata == {"year": 2024, "month": 1}
    suite = context.suites.add(gx.ExpectationSuite("one month", [gxe.ExpectTableRowCountToEqual(value=3)]))
    validation = context.validation_definitions.add(
        gx.ValidationDefinition(name="one month", data=definition, suite=suite)
    )
    assert validation.run(batch_parameters=parameters).success


def test_times_at_a_fixed_offset_count_in_utc(context: Any, tmp_path: Path) -> None:
    times = pa.array([0, 86_400, 90_000], pa.int64()).cast(pa.timestamp("s", "+05:30"))
    pq.write_table(pa.table({"id": [1, 2, 3], "at": times}), tmp_path / "news.parquet")
    source = context.data_sources.add_polars("offsets")
    rows = source.add_parquet_asset("rows", tmp_path / "news.parquet")
    frames = source.add_dataframe_asset("frames")
    for asset, given in ((rows, {}), (frames, {"dataframe": pl.read_parquet(tmp_path / "news.parquet")})):
        daily = asset.add_batch_definition_daily("days", "at")
        assert ids(daily.get_batch(batch_parameters=given | {"year": 1970, "month": 1, "day": 2})) == [2, 3]
        whole = asset.add_batch_definition_whole_table("all").get_batch(batch_parameters=given)
        after = gxe.ExpectColumnValuesToBeBetween(column="at", min_value="1970-01-02T00:00:00Z")
        assert whole.validate(after).result["unexpected_count"] == 1


@pytest.mark.parametrize(
    ("partitioner", "part"),
    [
        (by.ColumnPartitionerYearly(column_name="absent"), "no column 'absent'"),
        (by.ColumnPartitionerDaily(column_name="paper"), "needs dates"),
        (by.PartitionerDatetimePart(column_name="day", datetime_parts=["decade"]), "'decade' is no part of a date"),
        (by.FileNamePartitionerPath(regex="news"), "not partitioned by FileNamePartitionerPath"),
    ],
)
def test_what_does_not_fit_is_refused_on_definition(asset: PolarsParquetAsset, partitioner: Any, part: str) -> None:
    with pytest.raises(PartitionError, match=part):
        asset.add_batch_definition("bad", partitioner)
    assert not asset.batch_definitions


def test_wrong_requests(asset: PolarsParquetAsset) -> None:
    definition = asset.add_batch_definition_yearly("years", "day")
    with pytest.raises(NoAvailableBatchesError, match="1999"):
        definition.get_batch(batch_parameters={"year": 1999})
    with pytest.raises(InvalidBatchRequestError, match="month"):
        definition.get_batch(batch_parameters={"month": 1})
