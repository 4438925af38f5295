import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

MODIFIED = pl.col("modified").dt.date()

RULE = Rule(
    code="DAT008",
    name="date-modified-after-capture",
    severity="warning",
    summary="The article was last modified more than 36 hours after it was captured, or after the clock of the run.",
    rationale="The record mixes the state of the text at one time with the metadata of another.",
    reads="articles",
    broken=(pl.col("modified") > pl.col("seen") + pl.duration(hours=36)).fill_null(value=False),
    message=pl.when(pl.col("captured") == pl.col("seen"))
    .then(pl.format("modified on {}, but captured before, on {}", MODIFIED, pl.col("captured").dt.date()))
    .otherwise(
        pl.format(
            "modified on {}, which is still to come: the clock of the run says {}", MODIFIED, pl.col("seen").dt.date()
        )
    ),
    bad=(article(modified="2024-04-20"), article(modified="2029-04-20", captured=None)),
    good=(article(modified="2024-03-13"), article(modified="2024-04-20", captured=None)),
)
