import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

RULE = Rule(
    code="CRD004",
    name="credit-synthetic-image",
    severity="warning",
    summary="The picture is labelled as made by a machine.",
    rationale="It looks like a record of the event and is none: IPTC keeps the field Digital Source Type for this.",
    reads="captions",
    broken=CONFIDENT & pl.col("status").list.contains("synthetic").fill_null(value=False),
    message=pl.lit("the picture was made by a machine"),
    bad=(article(captions=["How the new station may look (Image: AI-generated)"]),),
    good=(
        article(captions=["Volunteers clear the slipway (Lena Hartmann/AP)"]),
        article("The council voted on AI-generated plans."),
    ),
)
