import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

OFF = pl.col("days_off").abs()
NEAR = pl.when(pl.col("from") == "dateline").then(3).otherwise(1)  # a dateline tells when the report was filed

RULE = Rule(
    code="DAT011",
    name="date-conflict",
    severity="warning",
    summary="Two sources of the publication date disagree by more than a day (a dateline by more than three).",
    rationale=(
        "Fields, labels, addresses and datelines fail in different ways; where they agree, the date can be trusted."
    ),
    reads="dates",
    broken=(pl.col("from").is_in(["field", "label", "url", "dateline"]) & (OFF > NEAR)).fill_null(value=False),
    message=pl.format(
        "the {} says {}, {} days from the publication date",
        pl.col("from").replace("url", "address"),
        pl.col("date"),
        OFF,
    ),
    bad=(article(url="https://www.westhaven-courier.example/2023/11/02/lifeboat-station"),),
    good=(
        article(url="https://www.westhaven-courier.example/2024/03/12/lifeboat-station"),
        article(url="https://www.westhaven-courier.example/2024/03/11/lifeboat-station"),
    ),
)
