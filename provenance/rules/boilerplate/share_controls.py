import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL008",
    name="share-controls",
    severity="warning",
    summary="Buttons for sharing and following stand in the text.",
    rationale="They are controls of the page. Known corpora begin hundreds of articles with them.",
    reads="boilerplate",
    broken=pl.col("category") == "share",
    message=pl.lit("buttons for sharing or following"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("Click to share on Twitter (Opens in new window)"),),
    good=(article("The coxswain shared the picture on Twitter and Facebook."),),
)
