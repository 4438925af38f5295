import polars as pl

from provenance.rule import Rows, Rule

RULE = Rule(
    code="SUI004",
    name="expectation-broken",
    severity="error",
    summary="An expectation could not be evaluated.",
    rationale="A check that cannot run proves nothing; taking it for passed would hide what it was to find.",
    reads="expectations",
    broken=pl.col("outcome") == "broken",
    message=pl.format("Suite {} could not evaluate: {} ({})", "suite", "about", pl.col("observed").fill_null("no reason given")),
    bad=(
        Rows(
            (
                {"suite": "dates", "expectation": "expect_column_values_to_be_unique", "column": "pubished", "severity": "error",
                "outcome": "broken", "about": "Dates are unique.", "observed": "no such column"},
            )
        ),
    ),
    good=(
        Rows(
            (
                {"suite": "dates", "expectation": "expect_column_values_to_be_unique", "column": "pubished", "severity": "error",
                "outcome": "unmet", "about": "Dates are unique.", "observed": "no such column"},
            )
        ),
    ),
    evidence="Structural: Great Expectations raised an exception.",
)
