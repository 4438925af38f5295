"""One small frame, and for each core expectation of GX a call that must pass on it and one that must fail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from great_expectations.expectations import core
from great_expectations.expectations.expectation import Expectation

if TYPE_CHECKING:
    from collections.abc import Mapping

FRAME = pl.DataFrame(
    {
        "id": [1, 2, 3, 4, 5, 6],
        "twice": [2, 4, 6, 8, 10, 12],
        "n": [1, 2, 2, 3, None, 40],
        "x": [0.5, 1.5, 1.5, 2.5, None, 9.0],
        "name": ["Ana", "Bo", "Cem", "Ana", None, "Łukasz"],
        "copy": ["Ana", "Bo", "Cem", "Ana", None, "Łukasz"],
        "day": ["2022-01-15", "2022-01-16", "2022-01-17", "2022-01-18", None, "2022-01-20"],
        "json": ['{"a": 1}', '{"a": 2}', '{"a": 3}', '{"a": 4}', None, '{"a": 6}'],
        "date": [dt.date(2022, 1, day) for day in range(15, 21)],
        "empty": [None] * 6,
    },
    schema_overrides={"empty": pl.String},
)


@dataclass(frozen=True)
class Specimen:
    """Arguments that make an expectation pass on the frame, and arguments that make it fail."""

    passing: Mapping[str, Any]
    failing: Mapping[str, Any]


def column(name: str, passing: Mapping[str, Any], failing: Mapping[str, Any], other: str | None = None) -> Specimen:
    """Return the specimen of an expectation over one column (``other``: the column on which it fails)."""
    return Specimen({"column": name, **passing}, {"column": other or name, **failing})


def pair(a: str, b: str, passing: Mapping[str, Any], fail_a: str, fail_b: str, failing: Mapping[str, Any]) -> Specimen:
    """Return the specimen of an expectation over two columns."""
    return Specimen({"column_A": a, "column_B": b, **passing}, {"column_A": fail_a, "column_B": fail_b, **failing})


BETWEEN = ({"min_value": 0, "max_value": 50}, {"min_value": 60, "max_value": 70})
SHARE = ({"min_value": 0.5, "max_value": 1}, {"min_value": 0.99, "max_value": 1})
NAMES = ["Ana", "Bo", "Cem", "Łukasz"]
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer", "maximum": 6}}}
TIGHT_SCHEMA = {"type": "object", "properties": {"a": {"maximum": 1}}}

SPECIMENS: dict[str, Specimen] = {
    "ExpectColumnDistinctValuesToBeInSet": column("name", {"value_set": NAMES}, {"value_set": ["Ana"]}),
    "ExpectColumnDistinctValuesToContainSet": column("name", {"value_set": ["Bo"]}, {"value_set": ["Zoë"]}),
    "ExpectColumnDistinctValuesToEqualSet": column("name", {"value_set": NAMES}, {"value_set": ["Ana"]}),
    "ExpectColumnKLDivergenceToBeLessThan": column(
        "name",
        {"partition_object": {"values": NAMES, "weights": [0.4, 0.2, 0.2, 0.2]}, "threshold": 0.1},
        {"partition_object": {"values": NAMES, "weights": [0.01, 0.01, 0.01, 0.97]}, "threshold": 0.1},
    ),
    "ExpectColumnMaxToBeBetween": column("n", *BETWEEN),
    "ExpectColumnMeanToBeBetween": column("n", *BETWEEN),
    "ExpectColumnMedianToBeBetween": column("n", *BETWEEN),
    "ExpectColumnMinToBeBetween": column("n", *BETWEEN),
    "ExpectColumnMostCommonValueToBeInSet": column("name", {"value_set": ["Ana"]}, {"value_set": ["Bo"]}),
    "ExpectColumnPairValuesAToBeGreaterThanB": pair("twice", "id", {}, "id", "twice", {}),
    "ExpectColumnPairValuesToBeEqual": pair("name", "copy", {}, "name", "day", {}),
    "ExpectColumnPairValuesToBeInSet": pair(
        "id",
        "twice",
        {"value_pairs_set": [(number, 2 * number) for number in range(1, 7)]},
        "id",
        "twice",
        {"value_pairs_set": [(1, 2)]},
    ),
    "ExpectColumnProportionOfNonNullValuesToBeBetween": column("name", *SHARE),
    "ExpectColumnProportionOfUniqueValuesToBeBetween": column("name", *SHARE),
    "ExpectColumnQuantileValuesToBeBetween": column(
        "n",
        {"quantile_ranges": {"quantiles": [0.0, 0.5, 1.0], "value_ranges": [[1, 1], [2, 2], [39, 41]]}},
        {"quantile_ranges": {"quantiles": [0.5], "value_ranges": [[7, 8]]}},
    ),
    "ExpectColumnStdevToBeBetween": column("n", *BETWEEN),
    "ExpectColumnSumToBeBetween": column("n", *BETWEEN),
    "ExpectColumnToExist": column("n", {}, {}, "absent"),
    "ExpectColumnTypeToBe": column("n", {"type_": "Int64"}, {"type_": "String"}),
    "ExpectColumnUniqueValueCountToBeBetween": column("name", *BETWEEN),
    "ExpectColumnValueLengthsToBeBetween": column("name", {"min_value": 2, "max_value": 6}, {"max_value": 2}),
    "ExpectColumnValueLengthsToEqual": column("day", {"value": 10}, {"value": 9}),
    "ExpectColumnValueZScoresToBeLessThan": column(
        "n", {"threshold": 3, "double_sided": True}, {"threshold": 0.1, "double_sided": True}
    ),
    "ExpectColumnValuesToBeBetween": column("n", *BETWEEN),
    "ExpectColumnValuesToBeDateutilParseable": column("day", {}, {}, "name"),
    "ExpectColumnValuesToBeDecreasing": column("empty", {}, {}, "n"),
    "ExpectColumnValuesToBeInSet": column("name", {"value_set": NAMES}, {"value_set": ["Ana"]}),
    "ExpectColumnValuesToBeInTypeList": column("n", {"type_list": ["Int64", "Int32"]}, {"type_list": ["String"]}),
    "ExpectColumnValuesToBeIncreasing": column("n", {}, {"strictly": True}),
    "ExpectColumnValuesToBeJsonParseable": column("json", {}, {}, "name"),
    "ExpectColumnValuesToBeNull": column("empty", {}, {}, "name"),
    "ExpectColumnValuesToBeOfType": column("n", {"type_": "Int64"}, {"type_": "String"}),
    "ExpectColumnValuesToBeUnique": column("id", {}, {}, "name"),
    "ExpectColumnValuesToMatchJsonSchema": column("json", {"json_schema": SCHEMA}, {"json_schema": TIGHT_SCHEMA}),
    "ExpectColumnValuesToMatchLikePattern": column("day", {"like_pattern": "2022-01-%"}, {"like_pattern": "2022_"}),
    "ExpectColumnValuesToMatchLikePatternList": column(
        "day", {"like_pattern_list": ["2022%", "x%"], "match_on": "any"}, {"like_pattern_list": ["x%"]}
    ),
    "ExpectColumnValuesToMatchRegex": column("name", {"regex": r"^\w+$"}, {"regex": "^A"}),
    "ExpectColumnValuesToMatchRegexList": column(
        "name", {"regex_list": ["^A", "[a-z]$"]}, {"regex_list": ["^A", "^B"]}
    ),
    "ExpectColumnValuesToMatchStrftimeFormat": column(
        "day", {"strftime_format": "%Y-%m-%d"}, {"strftime_format": "%d/%m/%Y"}
    ),
    "ExpectColumnValuesToNotBeInSet": column("name", {"value_set": ["Zoë"]}, {"value_set": ["Ana"]}),
    "ExpectColumnValuesToNotBeNull": column("id", {}, {}, "name"),
    "ExpectColumnValuesToNotBeOutliers": column("id", {}, {}, "n"),
    "ExpectColumnValuesToNotMatchLikePattern": column("day", {"like_pattern": "x%"}, {"like_pattern": "2022%"}),
    "ExpectColumnValuesToNotMatchLikePatternList": column(
        "day", {"like_pattern_list": ["x%"]}, {"like_pattern_list": ["x%", "2022%"]}
    ),
    "ExpectColumnValuesToNotMatchRegex": column("name", {"regex": r"\d"}, {"regex": "^A"}),
    "ExpectColumnValuesToNotMatchRegexList": column("name", {"regex_list": [r"\d"]}, {"regex_list": ["^A"]}),
    "ExpectCompoundColumnsToBeUnique": Specimen({"column_list": ["name", "day"]}, {"column_list": ["name", "copy"]}),
    "ExpectMulticolumnSumToEqual": Specimen(
        {"column_list": ["id", "twice"], "sum_total": 9, "mostly": 0.1},
        {"column_list": ["id", "twice"], "sum_total": 9},
    ),
    "ExpectMulticolumnValuesToBeEqual": Specimen({"column_list": ["name", "copy"]}, {"column_list": ["name", "day"]}),
    "ExpectQueryResultsToMatchComparison": Specimen(
        {
            "base_query": "SELECT id FROM {batch}",
            "comparison_data_source_name": "other",
            "comparison_query": "SELECT id FROM articles",
        },
        {
            "base_query": "SELECT id FROM {batch} WHERE id > 1",
            "comparison_data_source_name": "other",
            "comparison_query": "SELECT id FROM articles",
        },
    ),
    "ExpectSelectColumnValuesToBeUniqueWithinRecord": Specimen(
        {"column_list": ["id", "twice"]}, {"column_list": ["name", "copy"]}
    ),
    "ExpectTableColumnCountToBeBetween": Specimen({"min_value": 5, "max_value": 10}, {"min_value": 11}),
    "ExpectTableColumnCountToEqual": Specimen({"value": 10}, {"value": 9}),
    "ExpectTableColumnsToMatchOrderedList": Specimen({"column_list": FRAME.columns}, {"column_list": ["id"]}),
    "ExpectTableColumnsToMatchSet": Specimen({"column_set": FRAME.columns[::-1]}, {"column_set": ["id"]}),
    "ExpectTableRowCountToBeBetween": Specimen({"min_value": 6}, {"min_value": 7}),
    "ExpectTableRowCountToEqual": Specimen({"value": 6}, {"value": 7}),
    "ExpectTableRowCountToEqualOtherTable": Specimen({"other_table_name": "twin"}, {"other_table_name": "half"}),
    "UnexpectedRowsExpectation": Specimen(
        {"unexpected_rows_query": "SELECT * FROM {batch} WHERE id < 0"},
        {"unexpected_rows_query": "SELECT * FROM {batch} WHERE n IS NULL"},
    ),
}


def core_expectations() -> dict[str, type[Expectation]]:
    """Return every core expectation that GX exports, by class name."""
    found = {name: value for name, value in vars(core).items() if isinstance(value, type)}
    return {name: value for name, value in sorted(found.items()) if issubclass(value, Expectation)}
