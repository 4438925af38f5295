import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import UNMET

RULE = Rule(
    code="SUI003",
    name="expectation-noted",
    severity="info",
    summary="The corpus does not meet an expectation that its suite keeps for information.",
    rationale="Such expectations describe what is usual; a corpus may well be unusual.",
    reads="expectations",
    broken=(pl.col("outcome") == "unmet") & (pl.col("severity") == "info"),
    message=pl.format("{}: {} (found: {})", pl.col("suite"), pl.col("about"), pl.col("observed").fill_null("nothing")),
    bad=(Rows((UNMET | {"severity": "info"},)),),
    good=(Rows((UNMET | {"severity": "info", "outcome": "met"},)),),
)
