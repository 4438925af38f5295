import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT005",
    name="related-taken-in",
    since="0.2.0",
    severity="info",
    summary="A list of other articles stands in the text.",
    rationale=("The page's classes say that the words lead to other articles: they are their headlines."),
    reads="extraction",
    broken=(pl.col("kind") == "related") & SUSPECTED,
    message=pl.format("what leads to other articles stands in the text: {}", PLACE),
    bad=(suspicion("related", "Council votes for a new slipway", path="ul.related > li"),),
    good=(suspicion("related", "Council votes for a new slipway", path="ul.related > li", confidence=0.4),),
)
