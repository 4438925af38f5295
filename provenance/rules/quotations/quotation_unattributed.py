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
# The speaker was most often named by a quotation nearby or by the rest of the sentence: a quotation counts that is a
# paragraph of its own, far from those that have a speaker.
MARKS = 3  # code points between the words and the end of the paragraph: marks and white space
BACK, AHEAD = 3, 1  # paragraphs in which another quotation tells whose the words are
NAMED = pl.when(pl.col("speaker").is_not_null() | pl.col("cue").is_not_null()).then("paragraph")
SINCE = pl.col("paragraph") - NAMED.forward_fill().over(EACH_ARTICLE)
UNTIL = NAMED.backward_fill().over(EACH_ARTICLE) - pl.col("paragraph")
NEAR = (SINCE <= BACK).fill_null(value=False) | (UNTIL <= AHEAD).fill_null(value=False)
# Where quotations take turns a reader knows whose turn it is: interviews, stories, answers to comments.
TURN = 2  # paragraphs to the next turn: a question may stand between
ENDS = (pl.col("quotation") != pl.col("quotation").shift(-1)).fill_null(value=True)
ABOVE = (pl.col("paragraph") - pl.col("paragraph").shift(1)).over(EACH_ARTICLE) <= TURN
FURTHER = (pl.col("paragraph").shift(-1) - pl.col("paragraph") <= TURN).fill_null(value=False)
BELOW = pl.when(ENDS).then(FURTHER).backward_fill().over(EACH_ARTICLE)
TURNS = ABOVE.fill_null(value=False) | BELOW
OPENS = pl.col("start") - pl.col("paragraphs.start") <= MARKS
CLOSES = pl.col("paragraphs.end") - pl.col("end") <= MARKS

RULE = Rule(
    code="QUO006",
    name="quotation-unattributed",
    version=3,
    severity="info",
    status="preview",
    confidence=pl.lit(0.4),  # measured, an arguable one as half: 51 findings, of which 32 are arguable
    summary="A quoted paragraph has no speaker, and no other quotation stands beside it.",
    rationale=(
        "A quotation without a speaker cannot be checked. Fragments, titles and headlines are not counted, nor is what "
        "stands within other text, near to words whose speaker is known, or where quotations take turns: from these "
        "readers tell who speaks. What is left are mottos, praise, answers to comments, quotations above an article; "
        "and those whose speaker the text names in a way that only readers understand."
    ),
    reads="quotations",
    broken=SENTENCES & NOBODY & FIRST & OPENS & CLOSES & ~NEAR & ~TURNS,
    message=pl.lit("this paragraph is a quotation, and no speaker was found for it"),
    bad=(article("“Two years ago everything in this town was different.”", "The bells rang at noon."),),
    good=(
        article("“Two years ago everything in this town was different,” the harbour master said."),
        article("Some call it the “old lady” of the bay."),
        article("The study is called “A Short History of the Harbour Walls and Their Keepers.”"),
        article("„Před dvěma lety bylo v tomto městě všechno jinak.“"),
        article("“The walls are wet,” the harbour master said.", "The hall is shut.", "“Nobody may go in there now.”"),
        article("The walls are wet, and the hall is shut. “Nobody may go in there now.” The bells rang at noon."),
        article("“Two years ago this town was different.”", "“It was a better town, if you ask me.”", "Nobody did."),
        article("“I came for the boats, and I stayed.”", "What do you like best?", "“The harbour, when it is quiet.”"),
        article("“I came for the boats, and I stayed for the people of this port.” — Lena Hartmann"),
    ),
)
