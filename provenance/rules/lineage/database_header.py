import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="LIN008",
    name="database-header",
    severity="info",
    summary="A line of the database from which the article was exported stands in the text.",
    rationale="It names the way the text has come, which is worth keeping, but it is not part of the article.",
    reads="lineage",
    broken=pl.col("kind") == "database",
    message=pl.lit("a line of the exporting database"),
    bad=(article(text="FULL TEXT\n\n" + body()),),
    good=(article("The full text of the plan is on show."),),
)
