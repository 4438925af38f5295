import polars as pl

from provenance.rules.base import EACH_ARTICLE, Fix, Rule
from provenance.rules.examples import article

TWICE = (
    "The station was built by subscription after the wreck of the barque Amity, in which nine people drowned "
    "within sight of the quay while the nearest boat lay eleven miles away."
)
LONG = 120
SAME = pl.col("text").hash() ^ EACH_ARTICLE.hash()

RULE = Rule(
    code="DUP003",
    name="paragraph-duplicated",
    severity="warning",
    summary="A paragraph of the body stands in the article a second time.",
    rationale=(
        "Extractors copy what a page shows twice, and live pages repeat their background: words are counted twice."
    ),
    reads="paragraphs",
    broken=(pl.col("kind") == "body") & (pl.col("text").str.len_chars() >= LONG) & ~SAME.is_first_distinct(),
    message=pl.lit("this paragraph repeats an earlier one word for word"),
    fix=Fix(title="Remove the repetition", edit="remove", safe=False),
    bad=(article(TWICE, "The vote was seven to two.", TWICE),),
    good=(article(TWICE), article("The vote was seven to two.", "The vote was seven to two.")),
)
