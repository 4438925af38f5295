import polars as pl

from provenance.rules.base import EACH_ARTICLE, Rule
from provenance.rules.examples import article, body

UNSTATED = (pl.col("kind") == "wire") & ~pl.col("stated").fill_null(value=False)
PARTY = pl.col("party").fill_null("")
NAMED = PARTY != ""
AGAIN = (UNSTATED & NAMED).any().over(EACH_ARTICLE) & ~NAMED  # (Reporting by …) below a dateline that names the agency
FIRST = pl.col("start").eq_missing(pl.col("start").filter(UNSTATED).min().over([EACH_ARTICLE, PARTY.alias("_party")]))

RULE = Rule(
    code="LIN004",
    name="wire-source-unstated",
    severity="info",
    summary="The text comes from a news agency that the record does not name.",
    rationale="Copy of one agency in fifty papers is one source, not fifty: keep the agency as metadata.",
    reads="lineage",
    version=2,
    broken=UNSTATED & FIRST & ~AGAIN,
    message=pl.when(NAMED)
    .then(pl.format("the text comes from {}", pl.col("party")))
    .otherwise(pl.lit("the note tells who reported or edited, as those of news agencies do")),
    bad=(
        article(text=body() + "\n\n(Reporting by Mara Ellison; Editing by Joseph Ndlovu)"),
        article(text="OSLO (Reuters) - " + body() + "\n\n(Reporting by Mara Ellison; Editing by Joseph Ndlovu)"),
    ),
    good=(
        article("Reporting by the council is due by May."),
        article(),
        article(text="OSLO (Reuters) - " + body(), publisher="Reuters"),
    ),
)
