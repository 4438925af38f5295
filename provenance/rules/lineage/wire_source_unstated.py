import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="LIN004",
    name="wire-source-unstated",
    severity="info",
    summary="The text comes from a news agency that the record does not name.",
    rationale="Copy of one agency in fifty papers is one source, not fifty: keep the agency as metadata.",
    reads="lineage",
    broken=(pl.col("kind") == "wire") & ~pl.col("stated").fill_null(value=False),
    message=pl.format("the text comes from {}", pl.col("party").fill_null("a news agency")),
    bad=(article(text=body() + "\n\n(Reporting by Mara Ellison; Editing by Joseph Ndlovu)"),),
    good=(
        article("Reporting by the council is due by May."),
        article(),
        article(text="OSLO (Reuters) - " + body(), publisher="Reuters"),
    ),
)
