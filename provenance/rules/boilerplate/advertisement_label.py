import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL009",
    name="advertisement-label",
    severity="warning",
    summary="The label of an advertisement stands in the text.",
    rationale="It marks a place where something was shown that is no part of the article.",
    reads="boilerplate",
    broken=pl.col("category") == "advertisement",
    message=pl.lit("the label of an advertisement"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("Advertisement - story continues below"),),
    good=(article("The council will place an advertisement for a new harbour master."),),
)
