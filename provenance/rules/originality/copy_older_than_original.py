import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import RETOLD, article

RULE = Rule(
    code="COP002",
    name="copy-older-than-original",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="The article is dated before the agency's report of which it is a copy.",
    rationale=(
        "Nobody prints a report before it is sent: one of the dates is wrong, or a later text has replaced it. "
        "A day is what two time zones make of one moment, and no finding."
    ),
    reads="clusters",
    broken=pl.col("role").is_in(["copy", "abridged"])
    & (pl.col("original_published") - pl.col("published") > pl.duration(days=1)).fill_null(value=False),
    message=pl.format("dated {}, but its original {} is of {}", "published", "original", "original_published"),
    bad=(
        (
            article(RETOLD, id="wire", publisher="Reuters", published="2024-03-12"),
            article(RETOLD, id="westhaven", byline="Reuters", published="2024-03-10"),
        ),
    ),
    good=(
        (
            article(RETOLD, id="wire", publisher="Reuters", published="2024-03-12"),
            article(RETOLD, id="westhaven", byline="Reuters", published="2024-03-11"),
        ),
        (
            article(RETOLD, id="wire", publisher="Reuters", published="2024-03-10"),
            article(RETOLD, id="westhaven", byline="Reuters", published="2024-03-12"),
        ),
    ),
)
