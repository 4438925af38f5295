import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="LIN001",
    name="source-missing",
    severity="warning",
    summary="Neither an address nor a publisher says where the article was published.",
    rationale=(
        "Nothing in it can be checked against its source. Text files have no place for it: keep a table beside them."
    ),
    reads="articles",
    broken=(pl.col("url").fill_null("").str.strip_chars() == "")
    & (pl.col("publisher").fill_null("").str.strip_chars() == ""),
    message=pl.lit("no address and no publisher"),
    lacks=("url", "publisher"),
    bad=(article(url=None, publisher=None), plain()),
    good=(article(), article(url=None), article(publisher=None)),
)
