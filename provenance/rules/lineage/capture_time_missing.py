import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="LIN003",
    name="capture-time-missing",
    severity="info",
    summary="A record with an address does not say when it was captured.",
    rationale="Pages change: only the moment of capture tells which state of the page the text is.",
    reads="articles",
    broken=pl.col("record").is_not_null() & pl.col("url").is_not_null() & pl.col("captured").is_null(),
    message=pl.lit("no moment of capture"),
    lacks=("captured",),
    bad=(article(captured=None),),
    good=(article(), article(captured=None, url=None), plain()),
)
