import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DAT016",
    name="undated-share",
    severity="warning",
    summary="More than five in a hundred articles of the corpus have no publication date.",
    rationale="A few undated articles are accidents; many show that the dates of a source were not collected.",
    reads="corpus",
    broken=(pl.col("undated") > 0.05).fill_null(value=False),
    message=pl.format(
        "without a date: {} % of {} article{}",
        (pl.col("undated") * 100).round(1),
        pl.col("articles"),
        pl.when(pl.col("articles") == 1).then(pl.lit("")).otherwise(pl.lit("s")),
    ),
    bad=((article(published=None), article("The vote was seven to two.")),),
    good=((article(), article("The vote was seven to two.")),),
)
