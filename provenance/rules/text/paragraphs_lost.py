import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

LONG = 6000

RULE = Rule(
    code="TXT013",
    name="paragraphs-lost",
    severity="info",
    summary="One paragraph has more than 6,000 characters.",
    rationale="The breaks between paragraphs were lost, and with them the places of captions, quotations and posts.",
    reads="paragraphs",
    broken=pl.col("text").str.len_bytes() > LONG,
    message=pl.format("a paragraph of {} characters", pl.col("text").str.len_chars()),
    bad=(
        article(" ".join(f"In the year {year} the crew of the station was called out." for year in range(1870, 2024))),
    ),
    good=(article(),),
)
