import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="LIN006",
    name="correction-noted",
    severity="info",
    summary="The text carries a correction, a clarification or a note of an update.",
    rationale=(
        "A correction is part of the record: it must survive cleaning, and earlier copies of the article are wrong."
    ),
    reads="lineage",
    broken=pl.col("kind").is_in(["correction", "update"]),
    message=pl.format("a note ({}) on the history of the text: keep it", pl.col("kind")),
    bad=(article(text=body() + "\n\nCorrection: An earlier version of this article misstated the year of the storm."),),
    good=(article("The county has asked for a correction of the plan."),),
)
