import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="DAT001",
    name="date-missing",
    severity="error",
    summary="The article has no publication date.",
    rationale=(
        "An undated article drops out of every question about time, and nothing else in its text can be dated by it."
    ),
    evidence="Structural: no field, label, address or dateline gives a day, a declared month or a year.",
    reads="articles",
    broken=pl.col("published").is_null(),
    message=pl.lit("no publication date: no field, date label, address or line of the text gives one that can be read"),
    lacks=("published",),
    bad=(article(published=None), plain(label="")),
    good=(article(), plain(), article(published=None, url="https://www.westhaven-courier.example/2024/03/12/station")),
)
