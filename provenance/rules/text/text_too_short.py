import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

SHORT = 200

RULE = Rule(
    code="TXT011",
    name="text-too-short",
    severity="warning",
    summary="The text has fewer than 200 characters.",
    rationale="Pages of videos and of errors, and failed extractions, leave a line or two. News flashes are as short.",
    reads="articles",
    broken=pl.col("text").str.strip_chars().str.len_chars().is_between(1, SHORT - 1),
    message=pl.format("the text has only {} characters", pl.col("text").str.strip_chars().str.len_chars()),
    bad=(
        article(text="Watch: the lifeboat station after the storm."),
        " date 2024-03-12 The old lifeboat station is to be rebuilt.",
    ),
    good=(article(), plain()),
)
