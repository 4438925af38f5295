import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL005",
    name="consent-notice",
    severity="warning",
    summary="A notice on cookies or privacy stands in the text.",
    rationale="It is a legal notice of the site and says nothing of the article's matter.",
    reads="boilerplate",
    broken=pl.col("category") == "consent",
    message=pl.lit("a notice on cookies or privacy"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("We use cookies to ensure that we give you the best experience on our website."),),
    good=(article("The regulator fined the harbour shop over the cookies on its website and its privacy policy."),),
)
