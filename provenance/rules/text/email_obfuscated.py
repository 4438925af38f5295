import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT012",
    name="email-obfuscated",
    severity="info",
    summary="An address was hidden from robots, and the text holds `[email protected]` in its place.",
    rationale="The real address is lost; it stands in the page's source in a coded form.",
    reads="flaws",
    broken=pl.col("kind") == "email",
    message=pl.lit("an e-mail address was hidden when the page was captured"),
    bad=(article("Letters to the council go to [email protected] until the end of the month."),),
    good=(article("Letters to the council go to plans@westhaven.example until the end of the month."),),
)
