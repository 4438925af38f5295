import polars as pl

from provenance.rule import Rule
from provenance.rules.examples import article

SENTENCE = 6
WHOLE = ["article", "quotation"]
NOBODY = (pl.col("speaker").is_null() & pl.col("cue").is_null()).all().over(WHOLE)
LONG = pl.col("text").str.count_matches(r"\s") >= SENTENCE - 1
SENTENCES = LONG & pl.col("text").str.contains(r"^\p{Lu}")

RULE = Rule(
    code="QUO006",
    name="quotation-unattributed",
    severity="info",
    summary="Nobody is named as the speaker of a quoted sentence.",
    rationale="A quotation without a speaker cannot be checked. Fragments and single words are not counted.",
    reads="quotations",
    broken=SENTENCES & NOBODY & (pl.col("start") == pl.col("start").min().over(WHOLE)),
    message=pl.lit("no speaker and no reporting verb belong to this quotation"),
    bad=(article("“Two years ago everything in this town was different.”", "The bells rang at noon."),),
    good=(
        article("“Two years ago everything in this town was different,” the harbour master said."),
        article("Some call it the “old lady” of the bay."),
    ),
)
