import polars as pl

from provenance.rules.base import EACH_ARTICLE, Rule
from provenance.rules.examples import article

SURE = pl.col("confidence") >= 0.8  # read by eye: of six between 0.7 and this five had a credit, or were none
_LABEL, _END = 25, 3  # characters beside a credit that stands alone
ALONE = (pl.col("credit_start") - pl.col("start") <= _LABEL) & (pl.col("end") - pl.col("credit_end") <= _END)
NEXT = pl.col("paragraph").shift(-1).over(EACH_ARTICLE) == pl.col("paragraph") + 1
LONGEST = 600  # characters; what is longer is a gallery, or a page
MOVING = pl.col("caption").str.contains(r"^(?:Media|Video) caption")  # a photographer is not what is missing there
CREDITED_BELOW = (NEXT & ALONE.shift(-1).over(EACH_ARTICLE)).fill_null(value=False)

RULE = Rule(
    code="CRD001",
    name="credit-missing",
    severity="info",
    summary="A caption has no credit, nor does a credit stand in the paragraph below it.",
    rationale="Who made the picture, and who may print it, is unknown.",
    reads="captions",
    version=3,
    broken=SURE
    & pl.col("credit").is_null()
    & ~CREDITED_BELOW
    & ~MOVING
    & (pl.col("caption").str.len_chars() <= LONGEST),
    message=pl.lit("the caption names neither photographer nor agency"),
    bad=(article(captions=["Volunteers clear the slipway below the damaged station"]),),
    good=(
        article(captions=["Volunteers clear the slipway below the damaged station (Lena Hartmann/AP)"]),
        article(
            "Image caption Volunteers clear the slipway below the damaged station",
            "Photo: Lena Hartmann/AP",
            "Media caption The volunteers talk about the damaged station",
            "The council met on Monday and voted for the slipway, after a debate of three hours.",
        ),
        article(),
    ),
)
