import polars as pl

from provenance.frames import POST_TAG
from provenance.rules.base import Rule
from provenance.rules.examples import article

# Mark-up that holds no post, of which EMB001 tells: its words are lost, not its date.
EMPTY = pl.col("paragraphs.text").str.contains(rf"{POST_TAG}\s*</?tweet\s*/?>").fill_null(value=False)

RULE = Rule(
    code="EMB003",
    name="embed-undated",
    severity="info",
    summary="An embedded post has no date.",
    rationale="Without its day a post can be neither found again nor used as evidence for the article's date.",
    reads="embeds",
    version=2,
    broken=pl.col("posted").is_null() & ~pl.col("marked_up") & ~EMPTY,
    message=pl.format("the post by {} bears no date", pl.coalesce("author", "handle", pl.lit("an unnamed author"))),
    bad=(article("A post shared by Harbour Lights (@harbourlights)"),),
    good=(
        article("The slipway is open at last. — Ann Tolley (@anntolley) March 12, 2024"),
        article('<tweet tweet-id="1"><tweet/>'),
    ),
)
