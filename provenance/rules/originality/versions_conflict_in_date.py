import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import RETOLD, article

RULE = Rule(
    code="COP005",
    name="versions-conflict-in-date",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="Two records of one article, of one publisher or address, have publication dates more than a day apart.",
    rationale=(
        "An article is published once. A second record with the same words and another date was dated by its capture, "
        "by an import, or by a change that the text does not show. A day is what two time zones make of one "
        "moment, and no finding."
    ),
    reads="clusters",
    broken=(pl.col("role") == "copy")
    & pl.col("same_place")
    & ((pl.col("published") - pl.col("original_published")).abs() > pl.duration(days=1)).fill_null(value=False),
    message=pl.format(
        "the same article as {}, which is dated {}, not {}", "original", "original_published", "published"
    ),
    bad=((article(RETOLD, id="1", published="2024-03-12"), article(RETOLD, id="2", published="2024-03-14")),),
    good=(
        (article(RETOLD, id="1", published="2024-03-12"), article(RETOLD, id="2", published="2024-03-13")),
        (
            article(RETOLD, id="1", published="2024-03-12"),
            article(RETOLD, id="2", published="2024-03-14", url=None, publisher="Ghent Post"),
        ),
    ),
)
