import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL004",
    name="paywall-notice",
    severity="error",
    summary="A subscription wall stands in the text.",
    rationale="The rest of the article is missing: what was stored is a preview.",
    evidence=(
        "Measured on 2,936 news texts by eye: 6 have one, and all 6 are real walls. Mere buttons to subscribe are "
        "left to furniture-suspected."
    ),
    reads="boilerplate",
    broken=(pl.col("category") == "paywall") & (pl.col("confidence") >= 0.95),
    message=pl.lit("a subscription wall: the text is probably cut off"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("To continue reading, please subscribe or log in."),),
    good=(article("The Westhaven Courier lost a tenth of its subscribers last year."),),
)
