import polars as pl

from provenance.rule import Rows, Rule

RULE = Rule(
    code="SUI003",
    name="expectation-noted",
    severity="info",
    summary="The corpus does not meet an expectation of severity info.",
    rationale="A suite says what holds for the corpus as a whole; what it does not hold to, no single article can show.",
    reads="expectations",
    broken=(pl.col("outcome") == "unmet") & (pl.col("severity") == "info"),
    message=pl.format("Suite {} expects: {} Found: {}.", "suite", "about", pl.col("observed").fill_null("nothing")),
    bad=(
        Rows(
            (
                {"suite": "volume", "expectation": "expect_table_row_count_to_be_between", "severity": "info", "outcome": "unmet",
                "about": "The corpus has articles.", "observed": "0"},
            )
        ),
    ),
    good=(
        Rows(
            (
                {"suite": "volume", "expectation": "expect_table_row_count_to_be_between", "severity": "info", "outcome": "met",
                "about": "The corpus has articles.", "observed": "0"},
            )
        ),
    ),
)
