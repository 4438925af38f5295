import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="EMB002",
    name="embed-after-publication",
    severity="warning",
    summary="An embedded post is more than a day younger than the article.",
    rationale="Either the date of the article is wrong, or its text was changed later than it says.",
    reads="embeds",
    broken=(pl.col("days_after") > 1).fill_null(value=False),
    message=pl.format(
        "the post is dated {}, {} days after the article was published", pl.col("posted"), pl.col("days_after")
    ),
    bad=(article("The slipway is open at last. — Ann Tolley (@anntolley) March 29, 2024", captured=None),),
    good=(
        article("The slipway is open at last. — Ann Tolley (@anntolley) March 12, 2024"),
        article("The slipway is open at last. — Ann Tolley (@anntolley) March 13, 2024"),
    ),
)
