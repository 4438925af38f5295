import polars as pl

from provenance.rules.base import Rows, Rule

RULE = Rule(
    code="EXT001",
    name="page-without-text",
    since="0.2.0",
    severity="warning",
    summary="No text of `--texts` belongs to a page.",
    rationale="The article was lost as a whole, or its text goes by another id, address and file name than its page.",
    reads="troubles",
    broken=pl.col("kind") == "unmatched-page",
    message=pl.format("the page has no text to be held against: {}", pl.col("detail")),
    bad=(Rows(({"source": "ferry.html", "kind": "unmatched-page", "detail": "none of the 12 texts has its id"},)),),
    good=(Rows(({"source": "ferry.html", "kind": "encoding-guessed", "detail": "cp1252"},)),),
)
