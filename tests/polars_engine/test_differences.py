"""Each intended difference from GX's pandas engine exists, on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import great_expectations.expectations as gxe
import pandas as pd
import pytest

from .differences import DIFFERENCES, Case, frame
from .oracle import verdict

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition

CASES = [
    pytest.param(case, id=f"{key}-{number}")
    for key, one in DIFFERENCES.items()
    for number, case in enumerate(one.cases)
]


@pytest.fixture(scope="module")
def engines(context: Any) -> tuple[BatchDefinition[Any], BatchDefinition[Any]]:
    made = [
        getattr(context.data_sources, f"add_{kind}")(f"{kind} differs").add_dataframe_asset("frame")
        for kind in ("polars", "pandas")
    ]
    return made[0].add_batch_definition_whole_dataframe("all"), made[1].add_batch_definition_whole_dataframe("all")


@pytest.mark.parametrize("case", CASES)
def test_differs_as_documented(case: Case, engines: tuple[BatchDefinition[Any], BatchDefinition[Any]]) -> None:
    assert verdict(engines[0], frame(case), case.expectation).success is case.polars
    assert verdict(engines[1], pd.DataFrame(case.data), case.expectation).success is case.pandas


def test_integers_with_gaps_stay_integers(engines: tuple[BatchDefinition[Any], BatchDefinition[Any]]) -> None:
    expectation = gxe.ExpectColumnMaxToBeBetween(column="n", max_value=3)
    data = frame(Case(data={"n": [3, None]}, expectation=expectation, polars=True, pandas=True))
    observed = engines[0].get_batch({"dataframe": data}).validate(expectation).result["observed_value"]
    assert (observed, type(observed)) == (3, int)
