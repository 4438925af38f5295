import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="LIN005",
    name="original-source-unstated",
    severity="info",
    summary="The text was first published by somebody whom the record does not name.",
    rationale=(
        "The place of first publication is the source; this one is a copy. Keep the notice, and the name as metadata."
    ),
    reads="lineage",
    broken=(pl.col("kind") == "republication") & ~pl.col("stated").fill_null(value=False),
    message=pl.when(pl.col("party").is_null())
    .then(pl.lit("the notice says that the text was published elsewhere"))
    .otherwise(pl.format("the text was first published by {}", pl.col("party"))),
    bad=(article(text=body() + "\n\nThis article was originally published by The Conversation."),),
    good=(article("The plan was originally published in a newsletter of the council."),),
)
