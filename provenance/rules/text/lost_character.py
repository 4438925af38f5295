import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT003",
    name="lost-character",
    severity="warning",
    summary="A question mark stands where a letter, an apostrophe or a currency sign was lost.",
    rationale="A converter wrote `?` for what it did not know; amounts lose their currency and names their letters.",
    reads="flaws",
    broken=pl.col("kind") == "lost-character",
    message=pl.lit("a question mark stands for a character that was lost"),
    bad=(article("The new doors alone will cost ?400 a year to keep, the treasurer said."),),
    good=(article("Who pays? The county, said the treasurer, from its reserve of £400."),),
)
