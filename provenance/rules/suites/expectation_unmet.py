import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import UNMET

RULE = Rule(
    code="SUI001",
    name="expectation-unmet",
    severity="error",
    summary="The corpus does not meet an expectation that its suite calls critical.",
    rationale=(
        "A suite says what the people responsible for the corpus have agreed on; a critical expectation is its gate."
    ),
    evidence=(
        "Structural: the expectation is computed over the whole corpus, and its severity was chosen by its author."
    ),
    reads="expectations",
    broken=(pl.col("outcome") == "unmet") & (pl.col("severity") == "error"),
    message=pl.format("{}: {} (found: {})", pl.col("suite"), pl.col("about"), pl.col("observed").fill_null("nothing")),
    bad=(Rows((UNMET,)),),
    good=(Rows((UNMET | {"outcome": "met"},)), Rows((UNMET | {"severity": "warning"},))),
)
