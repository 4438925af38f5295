import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="TXT010",
    name="text-truncated",
    severity="warning",
    summary="The text breaks off: it ends in an ellipsis, a count of missing characters or a `read more`.",
    rationale="Previews of search services pass for articles; what they leave out is not known to be missing.",
    reads="flaws",
    broken=pl.col("kind") == "truncated",
    message=pl.lit("the text breaks off here"),
    # Read in 22 pages: three of three marks in brackets were cuts, of 19 ellipses ten; others end a thought or a list.
    confidence=pl.when(pl.col("text").str.ends_with("]")).then(0.95).otherwise(0.6),
    bad=(
        article(text=body("The plan was drawn by the firm that built the") + " first station prior to [+1234 chars]"),
        article(text=body() + "\n\nThe plan was drawn by the firm that built the first station and that …"),
    ),
    good=(article(), article("Well … that was that, the harbour master said.")),
)
