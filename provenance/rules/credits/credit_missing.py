import polars as pl

from provenance.rule import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

RULE = Rule(
    code="CRD001",
    name="credit-missing",
    severity="info",
    summary="A caption has no credit.",
    rationale="Who made the picture, and who may print it, is unknown.",
    reads="captions",
    broken=CONFIDENT & pl.col("credit").is_null(),
    message=pl.lit("the caption names neither photographer nor agency"),
    bad=(article(captions=["Volunteers clear the slipway below the damaged station"]),),
    good=(article(captions=["Volunteers clear the slipway below the damaged station (Lena Hartmann/AP)"]), article()),
)
