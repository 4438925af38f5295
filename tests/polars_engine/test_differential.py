"""Each expectation against GX's own pandas engine, on random frames; the intended differences are asserted below."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from great_expectations.expectations.row_conditions import Column
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import examples

from .oracle import to_pandas, verdicts
from .specimens import core_expectations

if TYPE_CHECKING:
    from collections.abc import Callable

    from great_expectations.core.batch_definition import BatchDefinition

TEXTS = (
    "", "a", "ab", "Ana", "José Núñez", "“q”", "x\ny", "2022-01-15", "2022-1-5", "2022-02-30", " 2022-01-15", "15/01/2022",
    "0000-01-01", '{"a": 1}', "[1", "1", "null", "100%", "a_b", "👩‍👧", "İstanbul",
)  # fmt: skip
NUMBERS = (-1.5, -0.0, 0.0, 0.5, 2.5, 2.5, 100.0, float("nan"))
MOMENTS = tuple(dt.datetime(2022, 1, day, hour) for day in (1, 15, 31) for hour in (0, 12))  # noqa: DTZ001
SCHEMA = {
    "i": pl.Int64, "j": pl.Int64, "k": pl.Int64, "f": pl.Float64, "g": pl.Float64,
    "s": pl.String, "t": pl.String, "m": pl.Datetime("us"), "o": pl.Datetime("us"), "none": pl.String,
}  # fmt: skip

small = st.integers(-3, 3)
text = st.sampled_from(TEXTS)
number = st.sampled_from(NUMBERS)
moment = st.sampled_from(MOMENTS)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys("ijk", small), **dict.fromkeys("fg", number), **dict.fromkeys("st", text), **dict.fromkeys("mo", moment),
    "none": st.none(),
}  # fmt: skip


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Frames of a few rows, in which anything may be missing; some have no rows."""
    height = draw(st.sampled_from((0, 1, 2, 3, 5, 8)))
    gaps = draw(st.booleans())
    data = {
        name: draw(st.lists(st.none() | cell if gaps else cell, min_size=height, max_size=height))
        for name, cell in CELLS.items()
    }
    return pl.DataFrame(data, schema=SCHEMA)


