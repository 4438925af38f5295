import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

KINDS = ["file", "stock", "symbol", "montage"]
SHOWN = pl.col("status").list.set_intersection(KINDS)

RULE = Rule(
    code="CRD008",
    name="credit-not-of-event",
    severity="info",
    summary="The picture does not show the event: it is a file, stock or symbol picture, or a montage.",
    rationale="Nothing in it may be read as evidence of what the article tells; its date is another one.",
    reads="captions",
    broken=CONFIDENT & (SHOWN.list.len() > 0).fill_null(value=False),
    message=pl.format("the picture is not of the event ({})", SHOWN.list.join(", ")),
    bad=(article(captions=["The harbour of Westhaven (Lena Hartmann/AP, File)"]),),
    good=(article(captions=["Volunteers clear the slipway (Lena Hartmann/AP)"]),),
)
