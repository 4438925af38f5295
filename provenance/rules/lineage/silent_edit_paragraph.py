import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import COUNTED, NOTED, article, recaptured

RULE = Rule(
    code="LIN020",
    name="silent-edit-paragraph",
    severity="info",
    status="preview",
    since="0.2.0",
    summary="A paragraph that an earlier capture of the page has is gone, and no note says so.",
    rationale="What was withdrawn may be what others cite, and the reason is not known.",
    reads="versions",
    broken=(pl.col("kind") == "paragraph-removed") & ~pl.col("noted"),
    message=pl.format("{} since {}; no note says so", "change", "earlier"),
    bad=((article(COUNTED, id="first"), recaptured()),),
    good=(
        (article(COUNTED, id="first"), recaptured(NOTED)),
        (article(id="first"), recaptured(COUNTED)),
    ),
)
