import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT009",
    name="sentences-glued",
    severity="warning",
    summary="Two sentences stand together without a space.",
    rationale="A paragraph break was lost; sentence splitters and captions, datelines and bylines are lost with it.",
    reads="flaws",
    broken=pl.col("kind") == "glued",
    message=pl.lit("a space or a paragraph break is missing here"),
    fix=Fix(title="Put a space between the sentences", edit="replace", safe=False, by=pl.col("mended")),
    bad=(article("It was the last meeting before the winter.In the harbour the boats were already on land."),),
    good=(
        article("It was the last meeting before the winter. In the harbour the boats were on land. See Westhaven.Com"),
    ),
)
