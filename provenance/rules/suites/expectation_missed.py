import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import UNMET

RULE = Rule(
    code="SUI002",
    name="expectation-missed",
    severity="warning",
    summary="The corpus does not meet an expectation that its suite calls a warning.",
    rationale="The suite's author wants to know of it, but not to stop for it.",
    reads="expectations",
    broken=(pl.col("outcome") == "unmet") & (pl.col("severity") == "warning"),
    message=pl.format("{}: {} (found: {})", pl.col("suite"), pl.col("about"), pl.col("observed").fill_null("nothing")),
    bad=(Rows((UNMET | {"severity": "warning"},)),),
    good=(Rows((UNMET | {"severity": "warning", "outcome": "met"},)),),
)
