import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

DAYS = {1: "Monday", 2: "Tuesday", 3: "Wednesday", 4: "Thursday", 5: "Friday", 6: "Saturday", 7: "Sunday"}

RULE = Rule(
    code="DAT012",
    name="date-weekday-mismatch",
    severity="warning",
    summary="The weekday written beside a date is not the weekday of that date.",
    rationale="A free and exact test: one of the two is wrong, and often day and month are swapped.",
    reads="dates",
    broken=(pl.col("weekday") != pl.col("date").dt.weekday()).fill_null(value=False),
    message=pl.format(
        "`{}` was a {}", pl.col("raw"), pl.col("date").dt.weekday().replace_strict(DAYS, return_dtype=pl.String)
    ),
    version=2,
    bad=(article(published="Friday 12 March 2024"),),
    good=(
        article(published="Tuesday 12 March 2024"),
        article(published="Tue, 12 Mar 2024 09:00:00 GMT"),
        plain("By Jane Sun, March 12, 2024", label=""),
    ),
)
