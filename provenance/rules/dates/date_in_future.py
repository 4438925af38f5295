import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="DAT003",
    name="date-in-future",
    severity="error",
    summary="The publication date is more than 36 hours ahead of the clock of the run.",
    rationale=(
        "Nearly always day and month are swapped, or the date is a filler. 36 hours leave room for every time zone."
    ),
    evidence="Structural: an article that exists has been published.",
    reads="articles",
    broken=(
        (pl.col("captured").is_null() | (pl.col("captured") > pl.col("seen")))
        & (pl.col("published").cast(pl.Datetime("us", "UTC")) > pl.col("seen") + pl.duration(hours=36))
    ).fill_null(value=False),
    message=pl.format(
        "published on {}, which is still to come: the clock of the run says {}",
        pl.col("published"),
        pl.col("seen").dt.date(),
    ),
    bad=(
        article(published="2031-01-01", captured=None),
        article(published="2029-05-01", captured="2029-05-01T08:00:00Z"),
        plain(label=" date 2024-12-01 "),
    ),
    good=(article(captured=None), article(published="2024-06-02", captured=None)),
)
