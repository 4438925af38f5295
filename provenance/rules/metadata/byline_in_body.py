import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="MET010",
    name="byline-in-body",
    severity="info",
    summary="The author line stands in the text as a paragraph of its own.",
    rationale="It belongs to the field `byline`; in the text it is counted as words of the article.",
    reads="paragraphs",
    broken=pl.col("kind") == "byline",
    message=pl.lit("an author line is read as body text"),
    fix=Fix(title="Move the line to the field `byline`", edit="lift", safe=True, into="byline"),
    bad=(article(text="By Mara Ellison\n\n" + body()),),
    good=(article(), article("The plan was drawn by Mara Ellison.")),
)
