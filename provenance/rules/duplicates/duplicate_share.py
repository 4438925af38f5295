import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DUP004",
    name="duplicate-share",
    severity="warning",
    summary="More than two in a hundred articles of the corpus repeat an earlier one.",
    rationale=(
        "A few repetitions are accidents; many show that a source was collected twice, or that wire copy fills it."
    ),
    reads="corpus",
    broken=(pl.col("duplicates") > 0.02).fill_null(value=False),
    message=pl.format(
        "{} % of {} articles repeat an earlier one", (pl.col("duplicates") * 100).round(1), pl.col("articles")
    ),
    bad=((article(id="station-1"), article(id="station-2")),),
    good=((article(id="station-1"), article("The vote was seven to two.", id="station-2")),),
)
