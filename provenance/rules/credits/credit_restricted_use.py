import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

OPEN = ["mandatory-credit", "all-rights-reserved", "free-of-charge", "low-quality", "no-cropping"]
LIMITS = pl.col("restrictions").list.set_difference(OPEN)

RULE = Rule(
    code="CRD003",
    name="credit-restricted-use",
    severity="warning",
    summary="The credit limits the use of the picture: no archive, no resale, editorial use only, an embargo.",
    rationale="An archive that keeps or passes on the picture breaks the terms under which it was given.",
    reads="captions",
    broken=CONFIDENT & (LIMITS.list.len() > 0).fill_null(value=False),
    message=pl.format("use of the picture is limited: {}", LIMITS.list.join(", ")),
    bad=(
        article(captions=["The slipway. Lena Hartmann/Handout via REUTERS MANDATORY CREDIT. NO RESALES. NO ARCHIVES."]),
    ),
    good=(article(captions=["Volunteers clear the slipway (Lena Hartmann/AP)"]),),
)
