import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

RULE = Rule(
    code="CRD005",
    name="credit-placeholder",
    severity="info",
    summary="The credit is a filler: uncredited, unknown, no image available.",
    rationale="The field is filled, but no author is recorded.",
    reads="captions",
    broken=CONFIDENT
    & (pl.col("status").list.contains("placeholder") | pl.col("status").list.contains("uncredited")).fill_null(
        value=False
    ),
    message=pl.format("the credit `{}` names nobody", pl.col("credit").fill_null("")),
    bad=(article(captions=["Volunteers clear the slipway (Uncredited/AP)"]),),
    good=(article(captions=["Volunteers clear the slipway (Lena Hartmann/AP)"]),),
)
