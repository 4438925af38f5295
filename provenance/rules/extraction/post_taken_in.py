import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT007",
    name="post-taken-in",
    since="0.2.0",
    severity="info",
    summary="A post that the page embeds stands in the text as if the article had said it.",
    rationale=("The page's mark-up says that the words are a post of another platform, with an author of its own."),
    reads="extraction",
    broken=(pl.col("kind") == "embed") & SUSPECTED,
    message=pl.format("an embedded post stands in the text: {}", PLACE),
    bad=(suspicion("embed", "Back on the water at last", path="blockquote.twitter-tweet > p"),),
    good=(suspicion("embed", "Back on the water at last", path="blockquote.twitter-tweet > p", confidence=0.4),),
)
