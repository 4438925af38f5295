import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

NOBODY = pl.col("photographers").list.len().fill_null(0) == 0

RULE = Rule(
    code="CRD006",
    name="credit-agency-only",
    severity="info",
    summary="The credit names an agency, but not the photographer.",
    rationale="The maker of the picture (IPTC Creator) stays unknown; the agency may know.",
    reads="captions",
    broken=CONFIDENT & (pl.col("agencies").list.len() > 0).fill_null(value=False) & NOBODY,
    message=pl.format("only the agency is credited ({})", pl.col("agencies").list.join(", ").fill_null("")),
    bad=(article(captions=["Volunteers clear the slipway. Photo: Reuters"]),),
    good=(article(captions=["Volunteers clear the slipway (Lena Hartmann/AP)"]),),
)
