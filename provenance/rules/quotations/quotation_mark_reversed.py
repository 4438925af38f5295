import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="QUO004",
    name="quotation-mark-reversed",
    severity="info",
    summary="A curly quotation mark points the wrong way.",
    rationale="Programs pair marks by their direction: one that is turned makes a quotation of what lies between two.",
    reads="flaws",
    broken=pl.col("kind") == "wrong-direction",
    message=pl.when(pl.col("mended") == "“", pl.col("text") == "”")
    .then(pl.lit("the quotation begins with a mark that closes"))
    .otherwise(pl.lit("the quotation ends with a mark that opens")),
    fix=Fix(title="Turn the mark", edit="replace", safe=False, by=pl.col("mended")),
    bad=(article("The council asked for an “expedited review“ of the plan before the summer."),),
    good=(
        article("The council asked for an “expedited review” of the plan before the summer."),
        article("Der Rat verlangte eine „beschleunigte Prüfung“ des Plans vor dem Sommer.", language="de"),
    ),
)
