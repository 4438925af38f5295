import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT006",
    name="comment-taken-in",
    since="0.2.0",
    severity="info",
    summary="A reader's comment stands in the text.",
    rationale=("The page's classes say that readers wrote the words, not the author of the article."),
    reads="extraction",
    broken=(pl.col("kind") == "comment") & SUSPECTED,
    message=pl.format("a comment of a reader stands in the text: {}", PLACE),
    bad=(suspicion("comment", "I took that ferry every day for years", path="div.comments > p"),),
    good=(suspicion("comment", "I took that ferry every day for years", path="div.comments > p", confidence=0.4),),
)
