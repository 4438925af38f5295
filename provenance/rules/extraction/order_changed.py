import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

_TEXT = "Work on the slipway begins in May."

RULE = Rule(
    code="EXT009",
    name="order-changed",
    since="0.2.0",
    severity="info",
    status="preview",
    summary="A paragraph stands elsewhere in the text than in the page.",
    rationale="What refers to the paragraph before it refers to another one now. Style sheets may arrange a page.",
    reads="extraction",
    broken=(pl.col("kind") == "order") & SUSPECTED,
    message=pl.format("the paragraph stands elsewhere in the page: {}", PLACE),
    bad=(suspicion("order", _TEXT, start=120, end=154),),
    good=(suspicion("order", _TEXT, start=120, end=154, confidence=0.4),),
)
