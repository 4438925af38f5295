"""A suite written from GX's public documentation alone, by somebody who has never heard of this engine.

It is a dictionary as a suite file holds it and a checkpoint as the documentation builds one; only the data source is
ours.  It runs on GX's pandas engine as well, with the same verdicts.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import great_expectations as gx
import polars as pl
import pytest

from .oracle import to_pandas

ORDERS = pl.DataFrame(
    {
        "order_id": ["A-0001", "A-0002", "A-0003", "A-0004", "A-0005"],
        "customer": ["ann@example.org", "bob@example.org", None, "cyd@example.org", "ann@example.org"],
        "country": ["DE", "PL", "PL", "FR", "DE"],
        "ordered": [dt.datetime(2024, 3, day) for day in (1, 2, 3, 4, 5)],  # noqa: DTZ001
        "shipped": [dt.datetime(2024, 3, day) for day in (2, 2, 5, 4, 9)],  # noqa: DTZ001
        "net": [10.0, 20.0, 30.0, 40.0, 50.0],
        "tax": [1.9, 4.6, 6.9, 8.0, 9.5],
        "gross": [11.9, 24.6, 36.9, 48.0, 59.5],
        "items": [1, 2, 2, 3, 1],
        "note": ['{"gift": true}', '{"gift": false}', '{"gift": true}', "{}", "{}"],
    }
)


def expectation(name: str, **kwargs: Any) -> dict[str, Any]:
    return {"type": f"expect_{name}", "kwargs": kwargs, "meta": {}}


SUITE = {
    "name": "orders",
    "meta": {"written_by": "a stranger"},
    "expectations": [
        expectation("table_row_count_to_be_between", min_value=1, max_value=1000),
        expectation("table_column_count_to_equal", value=10),
        expectation("table_columns_to_match_set", column_set=ORDERS.columns, exact_match=True),
        expectation("column_to_exist", column="order_id"),
        expectation("column_values_to_be_unique", column="order_id"),
        expectation("column_values_to_match_regex", column="order_id", regex=r"^[A-Z]-\d{4}$"),
        expectation("column_value_lengths_to_equal", column="order_id", value=6),
        expectation("column_values_to_not_be_null", column="customer", mostly=0.8),
        expectation("column_values_to_match_regex_list", column="customer", regex_list=["@example.org$", "@x.y$"]),
        expectation("column_values_to_be_in_set", column="country", value_set=["DE", "PL", "FR"]),
        expectation("column_distinct_values_to_equal_set", column="country", value_set=["DE", "FR", "PL"]),
        expectation("column_most_common_value_to_be_in_set", column="country", value_set=["DE", "PL"], ties_okay=True),
        expectation("column_values_to_be_between", column="net", min_value=0, max_value=50, strict_min=True),
        expectation("column_mean_to_be_between", column="net", min_value=25, max_value=35),
        expectation("column_stdev_to_be_between", column="net", min_value=10, max_value=20),
        expectation("column_sum_to_be_between", column="items", min_value=9, max_value=9),
        expectation(
            "column_quantile_values_to_be_between",
            column="net",
            quantile_ranges={"quantiles": [0.25, 0.75], "value_ranges": [[15, 25], [35, 45]]},
        ),
        expectation("column_value_z_scores_to_be_less_than", column="net", threshold=3, double_sided=True),
        expectation("column_values_to_be_increasing", column="ordered", strictly=True),
        expectation("column_pair_values_a_to_be_greater_than_b", column_A="shipped", column_B="ordered", or_equal=True),
        expectation("compound_columns_to_be_unique", column_list=["customer", "ordered"]),
        expectation("select_column_values_to_be_unique_within_record", column_list=["net", "tax", "gross"]),
        expectation("column_values_to_be_json_parseable", column="note"),
        expectation(
            "column_values_to_be_between",
            column="tax",
            min_value=5,
            row_condition={"type": "comparison", "column": {"name": "country"}, "operator": "==", "parameter": "PL"},
        ),
    ],
}
EXPECTED_FAILURES = ["expect_column_values_to_be_between"]  # the last one: the tax of the first Polish order is 4.6


@pytest.fixture
def suite(context: Any) -> gx.ExpectationSuite:
    made: gx.ExpectationSuite = context.suites.add_or_update(gx.ExpectationSuite(**SUITE))
    assert len(made.expectations) == len(SUITE["expectations"])
    assert len({one.expectation_type for one in made.expectations}) >= 20
    return made


def definition(context: Any, engine: str) -> Any:
    source = getattr(context.data_sources, f"add_{engine}")(f"orders {engine}")
    return source.add_dataframe_asset("orders").add_batch_definition_whole_dataframe("today")


def check(results: Any) -> None:
    assert len(results) == len(SUITE["expectations"])
    assert all(one.exception_info["raised_exception"] is False for one in results)
    assert [one.expectation_config.type for one in results if not one.success] == EXPECTED_FAILURES


def test_a_checkpoint_runs_it_unchanged(context: Any, suite: gx.ExpectationSuite) -> None:
    data = definition(context, "polars")
    validation = context.validation_definitions.add(gx.ValidationDefinition(name="orders", data=data, suite=suite))
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name="orders",
            validation_definitions=[validation],
            actions=[gx.checkpoint.UpdateDataDocsAction(name="docs")],
            result_format={"result_format": "SUMMARY", "unexpected_index_column_names": ["order_id"]},
        )
    )
    result = checkpoint.run(batch_parameters={"dataframe": ORDERS})
    check(next(iter(result.run_results.values())).results)
    assert "A-0002" in str(result.describe_dict())


def test_pandas_says_the_same(context: Any, suite: gx.ExpectationSuite) -> None:
    """Without a checkpoint: GX cannot store the quantiles of its own pandas engine (a numpy bool is no JSON)."""
    batch = definition(context, "pandas").get_batch({"dataframe": to_pandas(ORDERS)})
    check(batch.validate(suite).results)
