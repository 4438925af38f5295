import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

DAY, CAPTURED = pl.col("published"), pl.col("captured").dt.date()
SWAPPED = pl.when(DAY.dt.day() <= 12).then(pl.date(DAY.dt.year(), DAY.dt.day(), DAY.dt.month()))
SWAP = pl.when(SWAPPED <= CAPTURED).then(pl.format("; with day and month swapped it would be {}", SWAPPED))

RULE = Rule(
    code="DAT004",
    name="date-after-capture",
    severity="error",
    summary="The publication date is more than 36 hours later than the moment of capture.",
    rationale="Nothing can be captured before it is published: the cheapest test for a swapped day and month.",
    evidence="Structural. Two of 258 hand-made reference dates of a public benchmark have exactly this swap.",
    reads="articles",
    broken=(pl.col("published").cast(pl.Datetime("us", "UTC")) > pl.col("captured") + pl.duration(hours=36)).fill_null(
        value=False
    ),
    message=pl.format("published on {}, but captured before, on {}{}", DAY, CAPTURED, SWAP.fill_null("")),
    bad=(article(published="2024-05-04", captured="2024-04-05T08:00:00Z"),),
    good=(article(), article(published="2024-03-12", captured="2024-03-12"), article(published="2024-03-14")),
)
