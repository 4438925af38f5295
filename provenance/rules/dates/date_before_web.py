import datetime as dt

import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DAT006",
    name="date-before-web",
    severity="warning",
    summary="The article has a web address, but is dated before the first web page (20 December 1990).",
    rationale=(
        "Either the date is wrong, or a print archive was put on the web: then the floor does not apply to that source."
    ),
    reads="articles",
    broken=(pl.col("url").is_not_null() & (pl.col("published") < dt.date(1990, 12, 20))).fill_null(value=False),
    message=pl.format("published on {}, before there was a web", pl.col("published")),
    bad=(article(published="1985-06-01", captured=None),),
    good=(article(published="1998-03-02", captured=None), article(published="1985-06-01", captured=None, url=None)),
)
