import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import RETOLD, article

RULE = Rule(
    code="COP001",
    name="copy-of-agency-unstated",
    severity="info",
    status="preview",
    since="0.2.0",
    summary="The article has the words of a news agency, and other copies name it, but this one does not.",
    rationale=(
        "The same report in fifty papers is one source, not fifty. Where one copy says from whom it comes, all do come "
        "from there: keep the agency as metadata."
    ),
    reads="clusters",
    broken=pl.col("role").is_in(["copy", "abridged"]) & pl.col("agency").is_not_null() & ~pl.col("stated"),
    message=pl.format(
        "{} % of its words stand in {}, and its copies name {}",
        (pl.col("contained") * 100).round(0).cast(pl.Int64),
        "original",
        "agency",
    ),
    bad=((article(RETOLD, id="wire", publisher="Reuters"), article(RETOLD, id="westhaven")),),
    good=(
        (article(RETOLD, id="wire", publisher="Reuters"), article(RETOLD, id="westhaven", byline="Reuters")),
        (article(RETOLD, id="east"), article(RETOLD, id="west")),
    ),
)
