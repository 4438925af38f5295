import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="MET008",
    name="url-invalid",
    severity="warning",
    summary="The address is not the address of a web page.",
    rationale="Nobody can go back to the source: the scheme or the host is missing, or the field holds something else.",
    reads="articles",
    broken=(~pl.col("url").str.contains(r"^(?i:https?)://[^\s/?#]+\.[^\s/?#]+([/?#]\S*)?$")).fill_null(value=False),
    message=pl.format("`{}` is not the address of a web page", pl.col("url").str.slice(0, 80)),
    bad=(
        article(url="/news/lifeboat-station"),
        article(url="westhaven-courier.example/news"),
        article(url="https://n/a b"),
    ),
    good=(article(), article(url="http://www.bücher.example?page=2"), article(url=None)),
)
