import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="BPL017",
    name="page-data-line",
    severity="info",
    summary="A line of data about the page stands in the text: reading time, time of the last change.",
    rationale="It belongs to the fields of the record.",
    reads="boilerplate",
    broken=pl.col("category") == "meta-line",
    message=pl.lit("a line of data about the page"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article(text="3 min read\n\n" + body()),),
    good=(article("The report takes three minutes to read."),),
)
