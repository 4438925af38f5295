import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="QUO005",
    name="quotation-marks-mixed",
    severity="info",
    summary="One article uses straight and curly double quotation marks.",
    rationale=(
        "A sign that texts were merged or half normalised. It is common: one in seven edited English texts has it."
    ),
    reads="flaws",
    broken=pl.col("kind") == "mixed-marks",
    message=pl.lit("straight quotation marks here, curly ones elsewhere in the article"),
    bad=(article("“We are ready,” the harbour master said.", '"It is about time," the coxswain added.'),),
    good=(article("“We are ready,” the harbour master said.", "“It is about time,” the coxswain added."),),
)
