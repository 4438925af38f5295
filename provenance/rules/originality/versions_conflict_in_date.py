import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import RETOLD, article

RULE = Rule(
    code="COP005",
    name="versions-conflict-in-date",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="Two records of one article, of the same publisher or address, have different publication dates.",
    rationale=(
        "An article is published once. A second record with the same words and another date was dated by its capture, "
        "by an import, or by a change that the text does not show."
    ),
    reads="clusters",
    broken=(pl.col("role") == "copy")
    & pl.col("same_place")
    & (pl.col("published") != pl.col("original_published")).fill_null(value=False),
    message=pl.format(
        "the same article as {}, which is dated {}, not {}", "original", "original_published", "published"
    ),
    bad=((article(RETOLD, id="1", published="2024-03-12"), article(RETOLD, id="2", published="2024-03-14")),),
    good=(
        (article(RETOLD, id="1", published="2024-03-12"), article(RETOLD, id="2", published="2024-03-12")),
        (
            article(RETOLD, id="1", published="2024-03-12"),
            article(RETOLD, id="2", published="2024-03-14", url=None, publisher="Ghent Post"),
        ),
    ),
)
