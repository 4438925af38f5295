import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

GATED = ["error-message", "player", "noscript", "icon", "access-denied"]
UNSURE = pl.col("category").is_in(GATED) & (pl.col("confidence") < 0.9)
INVITATION = (pl.col("category") == "paywall") & (pl.col("confidence") < 0.95)
TEASER = (pl.col("category") == "affiliate") & (pl.col("confidence") < 0.8)

RULE = Rule(
    code="BPL021",
    name="furniture-suspected",
    severity="info",
    summary="Words that may be a message of the page, but are also used in articles.",
    rationale="The phrase is too common to fail a corpus for it; a glance at the place tells.",
    reads="boilerplate",
    broken=UNSURE | INVITATION | TEASER,
    message=pl.format(
        "this may be furniture of the page ({})", pl.col("category").str.replace_all("-", " ", literal=True)
    ),
    bad=(article("Loading comments"),),
    good=(article("An error occurred. Please try again."), article()),
)
