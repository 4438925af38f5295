import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT004",
    name="control-character",
    severity="error",
    summary="A control character other than tab and line break stands in the text.",
    rationale="XML forbids it, CSV and terminals choke on it, and no reader can see it.",
    evidence="Structural: control characters have no meaning in running text. 3 of 2,936 news texts have one.",
    reads="flaws",
    broken=pl.col("kind") == "control",
    message=pl.lit("an invisible control character stands here"),
    fix=Fix(title="Remove the control character", edit="remove", safe=True),
    bad=(article("The coxswain, a father of two\x1b, was not at the meeting."),),
    good=(article("The coxswain,\ta father of two, was not at the meeting.\nHe sent a letter."),),
)
