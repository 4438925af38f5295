import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL016",
    name="live-blog-controls",
    severity="info",
    summary="Controls of a live page stand in the text.",
    rationale="The record holds a page that grew over hours: it has many dates and many authors.",
    reads="boilerplate",
    broken=pl.col("category") == "live-blog",
    message=pl.lit("a control or time stamp of a live page"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("This live blog is now closed"),),
    good=(article("The meeting was shown live in the town hall."),),
)
