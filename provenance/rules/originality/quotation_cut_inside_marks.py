import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import SAID, quoting

RULE = Rule(
    code="COP007",
    name="quotation-cut-inside-marks",
    severity="info",
    status="preview",
    since="0.2.0",
    summary="Words are missing inside a quotation that other articles have, and no ellipsis says so.",
    rationale="A reader takes what stands between the marks for all that was said between its first word and its last.",
    reads="variants",
    broken=pl.col("kind") == "cut-inside",
    message=pl.format("others quote more words here: {}", pl.col("changed").fill_null("").str.slice(0, 160)),
    bad=((quoting(SAID, id="east"), quoting(SAID, id="south"), quoting(SAID.replace("on the quay ", ""), id="west")),),
    good=(
        (quoting(SAID, id="east"), quoting(SAID, id="south"), quoting(SAID.replace("on the quay", "…"), id="west")),
        (quoting(SAID, id="east"), quoting(SAID.removesuffix(" before the winter storms come back"), id="west")),
    ),
)
