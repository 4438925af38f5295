import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

BEFORE = pl.col("caption").str.head(pl.col("credit_start") - pl.col("start"))

RULE = Rule(
    code="CAP002",
    name="caption-glued",
    severity="warning",
    summary="The label of the credit is glued to the caption before it.",
    rationale="Two fields of the page were joined without a space: words are lost, and splitters see one sentence.",
    reads="captions",
    broken=CONFIDENT & BEFORE.str.contains(r"[\p{Ll}\p{Nd}.!?”’)]\p{Lu}[\p{L} ]{2,20}:\s*$").fill_null(value=False),
    message=pl.format("the credit ({}) is glued to the caption", pl.col("credit").fill_null("")),
    bad=(article(captions=["Volunteers clear the slipway at the damaged stationCredit: PA"]),),
    good=(article(captions=["Volunteers clear the slipway at the damaged station. Credit: PA"]),),
)
