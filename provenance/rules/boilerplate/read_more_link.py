import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL011",
    name="read-more-link",
    severity="warning",
    summary="A line that points to other stories or pages stands in the text.",
    rationale="It puts words of other articles, and names that this one never mentions, into the text.",
    reads="boilerplate",
    broken=pl.col("category").is_in(["read-more", "related"]),
    message=pl.lit("this points out of the article: to other stories, pages or programmes"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article("READ MORE: Storm tears the roof off the lifeboat station"),),
    good=(article("Visitors can read more than the label of the old bell in the new room."),),
)
