import polars as pl

from provenance.rules.base import EACH_ARTICLE, Rule
from provenance.rules.examples import article, body

OF_DATABASE = pl.col("kind") == "database"
FIRST = pl.col("start").eq_missing(pl.col("start").filter(OF_DATABASE).min().over(EACH_ARTICLE))

RULE = Rule(
    code="LIN008",
    name="database-header",
    severity="info",
    summary="A line of the database from which the article was exported stands in the text.",
    rationale="It names the way the text has come, which is worth keeping, but it is not part of the article.",
    reads="lineage",
    version=2,
    broken=OF_DATABASE & FIRST,
    message=pl.lit("this line was added by the database from which the article was exported"),
    bad=(article(text="FULL TEXT\n\n" + body()), article(text="ABSTRACT\n\nFULL TEXT\n\n" + body())),
    good=(article("The full text of the plan is on show."),),
)
