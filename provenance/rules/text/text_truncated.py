import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="TXT010",
    name="text-truncated",
    version=2,
    severity="warning",
    summary="The text breaks off: it ends in an omission in brackets or in a count of missing characters.",
    rationale="Previews of search services pass for articles; what they leave out is not known to be missing.",
    reads="flaws",
    broken=(pl.col("kind") == "truncated") & pl.col("text").str.ends_with("]"),
    message=pl.lit("the text breaks off here"),
    bad=(
        article(text=body("The plan was drawn by the firm that built the") + " first station prior to [+1234 chars]"),
        article(text=body() + "\n\nThe plan was drawn by the firm that built the first station and that [...]"),
    ),
    good=(
        article(),
        article("Well … that was that, the harbour master said."),
        # An ellipsis is a cut in half of the cases: TXT015, in preview.
        article(text=body() + "\n\nThe plan was drawn by the firm that built the first station and that …"),
    ),
)
