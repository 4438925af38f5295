import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, recaptured

RULE = Rule(
    code="LIN018",
    name="silent-edit-credit",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="A source or a byline that an earlier capture of the page names is gone, and no note says so.",
    rationale="The words or the picture are still those of the one who made them, and now nobody can tell.",
    reads="versions",
    broken=(pl.col("kind") == "credit-gone") & ~pl.col("noted"),
    message=pl.format("{} since {}; no note says so", "change", "earlier"),
    bad=((article(id="first"), recaptured(byline=None)),),
    good=(
        (article(id="first"), recaptured()),
        (article(id="first", byline=None), recaptured()),
    ),
)
