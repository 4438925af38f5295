import datetime as dt

import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

FILLERS = [dt.date(1, 1, 1), dt.date(1899, 12, 30), dt.date(1900, 1, 1), dt.date(1970, 1, 1), dt.date(9999, 12, 31)]

RULE = Rule(
    code="DAT005",
    name="date-placeholder",
    severity="error",
    summary="The date is the zero of a computer's clock or a filler of a database.",
    rationale=(
        "1 January 1970 is what a zero looks like when it is printed as a date; 1900 and 9999 stand for `unknown`."
    ),
    evidence="Structural: no news site was on the web on these days. Print archives begin their files elsewhere.",
    reads="dates",
    broken=(pl.col("from").is_in(["field", "label", "modified", "captured"]) & pl.col("date").is_in(FILLERS)).fill_null(
        value=False
    ),
    message=pl.format("`{}` ({}) is a filler, not a date", pl.col("raw"), pl.col("from")),
    bad=(article(published="1970-01-01T00:00:00Z"), article(published="1900-01-01"), plain(label=" date 1970-01-01 ")),
    good=(article(), article(published="1998-03-02", captured=None)),
)
