import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

SIZE, SHARE, TIMES = 20, 0.03, 10
NEW_YEAR = (pl.col("date").dt.month() == 1) & (pl.col("date").dt.day() == 1)
MANY = (pl.col("articles") >= SIZE) & (pl.col("share") >= SHARE) & (pl.col("articles") >= TIMES * pl.col("usual"))
NEW_YEARS = NEW_YEAR & (pl.col("articles") >= SIZE // 2) & (pl.col("articles") >= TIMES // 2 * pl.col("usual"))
SPREAD = tuple(article(f"Plan {day} was voted on.", published=f"2024-02-{day:02}") for day in range(1, 29))

RULE = Rule(
    code="DAT015",
    name="date-cluster",
    severity="warning",
    summary="One publication date is far too common in the corpus.",
    rationale=(
        "Copyright years and days of capture are taken for dates of publication: tools that found only `© 2019`"
        " report 1 January 2019. A day counts when it holds 20 articles and 3 % of all, and ten times as many as usual"
        "; 1 January when it holds 10 articles and five times as many as usual."
    ),
    reads="days",
    broken=(MANY | NEW_YEARS).fill_null(value=False),
    message=pl.format(
        "{} articles ({} %) are dated {}; a usual day has {}",
        pl.col("articles"),
        (pl.col("share") * 100).round(1),
        pl.col("date"),
        pl.col("usual"),
    ),
    bad=(
        (*SPREAD, *(article(f"Motion number {n} was put to the vote.", published="2019-01-01") for n in range(12))),
        (*SPREAD, *(article(f"Motion number {n} was put to the vote.", published="2024-03-07") for n in range(24))),
    ),
    good=(SPREAD,),
)
