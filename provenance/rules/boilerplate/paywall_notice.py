import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

GOES_ON = 600  # characters behind the wall: then the text is there, and the wall stands in it
BEHIND = pl.col("articles.text").str.len_chars() - pl.col("end")

RULE = Rule(
    code="BPL004",
    name="paywall-notice",
    severity="error",
    summary="A subscription wall stands in the text.",
    rationale="What stands behind it may be missing: often a preview was stored, and no article.",
    evidence=(
        "Measured on 2,936 news texts by eye: 6 have one, and all 6 are real walls. Mere buttons to subscribe are "
        "left to furniture-suspected."
    ),
    reads="boilerplate",
    broken=(pl.col("category") == "paywall") & (pl.col("confidence") >= 0.95),
    message=pl.when(BEHIND > GOES_ON)
    .then(pl.lit("words of a subscription wall stand in the text"))
    .otherwise(pl.lit("a subscription wall: the text is probably cut off")),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("To continue reading, please subscribe or log in."),),
    good=(article("The Westhaven Courier lost a tenth of its subscribers last year."),),
)
