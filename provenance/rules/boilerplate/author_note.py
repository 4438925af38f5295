import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="BPL018",
    name="author-note",
    severity="info",
    summary="A note on the author stands in the text.",
    rationale=(
        "It speaks of the author, not of the matter; it helps to tell authors of the same name apart, so keep it as "
        "metadata."
    ),
    reads="boilerplate",
    broken=pl.col("category") == "author-bio",
    message=pl.lit("a note on the author"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article(text=body() + "\n\nThe views expressed in this article are the author's own."),),
    good=(article("The author of the plan lives in Westhaven."),),
)
