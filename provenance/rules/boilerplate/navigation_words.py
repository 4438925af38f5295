import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL012",
    name="navigation-words",
    severity="info",
    summary="Words of a menu stand in the text.",
    rationale="They lead through the site, and repeat in all its articles.",
    reads="boilerplate",
    broken=pl.col("category") == "navigation",
    message=pl.lit("words of a menu"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("Skip to main content"),),
    good=(article("The main content of the plan is a new slipway."),),
)
