import polars as pl

from provenance.rules.base import EACH_ARTICLE, Rule
from provenance.rules.examples import article

LAST = pl.col("start") == pl.col("start").max().over(EACH_ARTICLE)
# The end of a preview, which was cut with its quotation: TXT015. Elsewhere an ellipsis does not close one.
CUT = LAST & pl.col("text").str.contains(r"(?:\.\.\.|…)['’)\]]*$")

RULE = Rule(
    code="QUO002",
    name="quotation-unclosed",
    severity="info",
    summary="A quotation is opened and neither closed nor continued in the next paragraph.",
    rationale="A mark was lost, or text is missing. One in a hundred quoting paragraphs of edited news has it.",
    reads="quotations",
    version=2,
    broken=~pl.col("closed") & ~pl.col("continues") & ~CUT,
    message=pl.lit("the quotation is never closed"),
    bad=(
        article(
            "The harbour master said: “The station has stood empty for nine weeks.", "Nobody objected to the plan."
        ),
        article("The harbour master said: “The station has stood …", "The crew said: “We are ready.”"),
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
