"""One declaration, three ways: Polars expression, Pandera check and GX expectation name the same rows, for every rule."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from provenance import contracts
from provenance.frames import FRAMES, Column
from provenance.suites.lazy import import_gx
from tests.support import examples

from .pool import FRAME_NAMES, RECORD_RULES, pool, reading

Named = dict[str, list[int]]
"""The numbers of the broken rows, by the code of the rule."""

STRANGE = (
    "",
    " ",
    "\u202eabc",
    "Zoë’s “quoted” text",
    "a\x00b",
    "日本語の記事",
    "🙂🙂",
    "e\u0301",
    "x" * 3000,
    "By 12",
    "2022-13-41",
)


@pytest.fixture(scope="module")
def batch() -> Callable[[pl.DataFrame], Any]:
    """A function that makes a GX batch of a frame; results then name all failing rows by their place."""
    context = import_gx().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_polars("frames", index_limit=None).add_dataframe_asset("frame")
    whole = asset.add_batch_definition_whole_dataframe("whole")
    return lambda frame: whole.get_batch({"dataframe": frame})


@st.composite
def drawn(draw: st.DrawFn, name: str) -> pl.DataFrame:
    """Draw a frame: rows as the pipeline makes them, with values swapped between rows, lost, and strange."""
    rows, dice = draw(st.integers(0, 40)), random.Random(draw(st.integers(0, 2**32)))
    pooled = pool()[name]
    picked = [dice.randrange(pooled.height) for _ in range(rows)]
    columns = {one.name: _mixed(pooled[one.name], one, picked, dice) for one in FRAMES[name].columns}
    return pl.DataFrame(columns, schema=FRAMES[name].schema)


def _mixed(values: pl.Series, column: Column, picked: list[int], dice: random.Random) -> list[Any]:
    return [_cell(values, column, row, dice) for row in picked]


def _cell(values: pl.Series, column: Column, row: int, dice: random.Random) -> Any:
    roll = dice.random()
    if roll < 0.1 and column.nullable:
        return None
    if roll < 0.2 and column.dtype == pl.String:
        return dice.choice(STRANGE)
    value = values[dice.randrange(len(values)) if roll < 0.4 else row]
    return value.to_list() if isinstance(value, pl.Series) else value


def by_polars(name: str, frame: pl.DataFrame) -> Named:
    masks = frame.select(rule.broken.alias(rule.code) for rule in reading(name))
    return {mask.name: mask.arg_true().to_list() for mask in masks}


def by_pandera(name: str, frame: pl.DataFrame) -> Named:
    named: Named = {rule.code: [] for rule in reading(name)}
    try:
        contracts.schema(name).validate(frame, lazy=True)
    except SchemaErrors as error:
        for check, index in contracts.failures(error, frame).select("check", "index").rows():
            named[check[:6]].append(index)
    return {code: sorted(rows) for code, rows in named.items()}


def by_gx(name: str, frame: pl.DataFrame, batch: Callable[[pl.DataFrame], Any]) -> Named:
    from provenance.suites.expectations import ExpectNoFindings

    suite = import_gx().ExpectationSuite(name, [ExpectNoFindings(code=rule.code) for rule in reading(name)])
    validated = batch(frame).validate(suite, result_format={"result_format": "COMPLETE"})
    assert not [result.exception_info for result in validated.results if not result.result]
    return {
        result.expectation_config.kwargs["code"]: sorted(result.result["unexpected_index_list"] or [])
        for result in validated.results
    }


def agree(name: str, frame: pl.DataFrame, batch: Callable[[pl.DataFrame], Any]) -> Mapping[str, list[int]]:
    found = by_polars(name, frame)
    assert by_pandera(name, frame) == found
    assert by_gx(name, frame, batch) == found
    return found


@pytest.mark.parametrize("name", FRAME_NAMES)
def test_the_three_ways_name_the_same_rows(name: str, batch: Callable[[pl.DataFrame], Any]) -> None:
    @examples(2)
    @given(frame=drawn(name))
    def law(frame: pl.DataFrame) -> None:
        agree(name, frame, batch)

    law()


def test_each_record_level_rule_is_broken_alike_by_what_the_pipeline_makes(
    batch: Callable[[pl.DataFrame], Any],
) -> None:
    found = [agree(name, pool()[name], batch) for name in FRAME_NAMES]
    broken = {code for named in found for code, rows in named.items() if rows}
    assert broken == {rule.code for rule in RECORD_RULES}
