import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT004",
    name="furniture-taken-in",
    since="0.2.0",
    severity="info",
    summary="What belongs to the site, not to the article, stands in the text.",
    rationale=(
        "They stand in the page's navigation, footer or forms, or in what a class calls a sign-up or a list of links."
    ),
    reads="extraction",
    broken=(pl.col("kind") == "furniture") & SUSPECTED,
    message=pl.format("furniture of the page stands in the text: {}", PLACE),
    bad=(suspicion("furniture", "Sign up for the harbour letter", path="form.newsletter > p"),),
    good=(suspicion("furniture", "Sign up for the harbour letter", path="form.newsletter > p", confidence=0.4),),
)
