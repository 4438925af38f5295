import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import UNMET

RULE = Rule(
    code="SUI004",
    name="expectation-broken",
    severity="error",
    summary="An expectation could not be evaluated.",
    rationale="A column is missing or has another type: what was agreed on is not being tested.",
    evidence="Structural: the evaluation raised an exception.",
    reads="expectations",
    broken=pl.col("outcome") == "broken",
    message=pl.format(
        "{}: {} could not be evaluated ({})",
        pl.col("suite"),
        pl.col("about"),
        pl.col("observed").fill_null("no reason given"),
    ),
    bad=(Rows((UNMET | {"outcome": "broken"},)),),
    good=(Rows((UNMET,)),),
)
