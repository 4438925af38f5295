import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

_TEXT = "Work on the slipway begins in May."

RULE = Rule(
    code="EXT002",
    name="paragraphs-left-out",
    since="0.2.0",
    severity="info",
    summary="Paragraphs of the article that its page has are not in the text.",
    rationale=(
        "They stand among others that the text has, or the page's JSON-LD and our own extraction have them: the text"
        " has holes. One that ends early is told by text-ends-early."
    ),
    reads="extraction",
    broken=(pl.col("kind") == "lost") & SUSPECTED,
    message=pl.when(pl.col("paragraphs") == 1)
    .then(pl.format("a paragraph of the page is not in the text: {}", PLACE))
    .otherwise(pl.format("{} paragraphs of the page are not in the text, from {}", pl.col("paragraphs"), PLACE)),
    bad=(suspicion("lost", _TEXT), suspicion("lost", _TEXT, paragraphs=12, page_start=900, page_end=934)),
    good=(suspicion("lost", _TEXT, confidence=0.5),),
)
