import polars as pl

from provenance.rule import Rule
from provenance.rules.examples import article

GATED = [
    "error_message",
    "video_player",
    "javascript_disabled",
    "paywall",
    "icon_alt_text",
    "access_denied",
    "template_placeholder",
]

RULE = Rule(
    code="BPL021",
    name="furniture-suspected",
    severity="info",
    summary="Words that may be a message of the page, but are also used in articles.",
    rationale="The phrase is too common to fail a corpus for it; a glance at the place tells.",
    reads="boilerplate",
    broken=pl.col("category").is_in(GATED) & (pl.col("confidence") < 0.9),
    message=pl.format("this may be furniture of the page ({})", pl.col("category").str.replace_all("_", " ")),
    bad=(article("Access denied"),),
    good=(article("An error occurred. Please try again."), article()),
)
