import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="MET005",
    name="byline-missing",
    severity="info",
    summary="A record that carries metadata names no author.",
    rationale=(
        "Who wrote an article is the first question of its provenance. A text file has no place for it and is spared."
    ),
    reads="articles",
    broken=pl.col("record").is_not_null() & (pl.col("byline").fill_null("").str.strip_chars() == ""),
    message=pl.lit("no author"),
    lacks=("byline",),
    bad=(article(byline=None),),
    good=(article(), plain()),
)
