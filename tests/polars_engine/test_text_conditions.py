"""Row conditions as text: pandas' own meaning, and errors that name their cause."""

from __future__ import annotations

import datetime as dt
import sys

import pandas as pd
import polars as pl
import pytest

from provenance.suites.polars_engine.text_conditions import RowConditionError, text_to_expr
from provenance.suites.polars_engine.values import ValueOfWrongKindError

DATA = {
    "year": [2023, 2024, 2024, 2024],
    "month": [1, 2, 3, 11],
    "share": [0.5, 1.5, 2.5, 3.5],
    "desk": ["home", "world", "home", "sport`s"],
    "word count": [120, 640, 80, 300],
}
DAYS = [dt.date(2023, 1, 31), dt.date(2024, 2, 1), dt.date(2024, 3, 15), dt.date(2024, 11, 30)]
FRAME = pl.DataFrame({**DATA, "day": DAYS, "moment": [dt.datetime.combine(day, dt.time(12), dt.UTC) for day in DAYS]})
PANDAS = pd.DataFrame({**DATA, "moment": pd.to_datetime(FRAME["moment"].to_list())})


def rows(text: str) -> list[int]:
    return FRAME.with_row_index("row").lazy().filter(text_to_expr(text, FRAME.schema)).collect()["row"].to_list()


AS_PANDAS = [
    "year == 2024 & month == 2",
    "year >= 2024 & month < 3",
    "year == 2023 | month == 11",
    "desk == 'home' | desk == 'world'",
    "share > 1 & share < 3 | year == 2023",
    "(year == 2024) & (month == 2)",
    "not year == 2024 & month == 2",
    "~(year == 2024) | month == 3",
    "year == 2024 & month in [2, 3]",
    "month == [2, 11]",
    "month != [2, 11]",
    "month.isin([2, 11])",
    "~month.isin([2, 11])",
    "month.between(2, 3)",
    "month.between(2, 11, inclusive='left')",
    "desk.str.contains('o[mr]')",
    "desk.str.contains('HOME', case=False)",
    "desk.str.contains('.', regex=False)",
    "desk.str.startswith('ho')",
    "desk.str.len() == 5",
    "month ** 2 > 8",
    "month // 2 == 1",
    "index > 1",
    "month == month.max()",
    "share > share.mean()",
    "+month > 2",
    "-month < -2",
    "`word count` > 100 & desk != 'world'",
    "desk == 'sport`s' | desk == '&'",
    "share < inf",
    "moment > datetime.datetime(2024, 2, 1, tzinfo=datetime.timezone.utc)",
    "moment.dt.year == 2024",
]


@pytest.mark.parametrize("text", AS_PANDAS)
def test_means_what_pandas_means(text: str) -> None:
    names = {"datetime": sys.modules["datetime"]}  # which pandas finds among the names of its caller
    assert rows(text) == PANDAS.query(text, local_dict=names, engine="python").index.to_list()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("day > datetime.date(2024, 2, 1)", [2, 3]),
        ("day >= '2024-03-15'", [2, 3]),
        ("moment == Timestamp('2024-03-15 12:00+00:00')", [2]),
        ("day - datetime.timedelta(days=1) == datetime.date(2023, 1, 30)", [0]),
        ("year = 2024 AND month <> 2", [2, 3]),
        ('"word count" BETWEEN 100 AND 400', [0, 3]),
        ("desk LIKE '%&%' OR month = 1", [0]),
        ("`word count` = 80", [2]),
    ],
)
def test_dates_and_sql(text: str, found: list[int]) -> None:
    assert rows(text) == found


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("weekday > 1", "no column 'weekday'"),
        ("year.isin(2024)", "year.isin"),
        ("year.rank() > 1", "'year.rank()' has no translation"),
        ("month.between(2)", "month.between"),
        ("year + 1", "not a yes or no"),
        ("year", "not a yes or no"),
        ("year = 2024 & month = 2", "write AND or OR"),
        ("year = 2024 | month = 2", "write AND or OR"),
        ("@threshold < year", "@threshold"),
        ("2 in month", "'2 in month'"),
    ],
)
def test_what_is_not_understood_says_why(text: str, part: str) -> None:
    with pytest.raises(RowConditionError, match="row condition") as caught:
        text_to_expr(text, FRAME.schema)
    assert part in str(caught.value)
    assert "__row_number" not in str(caught.value)


def test_values_of_the_wrong_kind_are_no_matter_of_grammar() -> None:
    with pytest.raises(ValueOfWrongKindError):
        text_to_expr("desk > 5", FRAME.schema)


def test_sums_in_a_condition_do_not_wrap() -> None:
    small = pl.DataFrame({"n": pl.Series([100, 20], dtype=pl.Int8)})
    assert small.filter(text_to_expr("n + n > 127", small.schema)).height == 1
    assert small.filter(text_to_expr("n * n == 10_000", small.schema)).height == 1
    assert small.filter(text_to_expr("n.sum() == 120", small.schema)).height == 2
