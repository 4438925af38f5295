import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL013",
    name="icon-label",
    severity="error",
    summary="The description of an icon stands in the text.",
    rationale=(
        "It is read out to those who cannot see the button: forty of them in a row can stand before the first sentence."
    ),
    evidence="Whole phrases that describe icons; none of 1,531 edited texts has one.",
    reads="boilerplate",
    broken=(pl.col("category") == "icon") & (pl.col("confidence") >= 0.9),
    message=pl.lit("the description of an icon"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("Calendar An icon of a desk calendar."),),
    good=(article("The old bell became an icon of the bay."),),
)
