import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="INP006",
    name="null-byte",
    severity="error",
    summary="A null byte stands in the text.",
    rationale=(
        "Many programs take it for the end of the text and drop the rest; it comes from binary data or a damaged disk."
    ),
    evidence="Structural: no text contains the character U+0000.",
    reads="troubles",
    broken=pl.col("kind") == "null-byte",
    message=pl.format("a null byte in the text: {}", pl.col("detail")),
    bad=(plain("The vote was\x00 seven to two."), article("The vote was\x00 seven to two.")),
    good=(plain(),),
)
