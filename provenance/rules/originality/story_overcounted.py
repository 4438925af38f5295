import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import RETOLD, article

RULE = Rule(
    code="COP003",
    name="story-overcounted",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="More than a tenth of the articles only repeat other articles of the corpus.",
    rationale=(
        "Whatever is counted in such a corpus counts the stories of agencies many times: words, names, themes, and "
        "what a model learns by heart. Count clusters instead of articles."
    ),
    evidence="A structural share; the limit is a convention.",
    reads="originality",
    broken=pl.col("share") > 0.1,
    message=pl.format(
        "{} % of {} articles are copies or abridged; the largest cluster has {}",
        (pl.col("share") * 100).round(1),
        "articles",
        "largest",
    ),
    bad=((article(RETOLD, id="east"), article(RETOLD, id="west")),),
    good=((article(RETOLD, id="east"), article(id="west", text="The vote was seven to two.")),),
)
