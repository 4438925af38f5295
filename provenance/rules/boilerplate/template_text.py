import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL020",
    name="template-text",
    severity="info",
    summary="A paragraph is nothing but filler or program text of the page's template.",
    rationale=(
        "It can go as a whole. What is wrong in it is told by the rules on markup and placeholders, which are errors."
    ),
    reads="boilerplate",
    broken=(pl.col("category") == "template") & pl.col("whole"),
    message=pl.lit("nothing but text of the page's template"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("[gallery ids=4711 columns=2]"),),
    good=(article("Poll: three seats of the council are tight; the mayor is not worried."),),
)
