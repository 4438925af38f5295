import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

KINDS = {
    "file": "it is from an archive",
    "stock": "it is a stock picture",
    "symbol": "it is a symbol picture",
    "montage": "it is a montage",
}
SHOWN = pl.col("status").list.set_intersection(list(KINDS))

RULE = Rule(
    code="CRD008",
    name="credit-not-of-event",
    severity="info",
    summary="The picture is marked as a file, stock or symbol picture, or as a montage: it may not show the event.",
    rationale="Nothing in it may be read as evidence of what the article tells: its date may be another one.",
    reads="captions",
    broken=CONFIDENT & (SHOWN.list.len() > 0).fill_null(value=False),
    message=pl.format(
        "the picture may not show the event: {}",
        SHOWN.list.eval(pl.element().replace_strict(KINDS, default=None)).list.join(", "),
    ),
    bad=(article(captions=["The harbour of Westhaven (Lena Hartmann/AP, File)"]),),
    good=(article(captions=["Volunteers clear the slipway (Lena Hartmann/AP)"]),),
)
