import polars as pl

from provenance.rules.base import EACH_ARTICLE, Rule
from provenance.rules.examples import article

# The end of a preview, of this text or of another that it points to, was cut with its quotation (TXT015); a few words
# may lead to the rest: “The quay … Read more. All twelve of 113 findings in news that ended so were read, and were cut.
LAST = pl.col("end") >= pl.col("paragraphs.end")
LEADING = r"(?:\p{Lu}[^\s.!?…]*\s){0,2}[^\s.!?…]{0,20}"
CUT = LAST & pl.col("text").str.contains(rf"(?:\.{{3}}|…)[\s/]*{LEADING}(?:\.{{3}}|…)?['’)\]]*$")
# Where two are opened in one paragraph and neither is closed, one mark is amiss, and is told once.
OPEN = ~pl.col("closed") & ~pl.col("continues")
FIRST = pl.col("start") == pl.col("start").filter(OPEN).min().over([EACH_ARTICLE, "paragraph"])

RULE = Rule(
    code="QUO002",
    name="quotation-unclosed",
    severity="info",
    summary="A quotation is opened and neither closed nor continued in the next paragraph.",
    rationale="A mark was lost, or text is missing. One in a hundred quoting paragraphs of edited news has it.",
    reads="quotations",
    version=4,
    broken=OPEN & ~CUT.fill_null(value=False) & FIRST,
    message=pl.lit("the quotation is never closed"),
    bad=(
        article(
            "The harbour master said: “The station has stood empty for nine weeks.", "Nobody objected to the plan."
        ),
        article("The harbour master said: “The station … has stood empty. She added: “Nine weeks is too long.”"),
    ),
    good=(
        article("The harbour master said: “The station has stood …", "The crew said: “We are ready.”"),
        article("The harbour master said: “The station has stood empty … more", "The crew is ready."),
        article("The harbour master said: “The station has stood empty ... Read More", "The crew is ready."),
        article("The harbour master said: “The station has stood empty″ for nine weeks.", "Nobody objected."),
        article(
            "“You have a lot of people saying, “I do not care” and going home.",
            "“So you see what we are up against,” the harbour master said.",
        ),
        article("The harbour master said: “The station has stood empty for nine weeks.”"),
        article("The harbour master said: “The station has stood empty for nine …"),
        article("“The station has stood empty for nine weeks,’ the harbour master said."),
        article(
            "The harbour master said: “The station has stood empty for nine weeks.",
            "“We cannot wait for another winter.”",
        ),
    ),
)
