import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DAT010",
    name="date-ambiguous",
    severity="warning",
    summary="Day and month of a stated date could be swapped, and nothing tells which is which.",
    rationale=(
        "05/01/2024 is 5 January in Britain and 1 May in America; tools choose differently, even within one file."
    ),
    reads="dates",
    broken=pl.col("ambiguous"),
    message=pl.format(
        "`{}` ({}) can be read as two different days; it is taken as {}",
        "raw",
        "from",
        pl.col("date").dt.to_string("%Y-%m-%d"),
    ),
    bad=(article(published="05/01/2024", language=None),),
    good=(article(published="15/01/2024"), article(published="5 January 2024"), article(published="2024-01-05")),
)
