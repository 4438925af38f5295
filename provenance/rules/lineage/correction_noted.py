import polars as pl

from provenance.rules.base import EACH_ARTICLE, Rule
from provenance.rules.examples import article, body

NOTED = pl.col("kind").is_in(["correction", "update"])
SAYS = 60  # characters from which a note says what was wrong; headings such as CORRECTION APPENDED are shorter
TELLING = NOTED & (pl.col("text").str.len_chars() >= SAYS)
FIRST = pl.col("start").eq_missing(pl.col("start").filter(NOTED).min().over(EACH_ARTICLE))

RULE = Rule(
    code="LIN006",
    name="correction-noted",
    severity="info",
    summary="The text carries a correction, a clarification or a note of an update.",
    rationale=(
        "A correction is part of the record: it must survive cleaning, and earlier copies of the article are wrong."
    ),
    reads="lineage",
    broken=TELLING | (NOTED & FIRST & ~TELLING.any().over(EACH_ARTICLE)),
    message=pl.format(
        "the text was changed after it was published: a note tells of {}",
        pl.col("kind").replace({"correction": "a correction", "update": "an update"}),
    ),
    bad=(
        article(text=body() + "\n\nCorrection: An earlier version of this article misstated the year of the storm."),
        article(text="CORRECTION APPENDED.\n\n" + body() + "\n\nCORRECTION:\n\nThe storm was in March."),
    ),
    good=(
        article("The county has asked for a correction of the plan."),
        article(text="Updated: March 12, 2024 / 02:40 PM CST\n\n" + body()),
        article(text=body() + "\n\nThis is a developing story and will be updated."),
    ),
)
