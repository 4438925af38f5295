import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="QUO007",
    name="quotation-marks-typewriter",
    severity="info",
    summary="Two apostrophes, backticks, commas or primes stand for a double quotation mark.",
    rationale="Databases that knew no quotation marks wrote them so; searches for the marks then find no quotation.",
    reads="flaws",
    broken=pl.col("kind") == "typewriter-marks",
    message=pl.lit("two single marks stand for a double quotation mark"),
    bad=(article("''We are ready for the winter,'' the harbour master said."),),
    good=(article('"We are ready for the winter," the harbour master said.'),),
)
