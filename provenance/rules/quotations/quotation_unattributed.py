import polars as pl

from provenance.rules.base import EACH_ARTICLE, Rule
from provenance.rules.examples import article

SENTENCE = 6
WHOLE = [EACH_ARTICLE, "quotation"]
TEXT = pl.col("text")
NOBODY = (pl.col("speaker").is_null() & pl.col("cue").is_null()).all().over(WHOLE)
LONG = TEXT.str.count_matches(r"\s") >= SENTENCE - 1
# After a comma inside the marks the sentence goes on, and nearly always with the speaker; titles end without any mark.
ENDED = TEXT.str.contains(r"[.!?…][)\]’'”\"»«“]*$")
TITLE = ~TEXT.str.contains(r"\s[(\[‘']?\p{Ll}{4,}")  # English titles capitalise every longer word
# Letters of no language whose ways to report speech are known: English, German, French, Spanish.
FOREIGN = TEXT.str.contains(r"[\p{L}--[a-zA-ZÀ-ÂÄÆ-ÏÑÓÔÖÙ-ÜßŒœŸà-âäæ-ïñóôöù-üÿªº]]")
FIRST = pl.col("start") == pl.col("start").min().over(WHOLE)
BEGUN = LONG & TEXT.str.contains(r"^[¿¡]?\p{Lu}") & ~TITLE & ~FOREIGN
SENTENCES = BEGUN & ENDED

RULE = Rule(
    code="QUO006",
    name="quotation-unattributed",
    severity="info",
    summary="Nobody is named as the speaker of a quoted sentence.",
    rationale="A quotation without a speaker cannot be checked. Fragments, titles and headlines are not counted.",
    reads="quotations",
    broken=SENTENCES & NOBODY & FIRST,
    message=pl.lit("no speaker and no reporting verb belong to this quotation"),
    bad=(article("“Two years ago everything in this town was different.”", "The bells rang at noon."),),
    good=(
        article("“Two years ago everything in this town was different,” the harbour master said."),
        article("Some call it the “old lady” of the bay."),
        article("The study is called “A Short History of the Harbour Walls and Their Keepers.”"),
        article("„Před dvěma lety bylo v tomto městě všechno jinak.“"),
        article("“I came for the boats, and I stayed for the people of this port.” — Lena Hartmann"),
    ),
)
