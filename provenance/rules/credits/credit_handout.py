import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

RULE = Rule(
    code="CRD007",
    name="credit-handout",
    severity="info",
    summary="The picture was supplied by somebody who is part of the story.",
    rationale="A handout shows what its giver wants to show, and often may not be kept or passed on.",
    reads="captions",
    broken=CONFIDENT
    & (pl.col("status").list.contains("handout") | pl.col("status").list.contains("third-party")).fill_null(
        value=False
    ),
    message=pl.format("a supplied picture (credit: {})", pl.col("credit").fill_null("none")),
    bad=(article(captions=["The plan of the new station (Photo: Handout)"]),),
    good=(article(captions=["Volunteers clear the slipway (Lena Hartmann/AP)"]),),
)
