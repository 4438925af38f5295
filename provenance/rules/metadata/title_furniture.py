import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

TITLE, PUBLISHER = pl.col("title").str.strip_chars(), pl.col("publisher").str.strip_chars()
SIGNED = TITLE.str.to_lowercase().str.ends_with(PUBLISHER.str.to_lowercase()) & (TITLE != PUBLISHER)

RULE = Rule(
    code="MET003",
    name="title-furniture",
    severity="info",
    summary="The title carries the name of the site or of its sections.",
    rationale="`… | UK News | Metro` is the name of a browser window; the same article has another title elsewhere.",
    reads="articles",
    broken=(TITLE.str.contains(r"\S\s\|\s\S") | (SIGNED & TITLE.str.contains(r"\s[-–—:·]\s"))).fill_null(value=False),
    message=pl.format("the title carries the name of a site or section: `{}`", pl.col("title").str.slice(0, 120)),
    bad=(
        article(title="Lifeboat station to be rebuilt | News | Westhaven Courier"),
        article(title="Lifeboat station to be rebuilt - Westhaven Courier"),
    ),
    good=(
        article(),
        article(title="Lifeboat station - a plan at last"),
        article(title="The story of the Westhaven Courier"),
    ),
)
