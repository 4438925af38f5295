import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="MET001",
    name="title-missing",
    severity="warning",
    summary="The article has no title.",
    rationale="Without its title an article can hardly be cited or found again.",
    reads="articles",
    broken=pl.col("title").fill_null("").str.strip_chars() == "",
    message=pl.lit("no title"),
    lacks=("title",),
    bad=(article(title=None), article(title=" "), plain()),
    good=(article(),),
)
