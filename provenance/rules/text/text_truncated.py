import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

COUNTED = pl.col("text").str.contains(r"[0-9][^\]]*\]$")  # [+1234 chars]

RULE = Rule(
    code="TXT010",
    name="text-truncated",
    version=3,
    severity="warning",
    summary="The text breaks off: it ends in a count of missing characters.",
    rationale="Previews of search services pass for articles; what they leave out is not known to be missing.",
    reads="flaws",
    broken=(pl.col("kind") == "truncated") & COUNTED,
    message=pl.lit("the text breaks off here"),
    bad=(
        article(text=body("The plan was drawn by the firm that built the") + " first station prior to [+1234 chars]"),
    ),
    good=(
        article(),
        article("Well … that was that, the harbour master said."),
        # An ellipsis is a cut in half of the cases, in brackets or not: TXT015, in preview.
        article(text=body() + "\n\nThe plan was drawn by the firm that built the first station and that …"),
        article(text=body() + "\n\nThe plan was drawn by the firm that built the first station and that [...]"),
    ),
)
