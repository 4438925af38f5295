"""The intended differences from GX's pandas engine: what, why, which expectations, and a case that shows each one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import great_expectations.expectations as gxe
import polars as pl
from great_expectations.expectations.row_conditions import Column

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One validation, and what the two engines say: True, False, or None for an error."""

    data: dict[str, Any]
    expectation: Expectation
    polars: bool | None
    pandas: bool | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One intended difference."""

    title: str
    text: str
    affects: tuple[str, ...]
    cases: tuple[Case, ...] = field(default=())


TEXT = ("LengthsTo", "Regex", "LikePattern")
BOUNDS = ("ValuesToBeBetween", "MaxToBe", "MinToBe", "MeanToBe", "MedianToBe", "InSet", "ContainSet", "EqualSet")
NUMBERS = ("MeanToBe", "MedianToBe", "SumToBeBetween", "StdevToBe", "ZScores", "Outliers", "Quantile")

DIFFERENCES: dict[str, Difference] = {
    "nan": Difference(
        title="NaN is a value, not a gap",
        text="Polars tells NaN from null, so `not_be_null` accepts NaN, and a mean over NaN is NaN and meets no bound. "
        "NaN lies between no two bounds. `add_polars(name, nan_as_null=True)` reads every NaN as null, as pandas does; "
        "the comparison with pandas on random frames runs that way.",
        affects=("Null", "NonNull", "ValuesToBeBetween", "Unique", "Distinct", "PairValues", *NUMBERS),
        cases=(
            Case(
                data={"x": [1.0, NAN]},
                expectation=gxe.ExpectColumnValuesToNotBeNull(column="x"),
                polars=True,
                pandas=False,
            ),
            Case(
                data={"x": [1.0, NAN]},
                expectation=gxe.ExpectColumnValuesToBeBetween(column="x", min_value=0),
                polars=False,
                pandas=True,
            ),
            Case(
                data={"x": [1.0, NAN]},
                expectation=gxe.ExpectColumnMeanToBeBetween(column="x", min_value=0),
                polars=False,
                pandas=True,
            ),
        ),
    ),
    "kinds": Difference(
        title="Values of the wrong kind are an error, not a failure",
        text="Text compared with a number column, a pattern or length over floats, times or booleans, an average of text: "
        "pandas answers no for each row, or something by accident; here the expectation reports an error that names the "
        "column's type. Whole numbers, decimals and dates are read as text where text is tested.",
        affects=(*BOUNDS, *TEXT, *NUMBERS, "PairValues", "Multicolumn"),
        cases=(
            Case(
                data={"n": [1, 2]},
                expectation=gxe.ExpectColumnValuesToBeInSet(column="n", value_set=["1", "2"]),
                polars=None,
                pandas=False,
            ),
            Case(
                data={"x": [1.5, 2.5]},
                expectation=gxe.ExpectColumnValuesToMatchRegex(column="x", regex="5"),
                polars=None,
                pandas=True,
            ),
        ),
    ),
    "dates": Difference(
        title="Dates in suites are dates",
        text="A suite file holds dates as text. Bounds and sets are brought to the column's own type (Date, Datetime, with or "
        "without time zone; a naive time counts in the zone of the column), where pandas raises or finds nothing. Times at a fixed "
        "offset (`+05:30`) count in UTC. A date as the bound of a column of times means its midnight. "
        "Durations are seconds, in bounds and in results: JSON has no form for them.",
        affects=BOUNDS,
        cases=(
            Case(
                data={"d": [dt.date(2022, 1, 15)]},
                expectation=gxe.ExpectColumnValuesToBeInSet(column="d", value_set=["2022-01-15"]),
                polars=True,
                pandas=False,
            ),
            Case(
                data={"d": [dt.datetime(2022, 1, 15)]},  # noqa: DTZ001
                expectation=gxe.ExpectColumnValuesToBeBetween(column="d", min_value="2022-01-01"),
                polars=True,
                pandas=None,
            ),
        ),
    ),
    "values": Difference(
        title="Values keep their type",
        text="An integer column with gaps stays integer, so a maximum is 3 and not 3.0; dates come back as dates, not as "
        "timestamps.",
        affects=("MaxToBe", "MinToBe", "MedianToBe", "SumToBe", "Quantile", "InSet", "ValuesToBe"),
    ),
    "regex": Difference(
        title="Patterns mean what Python's `re` means, and some of Rust's besides",
        text="Patterns run on Rust's engine where it gives the answer of Python's `re`. Look-around, back-references and what "
        "Rust reads as an operation on sets (`[a&&b]`) are run by `re`, more slowly; so are, for patterns with `\\w`, `\\b`, "
        "`\\s` or `$`, the rows with a character of which the two think differently (combining marks and joiners, `²`, `①`, "
        "a line break at the end). Characters that this Python's tables do not know yet are letters for Rust only. A pattern "
        "that `re` does not know at all, such as `\\p{L}`, means what Rust means.",
        affects=("Regex",),
    ),
    "digits": Difference(
        title="Dates are written with ASCII digits",
        text="Formats made of `%Y %m %d %H %M %S` are parsed by Polars, as `strptime` parses them except for digits of "
        "other scripts. All other formats go through `strptime` itself, once for each distinct value.",
        affects=("Strftime",),
        cases=(
            Case(
                data={"s": ["٢٠٢٢-01-15"]},
                expectation=gxe.ExpectColumnValuesToMatchStrftimeFormat(column="s", strftime_format="%Y-%m-%d"),
                polars=False,
                pandas=True,
            ),
        ),
    ),
    "json": Difference(
        title="What is no JSON does not fit a JSON schema",
        text="pandas gives up on the whole expectation at the first cell that is no JSON.",
        affects=("JsonSchema",),
        cases=(
            Case(
                data={"s": ["{}", "no json"]},
                expectation=gxe.ExpectColumnValuesToMatchJsonSchema(column="s", json_schema={}, mostly=0.5),
                polars=True,
                pandas=None,
            ),
        ),
    ),
    "types": Difference(
        title="Types are Polars' types, of whole columns",
        text="`Int64`, `String`, `List(Int64)`; a bare `Datetime` or `List` fits any parameters; `int`, `float`, `str`, "
        "`bool`, `date`, `datetime` name families; the spellings of numpy (`int64`), and the common ones of SQL "
        "and Spark are understood, so a list of types may serve several engines; a name that means nothing is an error where "
        "no other name fits. `mostly` has no meaning, since a column has one type.",
        affects=("OfType", "TypeList", "TypeToBe"),
        cases=(
            Case(
                data={"s": ["a"]},
                expectation=gxe.ExpectColumnValuesToBeOfType(column="s", type_="String"),
                polars=True,
                pandas=False,
            ),
        ),
    ),
    "conditions": Difference(
        title="Row conditions follow SQL",
        text='A gap satisfies no comparison: `Column("n") != 2` leaves out rows without `n`, which pandas keeps. Conditions '
        "as text may be pandas queries, with the precedence that pandas gives `&` and `|`, or SQL.",
        affects=("Column", "Table"),
        cases=(
            Case(
                data={"n": [2, 3, None], "s": ["a", "b", "x"]},
                expectation=gxe.ExpectColumnValuesToBeInSet(
                    column="s", value_set=["b"], row_condition=Column("n") != 2
                ),
                polars=True,
                pandas=False,
            ),
        ),
    ),
    "tables": Difference(
        title="Other tables are other assets",
        text="`other_table_name` is the name of an asset of the same data source; a comparison query may go to another "
        "Polars data source, whose tables are its assets, or to an SQL one. pandas has neither.",
        affects=("OtherTable", "QueryResults"),
    ),
    "sql": Difference(
        title="SQL runs on Polars",
        text="Queries are in the dialect of Polars' SQL; `{batch}` stands for the batch, and the other assets of the data source "
        "are tables under their names. pandas has no SQL, nor LIKE. A "
        "LIKE pattern fits the whole value, letter case counts, and there are no character classes.",
        affects=("UnexpectedRows", "QueryResults", "LikePattern"),
        cases=(
            Case(
                data={"s": ["100%"]},
                expectation=gxe.ExpectColumnValuesToMatchLikePattern(column="s", like_pattern="1%"),
                polars=True,
                pandas=None,
            ),
        ),
    ),
}


def affecting(expectation: str) -> list[str]:
    """Return the differences that concern an expectation, by the pieces of its name."""
    return [
        key
        for key, one in DIFFERENCES.items()
        if key != "conditions" and any(piece in expectation for piece in one.affects)
    ]


def frame(case: Case) -> pl.DataFrame:
    """Return the data of a case."""
    return pl.DataFrame(case.data)
