import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL010",
    name="comment-form",
    severity="warning",
    summary="The form for comments, or what stands around it, is in the text.",
    rationale="It belongs to the page; the comments below it, if they were captured, are not the article's words.",
    reads="boilerplate",
    broken=pl.col("category") == "comments",
    message=pl.lit("words of the comment form"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("Your email address will not be published."),),
    good=(article("The mayor declined to comment on the report."),),
)
