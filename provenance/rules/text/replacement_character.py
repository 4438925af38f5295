import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT002",
    name="replacement-character",
    severity="error",
    summary="A character was lost and stands as U+FFFD.",
    rationale="The byte is gone for good: only a fresh copy of the page can bring it back.",
    evidence="Structural: U+FFFD means `a character that could not be read`. 2 of 2,936 news texts have it.",
    reads="flaws",
    broken=pl.col("kind") == "replacement",
    message=pl.lit("a character was lost in decoding (U+FFFD)"),
    bad=(article("The plan costs \N{REPLACEMENT CHARACTER}2m, the harbour master said."),),
    good=(article("The plan costs £2m, the harbour master said."), article("Who pays for it? Nobody knows.")),
)
