import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT008",
    name="aside-taken-in",
    since="0.2.0",
    severity="info",
    status="preview",
    summary="What stands beside the article in the page stands in the text.",
    rationale=(
        "They lie in an `aside`: a box, a list, sometimes a quotation of the article itself. It is a mere suspicion."
    ),
    reads="extraction",
    broken=(pl.col("kind") == "aside") & SUSPECTED,
    message=pl.format("what the page sets beside the article stands in the text: {}", PLACE),
    bad=(suspicion("aside", "The ferry in numbers: 60 seats", path="aside.box > p"),),
    good=(suspicion("aside", "The ferry in numbers: 60 seats", path="aside.box > p", confidence=0.4),),
)
