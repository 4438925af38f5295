import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL015",
    name="donation-appeal",
    severity="warning",
    summary="A request for donations or a note on affiliate links stands in the text.",
    rationale="It speaks for the site. Where it says that the site earns by the links, keep it as metadata.",
    reads="boilerplate",
    broken=(pl.col("category") == "affiliate") & (pl.col("confidence") >= 0.8),
    message=pl.lit("a request for donations or a note on affiliate links"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("This article contains affiliate links"),),
    good=(article("The crew asked for donations at the door; the treasurer counted four hundred pounds."),),
)
