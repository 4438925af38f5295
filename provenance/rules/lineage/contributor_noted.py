import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="LIN009",
    name="contributor-noted",
    severity="info",
    summary="A note names people who contributed to the article.",
    rationale=(
        "They belong to its authors (schema.org contributor), and no byline names them: keep the note as metadata."
    ),
    reads="lineage",
    version=2,
    broken=pl.col("kind") == "contributor",
    message=pl.lit("the note names people who contributed to the article"),
    bad=(
        article(text=body() + "\n\nJoseph Ndlovu contributed to this report."),
        article(text=body() + "\n\nHale reported from Portness, and Ana Ruiz from Oslo."),
    ),
    good=(
        article("The town contributed two hundred pounds to this report on the tides."),
        article(text=body() + "\n\nFollow Ana Ruiz on Twitter @anaruiz."),
        article(text=body() + "\n\nHale reported from Portness."),
    ),
)
