import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL019",
    name="post-residue",
    severity="info",
    summary="What was left of an embedded post stands in the text.",
    rationale="The post itself is missing: the page loaded it from elsewhere.",
    reads="boilerplate",
    broken=pl.col("category") == "embed",
    message=pl.lit("what was left of an embedded post"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("View this post on Instagram"),),
    good=(article("The mayor put the picture on Instagram."),),
)
