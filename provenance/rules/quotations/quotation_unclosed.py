import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

CUT = pl.col("text").str.contains(r"(?:\.\.\.|…)['’)\]]*$")  # a teaser, which was cut with its quotation (TXT015)
# “It is late,’ she says: closed, by half a mark.
HALF = pl.col("text").str.contains(r"[.,!?]’(?:\s|$)") & ~pl.col("text").str.contains("‘", literal=True)

RULE = Rule(
    code="QUO002",
    name="quotation-unclosed",
    severity="info",
    summary="A quotation is opened and neither closed nor continued in the next paragraph.",
    rationale="A mark was lost, or text is missing. One in a hundred quoting paragraphs of edited news has it.",
    reads="quotations",
    broken=~pl.col("closed") & ~pl.col("continues") & ~CUT & ~HALF,
    message=pl.lit("the quotation is never closed"),
    bad=(
        article(
            "The harbour master said: “The station has stood empty for nine weeks.", "Nobody objected to the plan."
        ),
    ),
    good=(
        article("The harbour master said: “The station has stood empty for nine weeks.”"),
        article("The harbour master said: “The station has stood empty for nine …"),
        article("“The station has stood empty for nine weeks,’ the harbour master said."),
        article(
            "The harbour master said: “The station has stood empty for nine weeks.",
            "“We cannot wait for another winter.”",
        ),
    ),
)
