import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="DAT009",
    name="date-partial",
    severity="warning",
    summary="Only the year or the month of publication is known.",
    rationale="Tools fill the gap with today's day or with the first, and the invented day is then taken for a fact.",
    reads="articles",
    broken=pl.col("published_precision").is_in(["year", "month"]).fill_null(value=False),
    message=pl.format("only the {} of publication is known", pl.col("published_precision")),
    bad=(article(published="2024-03"), plain(label=" date 2023 ")),
    good=(article(), plain()),
)
