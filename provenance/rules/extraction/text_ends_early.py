import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

_TEXT = "Work on the slipway begins in May."

RULE = Rule(
    code="EXT014",
    name="text-ends-early",
    since="0.2.0",
    severity="info",
    summary="The text ends before the article on its page does.",
    rationale=(
        "All that follows in the page behind the last paragraph that the text has is missing, and the page's JSON-LD or"
        " our own extraction have it: the text was cut off, at a limit, a paywall, an advert or between two containers."
        " It is told once for an article, however much is missing."
    ),
    reads="extraction",
    broken=(pl.col("kind") == "truncated") & SUSPECTED,
    message=pl.when(pl.col("paragraphs") == 1)
    .then(pl.format("the text ends one paragraph before the article does, {}", PLACE))
    .otherwise(pl.format("the text ends {} paragraphs before the article does, from {}", pl.col("paragraphs"), PLACE)),
    bad=(suspicion("truncated", _TEXT, paragraphs=12, page_start=900, page_end=934),),
    good=(suspicion("truncated", _TEXT, confidence=0.5), suspicion("lost", _TEXT)),
)
