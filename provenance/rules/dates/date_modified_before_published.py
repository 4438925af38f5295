import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DAT007",
    name="date-modified-before-published",
    severity="error",
    summary="The day on which the article was last modified lies two days or more before that of its publication.",
    rationale="The two fields are swapped, or one of them belongs to another article or to the page's template.",
    evidence="Structural: of days, one is grace for time zones. 33 of 2,333 stored news pages show it.",
    reads="articles",
    broken=(
        pl.col("published_precision").is_in(["day", "second"])
        & (pl.col("modified").dt.date() < pl.col("published") - pl.duration(days=1))
    ).fill_null(value=False),
    message=pl.format(
        "modified on {}, before it was published on {}", pl.col("modified").dt.date(), pl.col("published")
    ),
    bad=(article(modified="2023-12-01"), article(modified="2024-03-01T10:00:00Z")),
    good=(article(modified="2024-03-12T18:00:00Z"), article(modified="2024-03-11T23:30:00Z"), article()),
)
