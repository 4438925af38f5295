import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="LIN007",
    name="rights-notice",
    severity="info",
    summary="The text carries a copyright line or a licence.",
    rationale="It says who may use the article: keep it as metadata, and do not count its words.",
    reads="lineage",
    version=2,
    broken=pl.col("kind").is_in(["copyright", "licence"]),
    message=pl.when(pl.col("party").is_null() | (pl.col("kind") == "licence"))
    .then(pl.lit("the notice tells of rights in the text"))
    .otherwise(pl.format("the notice names the holder of the rights: {}", pl.col("party"))),
    bad=(
        article(text=body() + "\n\nCopyright 2024 The Associated Press. All rights reserved."),
        article(text=body() + "\n\n© Thomson Reuters"),
    ),
    good=(
        article("The council holds the copyright of the plan."),
        article("© Ruth Hallam", "The council met again on Friday."),
        article(text=body() + "\n\nCopyright Infringement Notification"),
    ),
)
