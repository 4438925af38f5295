import polars as pl

from provenance.rule import Rule
from provenance.rules.examples import article

GATED = [
    "error-message",
    "player",
    "noscript",
    "paywall",
    "icon",
    "access-denied",
    "template",
]

RULE = Rule(
    code="BPL021",
    name="furniture-suspected",
    severity="info",
    summary="Words that may be a message of the page, but are also used in articles.",
    rationale="The phrase is too common to fail a corpus for it; a glance at the place tells.",
    reads="boilerplate",
    broken=pl.col("category").is_in(GATED) & (pl.col("confidence") < 0.9),
    message=pl.format(
        "this may be furniture of the page ({})", pl.col("category").str.replace_all("-", " ", literal=True)
    ),
    bad=(article("Loading comments"),),
    good=(article("An error occurred. Please try again."), article()),
)
