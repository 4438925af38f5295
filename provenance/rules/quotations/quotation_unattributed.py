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
# Of 60 findings that were read in news without what follows, 28 were right: the speaker was named by a quotation nearby
# or by the rest of the sentence. A quotation counts that is a paragraph of its own, far from those that have a speaker.
MARKS = 3  # code points between the words and the end of the paragraph: marks and white space
BACK, AHEAD = 3, 1  # paragraphs in which another quotation tells whose the words are
NAMED = pl.when(pl.col("speaker").is_not_null() | pl.col("cue").is_not_null()).then("paragraph")
SINCE = pl.col("paragraph") - NAMED.forward_fill().over(EACH_ARTICLE)
UNTIL = NAMED.backward_fill().over(EACH_ARTICLE) - pl.col("paragraph")
NEAR = (SINCE <= BACK).fill_null(value=False) | (UNTIL <= AHEAD).fill_null(value=False)
OPENS = pl.col("start") - pl.col("paragraphs.start") <= MARKS
CLOSES = pl.col("paragraphs.end") - pl.col("end") <= MARKS

RULE = Rule(
    code="QUO006",
    name="quotation-unattributed",
    version=2,
    severity="info",
    confidence=pl.lit(0.5),  # measured: half of 63 findings; on pages with comments fewer, in edited news more
    summary="A quoted paragraph has no speaker, and neither has any quotation beside it.",
    rationale=(
        "A quotation without a speaker cannot be checked. Fragments, titles and headlines are not counted, nor is what "
        "stands within other text or near to words whose speaker is known: from these readers tell who speaks."
    ),
    reads="quotations",
    broken=SENTENCES & NOBODY & FIRST & OPENS & CLOSES & ~NEAR,
    message=pl.lit("this paragraph is a quotation, and nobody is named beside it as its speaker"),
    bad=(article("“Two years ago everything in this town was different.”", "The bells rang at noon."),),
    good=(
        article("“Two years ago everything in this town was different,” the harbour master said."),
        article("Some call it the “old lady” of the bay."),
        article("The study is called “A Short History of the Harbour Walls and Their Keepers.”"),
        article("„Před dvěma lety bylo v tomto městě všechno jinak.“"),
        article("“The walls are wet,” the harbour master said.", "The hall is shut.", "“Nobody may go in there now.”"),
        article("The walls are wet, and the hall is shut. “Nobody may go in there now.” The bells rang at noon."),
        article("“I came for the boats, and I stayed for the people of this port.” — Lena Hartmann"),
    ),
)
