import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="DAT014",
    name="date-inferred",
    severity="info",
    summary="No publication date is stated; it was inferred from the address or a dateline.",
    rationale="An inferred date is evidence, not a statement: an archivist may want to confirm it.",
    reads="articles",
    broken=pl.col("published_from").is_in(["url", "dateline"]).fill_null(value=False),
    message=pl.format(
        "the date {} was inferred from the {}", pl.col("published"), pl.col("published_from").replace("url", "address")
    ),
    bad=(article(published=None, url="https://www.westhaven-courier.example/2024/03/12/lifeboat-station"),),
    good=(article(), plain()),
)
