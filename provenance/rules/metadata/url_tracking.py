import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="MET009",
    name="url-tracking",
    severity="info",
    summary="The address carries parameters that track readers.",
    rationale="One article then has as many addresses as there were newsletters and posts, and is taken for several.",
    reads="articles",
    broken=pl.col("url").str.contains(r"[?&](utm_[a-z]+|fbclid|gclid|mc_cid|igshid)=").fill_null(value=False),
    message=pl.lit("the address carries tracking parameters"),
    bad=(article(url="https://www.westhaven-courier.example/news/station?utm_source=letter&utm_medium=email"),),
    good=(article(), article(url="https://www.westhaven-courier.example/news?page=2")),
)
