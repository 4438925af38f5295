import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article, plain

SURE = 0.9  # of 19 that a reader found to be none, 18 were less sure
LABEL = 16  # characters of a label, and of marks
ALONE = pl.col("end") - pl.col("start") - (pl.col("credit_end") - pl.col("credit_start")) <= LABEL
CAPTION = "Volunteers clear the slipway below the damaged station in Westhaven (Lena Hartmann/AP)"

RULE = Rule(
    code="CAP001",
    name="caption-in-body",
    severity="warning",
    summary="A photo caption stands in the text as if it were a paragraph of the article.",
    rationale=(
        "A caption speaks of a picture, has another author and other rights, and often another date; it breaks "
        "quotations."
    ),
    reads="captions",
    broken=CONFIDENT & pl.col("paragraph").is_not_null(),
    message=pl.when(pl.col("credit").is_null())
    .then(pl.lit("a photo caption is read as body text"))
    .when(ALONE)
    .then(pl.format("a photo credit ({}) is read as body text", pl.col("credit")))
    .otherwise(pl.format("a photo caption (credit: {}) is read as body text", pl.col("credit"))),
    fix=Fix(
        title="Move the caption out of the text, with its credit",
        edit="lift",
        safe=True,
        into="captions",
        safe_from=SURE,
    ),
    bad=(article(CAPTION), plain(CAPTION)),
    good=(
        article(captions=[CAPTION]),
        article("The station stands on the quay (built in 1911/12)."),
        article("Shares of the builder fell by two per cent (BNPP.PA) after the vote."),
    ),
)
