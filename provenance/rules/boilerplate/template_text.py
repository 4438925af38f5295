import polars as pl

from provenance.rule import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL020",
    name="template-text",
    severity="error",
    summary="A paragraph is program text of the page's template.",
    rationale="The page was stored before its program had run, or its style sheet was taken for text.",
    evidence="The grammar of programs; 7 of 2,385 extracted news texts have one, and all were real.",
    reads="boilerplate",
    broken=(pl.col("category") == "template") & (pl.col("confidence") >= 0.9) & pl.col("whole"),
    message=pl.lit("program text of the page's template"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("[gallery ids=4711 columns=2]"),),
    good=(article("Poll: three seats of the council are tight; the mayor is not worried."),),
)
