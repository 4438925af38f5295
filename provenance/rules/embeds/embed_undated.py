import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="EMB003",
    name="embed-undated",
    severity="info",
    summary="An embedded post has no date.",
    rationale="Without its day a post can be neither found again nor used as evidence for the article's date.",
    reads="embeds",
    broken=pl.col("posted").is_null() & ~pl.col("marked_up"),
    message=pl.format("the post by {} bears no date", pl.coalesce("author", "handle", pl.lit("an unnamed author"))),
    bad=(article("A post shared by Harbour Lights (@harbourlights)"),),
    good=(article("The slipway is open at last. — Ann Tolley (@anntolley) March 12, 2024"),),
)
