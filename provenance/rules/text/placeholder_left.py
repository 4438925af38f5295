import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT008",
    name="placeholder-left",
    severity="error",
    summary="An unfilled template variable or a printed null stands in the text.",
    rationale="The page was stored before its program had run: words are missing where the variable stands.",
    evidence="Structural: program text or `lorem ipsum`. 9 of 2,936 news texts have it, and all 9 are real.",
    reads="flaws",
    broken=pl.col("kind") == "placeholder",
    message=pl.lit("an unfilled placeholder of the page's template"),
    bad=(article("The vote was seven to {{vote.against}}."), article("The plan costs [object Object] a year.")),
    good=(article("Her role is as yet undefined, the harbour master said."),),
)
