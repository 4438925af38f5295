import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article, plain

POST = "The new slipway will be ready before the summer. Thank you all! — Ann Tolley (@anntolley) March 12, 2024"

RULE = Rule(
    code="EMB001",
    name="embed-in-body",
    severity="warning",
    summary="A post from a social network stands in the text as if it were the article's own words.",
    rationale="Another person's words, with their own author and date, must not be counted or quoted as the article's.",
    reads="embeds",
    broken=~pl.col("marked_up"),
    message=pl.format(
        "a post by {} ({}) is read as body text",
        pl.coalesce("author", "handle", pl.lit("an unnamed author")),
        pl.col("platform"),
    ),
    fix=Fix(title="Move the post out of the text, with its author and date", edit="lift", safe=True, into="embeds"),
    bad=(article(POST), plain(POST)),
    good=(
        article("By Ann Tolley (@anntolley)"),
        article("The mayor wrote on Twitter that the slipway would be ready before the summer."),
    ),
)
