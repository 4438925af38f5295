import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL007",
    name="app-appeal",
    severity="warning",
    summary="An invitation to download an app stands in the text.",
    rationale="It is an advertisement of the site.",
    reads="boilerplate",
    broken=pl.col("category") == "app",
    message=pl.lit("an invitation to download an app"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("Download our app"),),
    good=(article("The crew is called out by an app that the county downloaded to their telephones."),),
)
