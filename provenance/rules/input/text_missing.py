import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP008",
    name="text-missing",
    severity="error",
    summary="A record has no text.",
    rationale="Metadata without an article is counted as an article by everything that counts records.",
    evidence="Structural: the field is absent, null or blank.",
    reads="troubles",
    version=2,
    broken=pl.col("kind") == "no-text",
    message=pl.when(pl.col("record").is_null())
    .then("detail")
    .otherwise(pl.format("the record has no text: {}", pl.col("detail"))),
    bad=(article(text=None), article(text="  "), article(text=None, body="The words of the article.")),
    good=(article(),),
)
