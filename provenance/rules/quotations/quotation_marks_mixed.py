import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="QUO005",
    version=2,
    name="quotation-marks-mixed",
    severity="info",
    summary="One article uses straight and curly double quotation marks; the first of the rarer ones is cited.",
    rationale=(
        "A sign that texts were merged or half normalised. It is common: one in seven edited English texts has it."
    ),
    reads="flaws",
    broken=pl.col("kind") == "mixed-marks",
    message=pl.when(pl.col("text") == '"')
    .then(pl.lit("this quotation mark is straight, others in the article are curly"))
    .otherwise(pl.lit("this quotation mark is curly, others in the article are straight")),
    bad=(
        article("“We are ready,” the harbour master said.", '"It is about time," the coxswain added.'),
        article("“We are ready,” the harbour master said.", '"It is time," she added. "We go."'),
    ),
    good=(article("“We are ready,” the harbour master said.", "“It is about time,” the coxswain added."),),
)
