import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import COUNTED, NOTED, QUOTED, article, recaptured

RULE = Rule(
    code="LIN016",
    name="silent-edit-quotation",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="A quotation was altered or removed since an earlier capture of the page, and no note says so.",
    rationale=(
        "What somebody has said does not change: one of the two wordings is wrong, or the words were taken "
        "back without a word."
    ),
    reads="versions",
    broken=(pl.col("kind").is_in(["quotation-altered", "quotation-removed"])) & ~pl.col("noted"),
    message=pl.format("{} since {}; no note says so", "change", "earlier"),
    bad=((article(QUOTED, id="first"), recaptured(QUOTED.replace("not ", ""))),),
    good=(
        (article(QUOTED, id="first"), recaptured(QUOTED.replace("not ", ""), NOTED)),
        (article(QUOTED, id="first"), recaptured(QUOTED, COUNTED)),
    ),
)
