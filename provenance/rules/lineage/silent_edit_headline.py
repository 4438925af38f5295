import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import NOTED, article, recaptured

RULE = Rule(
    code="LIN017",
    name="silent-edit-headline",
    severity="info",
    status="preview",
    since="0.2.0",
    summary="The headline is another one than in an earlier capture of the page, and no note says so.",
    rationale=(
        "Headlines are tried out on readers, and softened where they said too much: who cites one must say which."
    ),
    reads="versions",
    broken=(pl.col("kind") == "headline") & ~pl.col("noted"),
    message=pl.format("{} since {}; no note says so", "change", "earlier"),
    bad=((article(id="first"), recaptured(title="Council quarrels over the lifeboat")),),
    good=(
        (article(id="first"), recaptured(title="Lifeboat station to be rebuilt | Westhaven Courier")),
        (article(id="first"), recaptured(NOTED, title="Council quarrels over the lifeboat")),
    ),
)
