import polars as pl

from provenance.catalogues import load
from provenance.rule import Rule
from provenance.rules.examples import article

FILLERS = load("fillers").filter(pl.col("field") == "byline")["text"].to_list()
BYLINE = pl.col("byline").str.strip_chars()

RULE = Rule(
    code="MET004",
    name="byline-not-a-name",
    severity="warning",
    summary="The byline is not the name of anybody: a filler, a role, an address, a date or a time.",
    rationale="Who wrote the article stays unknown, while the field says that it is known.",
    reads="articles",
    broken=(
        BYLINE.str.to_lowercase().str.strip_prefix("by ").is_in(FILLERS)
        | BYLINE.str.contains(r"://|www\.|\S@\S|[0-9]{2}|[0-9] \p{L}+ ago")
    ).fill_null(value=False),
    message=pl.format("the byline is `{}`", pl.col("byline").str.slice(0, 80)),
    bad=(
        article(byline="No Author"),
        article(byline="By 2 hours ago"),
        article(byline="https://www.westhaven-courier.example/staff"),
    ),
    good=(article(), article(byline="Mara Ellison and Joseph Ndlovu"), article(byline=None)),
)
