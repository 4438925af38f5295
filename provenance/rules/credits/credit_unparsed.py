import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article


def none(name: str) -> pl.Expr:
    """Nothing stands in the list `name`."""
    return pl.col(name).list.len().fill_null(0) == 0


RULE = Rule(
    code="CRD002",
    name="credit-unparsed",
    severity="info",
    status="preview",
    summary="A credit was found, but neither a person nor an agency nor a kind of picture could be read from it.",
    rationale="It shows where the catalogue of agencies or the grammar of credits lacks a line.",
    reads="captions",
    broken=CONFIDENT & pl.col("credit").is_not_null() & none("photographers") & none("agencies") & none("status"),
    message=pl.format("no name of a person or an agency is known in the credit `{}`", pl.col("credit").fill_null("")),
    bad=(article(captions=["Volunteers clear the slipway. Photo: ??? 4711"]),),
    good=(article(captions=["Volunteers clear the slipway. Photo: Lena Hartmann/AP"]),),
)
