import polars as pl

from provenance.rules.base import EACH_ARTICLE, Rule
from provenance.rules.examples import article, body

NOTED = pl.col("kind").is_in(["correction", "update"])
# CORRECTION APPENDED, Korrektur:, Correction, 3 May: three words at most, or a colon and nothing behind it.
HEADING = pl.col("text").str.contains(r":\W*$|^\PL*\pL+(?:[^\pL:–—]+\pL+){0,2}\PL*$")
# As published in The Echo: where the note was printed, and not what it says.
TELLING = NOTED & ~HEADING & pl.col("party").is_null()
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
    version=2,
    broken=TELLING | (NOTED & FIRST & ~TELLING.any().over(EACH_ARTICLE)),
    message=pl.format(
        "the text was changed after it was published: a note tells of {}",
        pl.col("kind").replace({"correction": "a correction", "update": "an update"}),
    ),
    bad=(
        article(text=body() + "\n\nCorrection: An earlier version of this article misstated the year of the storm."),
        article(text=body() + "\n\nCorrection: the name is Ann Roe."),
        article(text="CORRECTION APPENDED.\n\n" + body() + "\n\nCORRECTION:\n\nThe storm was in March."),
    ),
    good=(
        article("The county has asked for a correction of the plan."),
        article(text="Updated: March 12, 2024 / 02:40 PM CST\n\n" + body()),
        article(text=body() + "\n\nThis is a developing story and will be updated."),
    ),
)