def column(names: str, **kwargs: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments of an expectation over one of several columns, each named by a letter."""
    return st.fixed_dictionaries({"column": st.sampled_from(list(names)), **kwargs})


def between(values: st.SearchStrategy[Any], *, strict: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Bounds in order, one of which may be missing."""
    both = st.tuples(values, values).map(sorted).map(lambda pair: {"min_value": pair[0], "max_value": pair[1]})
    one = st.builds(lambda key, value: {key: value}, st.sampled_from(("min_value", "max_value")), values)
    flags = st.sampled_from(({}, {"strict_min": True}, {"strict_max": True}) if strict else ({},))
    return st.builds(lambda bounds, flag: {**bounds, **flag}, both | one, flags)


def merged(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Several arguments together."""
    return st.tuples(*parts).map(lambda drawn: {key: value for part in drawn for key, value in part.items()})


def pair(names: tuple[tuple[str, str], ...], **kwargs: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments of an expectation over two columns."""
    columns = st.sampled_from(names).map(lambda both: {"column_A": both[0], "column_B": both[1]})
    ignore = st.sampled_from(("both_values_are_missing", "either_value_is_missing", "neither"))
    return merged(columns, st.fixed_dictionaries({"ignore_row_if": ignore, **kwargs}))


def several(lists: tuple[list[str], ...], **kwargs: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments of an expectation over a list of columns."""
    ignore = st.sampled_from(("all_values_are_missing", "any_value_is_missing", "never"))
    return st.fixed_dictionaries({"column_list": st.sampled_from(lists), "ignore_row_if": ignore, **kwargs})


ints = between(small)
reals = between(st.sampled_from((-2.0, 0.0, 0.5, 50.0)))
texts = st.lists(text, min_size=1, max_size=4)
regex = st.sampled_from((r"^\w+$", "a", r"\d{4}-\d{2}", "“", r"^\w+ \w+$", "(?i)ANA", r"(?<=a)b", r"^(.)\1"))
mostly = st.sampled_from((1, 0.5, 0.0))
one_of_texts = {"value_set": texts}
two_lists = (["i", "j"], ["s", "t"], ["m", "o"])
MAP: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "ExpectColumnValuesToBeBetween": merged(column("ijf", mostly=mostly), ints) | merged(column("mo"), between(moment)),
    "ExpectColumnValuesToBeInSet": column("st", mostly=mostly, **one_of_texts)
    | column("ij", value_set=st.lists(small)),
    "ExpectColumnValuesToNotBeInSet": column("st", **one_of_texts) | column("f", value_set=st.lists(st.just(2.5))),
    "ExpectColumnValuesToBeNull": column("ifsm", mostly=mostly) | st.just({"column": "none"}),
    "ExpectColumnValuesToNotBeNull": column("ifsm", mostly=mostly) | st.just({"column": "none"}),
    "ExpectColumnValuesToBeUnique": column("ifsm", mostly=mostly),
    "ExpectColumnValuesToBeIncreasing": column("ifm", strictly=st.booleans()),
    "ExpectColumnValuesToBeDecreasing": column("ifm", strictly=st.booleans()),
    "ExpectColumnValueLengthsToBeBetween": merged(column("st"), between(st.integers(0, 10))),
    "ExpectColumnValueLengthsToEqual": column("st", value=st.integers(0, 3)),
    "ExpectColumnValuesToMatchRegex": column("st", regex=regex, mostly=mostly),
    "ExpectColumnValuesToNotMatchRegex": column("st", regex=regex),
    "ExpectColumnValuesToMatchRegexList": column(
        "st", regex_list=st.lists(regex, min_size=1, max_size=3), match_on=st.sampled_from(("any", "all"))
    ),
    "ExpectColumnValuesToNotMatchRegexList": column("st", regex_list=st.lists(regex, min_size=1, max_size=3)),
    "ExpectColumnValuesToMatchStrftimeFormat": column(
        "st", strftime_format=st.sampled_from(("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%Y", " %Y-%m-%d", "%Y-%m-%dT%H:%M"))
    ),
    "ExpectColumnValuesToBeDateutilParseable": column("st"),
    "ExpectColumnValuesToBeJsonParseable": column("st"),
    "ExpectColumnValueZScoresToBeLessThan": column(
        "ijf", threshold=st.sampled_from((0.5, 1, 2)), double_sided=st.booleans()
    ),
    "ExpectColumnValuesToNotBeOutliers": column("ijf", method=st.sampled_from(("iqr", "std")), multiplier=st.just(1.0)),
    "ExpectColumnPairValuesAToBeGreaterThanB": pair((("i", "j"), ("f", "g"), ("m", "o")), or_equal=st.booleans()),
    "ExpectColumnPairValuesToBeEqual": pair((("i", "j"), ("f", "g"), ("s", "t"), ("m", "o"))),
    "ExpectColumnPairValuesToBeInSet": pair(
        (("i", "j"),), value_pairs_set=st.lists(st.tuples(small | st.none(), small | st.none()), min_size=1)
    ),
    "ExpectCompoundColumnsToBeUnique": several((*two_lists, ["i", "s", "t"])),
    "ExpectMulticolumnSumToEqual": several((["i", "j"], ["i", "j", "k"], ["f", "g"]), sum_total=st.integers(-2, 2)),
    "ExpectMulticolumnValuesToBeEqual": several((*two_lists, ["i", "j", "k"])),
    "ExpectSelectColumnValuesToBeUniqueWithinRecord": several((*two_lists, ["i", "j", "k"])),
}
AGGREGATE: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "ExpectColumnDistinctValuesToBeInSet": column("st", **one_of_texts)
    | column("i", value_set=st.lists(small, min_size=1)),
    "ExpectColumnDistinctValuesToContainSet": column("st", **one_of_texts) | column("i", value_set=st.lists(small)),
    "ExpectColumnDistinctValuesToEqualSet": column("st", **one_of_texts) | column("i", value_set=st.lists(small)),
    "ExpectColumnMaxToBeBetween": merged(column("if"), reals) | merged(column("m"), between(moment)),
    "ExpectColumnMinToBeBetween": merged(column("if"), reals) | merged(column("m"), between(moment)),
    "ExpectColumnMeanToBeBetween": merged(column("if"), reals),
    "ExpectColumnMedianToBeBetween": merged(column("if"), reals),
    "ExpectColumnSumToBeBetween": merged(column("if"), reals),
    "ExpectColumnStdevToBeBetween": merged(column("if"), reals),
    "ExpectColumnMostCommonValueToBeInSet": column("st", **one_of_texts) | column("i", value_set=st.lists(small)),
    "ExpectColumnProportionOfNonNullValuesToBeBetween": merged(column("ifsm"), between(st.sampled_from((0, 0.5, 1)))),
    "ExpectColumnProportionOfUniqueValuesToBeBetween": merged(column("ifsm"), between(st.sampled_from((0, 0.5, 1)))),
    "ExpectColumnUniqueValueCountToBeBetween": merged(column("ifsm"), between(st.integers(0, 5))),
    "ExpectColumnQuantileValuesToBeBetween": column(
        "if",
        quantile_ranges=st.just(
            {"quantiles": [0.0, 0.3, 0.5, 1.0], "value_ranges": [[-2, 1], [None, 2], [0, 1], [0, None]]}
        ),
        allow_relative_error=st.sampled_from((False, "linear", "lower", "higher", "midpoint")),
    ),
    "ExpectColumnKLDivergenceToBeLessThan": column(
        "i",
        partition_object=st.sampled_from(
            (
                {"bins": [-3, 0, 2], "weights": [0.5, 0.5]},
                {"bins": [-2, 0, 1], "weights": [0.3, 0.3], "tail_weights": [0.2, 0.2]},
                {"values": [0, 1, 2], "weights": [0.5, 0.25, 0.25]},
            )
        ),
        threshold=st.just(0.5),
        tail_weight_holdout=st.just(0.01),
        internal_weight_holdout=st.just(0.01),
    ),
    "ExpectColumnToExist": st.fixed_dictionaries({"column": st.sampled_from(("i", "absent"))}),
    "ExpectTableColumnCountToEqual": st.fixed_dictionaries({"value": st.integers(9, 11)}),
    "ExpectTableColumnCountToBeBetween": between(st.integers(9, 11), strict=False),
    "ExpectTableColumnsToMatchOrderedList": st.fixed_dictionaries({"column_list": st.permutations([*SCHEMA])}),
    "ExpectTableColumnsToMatchSet": st.fixed_dictionaries(
        {"column_set": st.sampled_from(([*SCHEMA], [*SCHEMA, "more"], ["i"])), "exact_match": st.booleans()}
    ),
    "ExpectTableRowCountToEqual": st.fixed_dictionaries({"value": st.integers(0, 3)}),
    "ExpectTableRowCountToBeBetween": between(st.integers(0, 8)),
}
CASES = {**MAP, **AGGREGATE}
j = Column("j")
conditions = st.builds(
    lambda make, value: make(value), st.sampled_from((j.__gt__, j.__le__, j.__eq__)), small
) | st.just((j > 0) & Column("s").is_not_null() | (j < -1))
CONDITIONED = {
    name: MAP[name]
    for name in ("ExpectColumnValuesToBeInSet", "ExpectColumnPairValuesToBeEqual", "ExpectCompoundColumnsToBeUnique")
}
CONDITIONED |= {
    name: AGGREGATE[name] for name in ("ExpectColumnMaxToBeBetween", "ExpectColumnDistinctValuesToEqualSet")
}


def several_of(one: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """What is asked of one frame at a time: it is a batch that costs, more than an expectation does."""
    return st.lists(one, min_size=2, max_size=2)


quick = settings(
    max_examples=examples(3).max_examples,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def engines(context: Any) -> tuple[BatchDefinition[Any], BatchDefinition[Any]]:
    """This engine, reading NaN as pandas does, and the oracle."""
    polars = context.data_sources.add_polars("as pandas", nan_as_null=True).add_dataframe_asset("frame")
    pandas = context.data_sources.add_pandas("oracle").add_dataframe_asset("frame")
    return (polars.add_batch_definition_whole_dataframe("all"), pandas.add_batch_definition_whole_dataframe("all"))


@pytest.mark.parametrize("name", CONDITIONED)
def test_agrees_under_row_conditions(name: str, engines: tuple[BatchDefinition[Any], BatchDefinition[Any]]) -> None:
    expectation: Callable[..., Any] = core_expectations()[name]

    @quick
    @given(frame=frames(), each=several_of(st.tuples(CONDITIONED[name], conditions)))
    def agree(frame: pl.DataFrame, each: list[tuple[dict[str, Any], Any]]) -> None:
        asked = [expectation(**kwargs, row_condition=condition) for kwargs, condition in each]
        assert verdicts(engines[0], frame, asked) == verdicts(engines[1], to_pandas(frame), asked)

    agree()


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_pandas(name: str, engines: tuple[BatchDefinition[Any], BatchDefinition[Any]]) -> None:
    expectation: Callable[..., Any] = core_expectations()[name]

    @quick
    @given(frame=frames(), each=several_of(CASES[name]))
    def agree(frame: pl.DataFrame, each: list[dict[str, Any]]) -> None:
        asked = [expectation(**kwargs) for kwargs in each]
        assert verdicts(engines[0], frame, asked) == verdicts(engines[1], to_pandas(frame), asked)

    agree()
