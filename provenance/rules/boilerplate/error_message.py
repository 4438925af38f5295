import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="BPL001",
    name="error-message",
    severity="error",
    summary="An error message of the web page stands in the text.",
    rationale=(
        "It tells of the page, not of the world, and shows that something was not loaded when the page was captured."
    ),
    evidence="Measured on 2,936 news texts by eye: 5 have one, and all 5 are real. Quoted messages are not matched.",
    reads="boilerplate",
    broken=(pl.col("category") == "error-message") & (pl.col("confidence") >= 0.9),
    message=pl.lit("an error message of the web page"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(
        article("An error occurred. Please try again."),
        plain(label=" date 2024-03-12 An error occurred. Please try again."),
    ),
    good=(
        article("He said that an error had occurred in the count of the votes."),
        article("The screen of the pump said “An error occurred. Please try again.” for an hour."),
    ),
)
