import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT003",
    name="caption-taken-in",
    since="0.2.0",
    severity="info",
    summary="A caption of the page stands in the text.",
    rationale=(
        "By the page's mark-up they are of a picture: they have another author, and break what stands around them."
    ),
    reads="extraction",
    broken=(pl.col("kind") == "caption") & SUSPECTED,
    message=pl.format("a caption of the page stands in the text: {}", PLACE),
    bad=(suspicion("caption", "The ferry at the quay. Jo Lund/AP", path="figure > figcaption"),),
    good=(suspicion("caption", "The ferry at the quay. Jo Lund/AP", path="figure > figcaption", confidence=0.4),),
)
