import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL006",
    name="newsletter-appeal",
    severity="warning",
    summary="An invitation to a newsletter stands in the text.",
    rationale="It is an advertisement of the site; it even turns up in the middle of quotations and posts.",
    reads="boilerplate",
    broken=pl.col("category") == "newsletter",
    message=pl.lit("an invitation to a newsletter"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("Sign up for our newsletter"),),
    good=(article("The council sends a newsletter to nine hundred households."),),
)
