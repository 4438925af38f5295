import polars as pl

from provenance.rule import Rows, Rule

RULE = Rule(
    code="SUI001",
    name="expectation-unmet",
    severity="error",
    summary="The corpus does not meet an expectation of severity critical.",
    rationale="A suite says what holds for the corpus as a whole; what it does not hold to, no single article can show.",
    reads="expectations",
    broken=(pl.col("outcome") == "unmet") & (pl.col("severity") == "error"),
    message=pl.format("Suite {} expects: {} Found: {}.", "suite", "about", pl.col("observed").fill_null("nothing")),
    bad=(
        Rows(
            (
                {"suite": "volume", "expectation": "expect_table_row_count_to_be_between", "severity": "error", "outcome": "unmet",
                "about": "The corpus has articles.", "observed": "0"},
            )
        ),
    ),
    good=(
        Rows(
            (
                {"suite": "volume", "expectation": "expect_table_row_count_to_be_between", "severity": "error", "outcome": "met",
                "about": "The corpus has articles.", "observed": "0"},
            )
        ),
    ),
    evidence="Structural: the suite states its own tolerance.",
)
