import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="EMB005",
    name="embed-run-in",
    severity="info",
    summary="An embedded post shares its paragraph with the text of the article.",
    rationale=(
        "Where the post begins can only be guessed; its words and the article's are easily taken for one another."
    ),
    reads="embeds",
    broken=pl.col("rest_of_paragraph"),
    message=pl.lit("a post and the article's own words stand in one paragraph"),
    bad=(
        article(
            "The slipway is open at last. — Ann Tolley (@anntolley) March 12, 2024 "
            "The mayor deleted the post after an hour, and the council declined to say why she had done so."
        ),
    ),
    good=(
        article("The slipway is open at last. — Ann Tolley (@anntolley) March 12, 2024"),
        article("The slipway is open at last. — Ann Tolley (@anntolley) March 12, 2024 …"),
    ),
)
