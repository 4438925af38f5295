import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import NOTED, article, recaptured

RULE = Rule(
    code="LIN019",
    name="silent-edit-date",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="The date of publication is another one than in an earlier capture of the page, and no note says so.",
    rationale="Moved to a later day, an old article looks new, and its claims of what came first are lost.",
    reads="versions",
    broken=(pl.col("kind") == "date") & ~pl.col("noted"),
    message=pl.format("{} since {}; no note says so", "change", "earlier"),
    bad=((article(id="first", published="2024-03-10"), recaptured()),),
    good=(
        (article(id="first"), recaptured()),
        (article(id="first", published="2024-03-10"), recaptured(NOTED)),
    ),
)
