import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DUP001",
    name="article-duplicated",
    severity="error",
    summary="The article has the same words as an earlier one.",
    rationale="It is counted twice, and when a corpus is divided it stands on both sides of the division.",
    evidence="Structural: the texts are equal, letter case and white space aside.",
    reads="duplicates",
    broken=pl.col("kind") == "text",
    message=pl.format(
        "the same text as {}{}{} ({} articles have it)",
        pl.when(pl.col("of") == pl.col("of_place")).then("of").otherwise(pl.format("{} in {}", "of", "of_place")),
        pl.format(", published by {} itself", "of_agency").fill_null(""),
        pl.format(", published first, on {}", "of_published").fill_null(""),
        "group",
    ),
    bad=((article(id="station-1"), article(id="station-2")),),
    good=((article(id="station-1"), article("The vote was seven to two.", id="station-2")),),
)
