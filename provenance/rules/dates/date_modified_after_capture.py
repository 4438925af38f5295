import polars as pl

from provenance.rule import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DAT008",
    name="date-modified-after-capture",
    severity="warning",
    summary="The article was last modified more than 36 hours after it was captured.",
    rationale="The record mixes the state of the text at one time with the metadata of another.",
    reads="articles",
    broken=(pl.col("modified") > pl.col("captured") + pl.duration(hours=36)).fill_null(value=False),
    message=pl.format(
        "modified on {}, but captured before, on {}", pl.col("modified").dt.date(), pl.col("captured").dt.date()
    ),
    bad=(article(modified="2024-04-20"),),
    good=(article(modified="2024-03-13"), article(modified="2024-04-20", captured=None)),
)
