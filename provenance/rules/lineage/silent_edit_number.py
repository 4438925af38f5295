import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import COUNTED, NOTED, article, recaptured

RULE = Rule(
    code="LIN015",
    name="silent-edit-number",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="A number in the article is another one than in an earlier capture of its page, and no note says so.",
    rationale=(
        "Who has cited the first number cannot know that it was wrong, or which of the two is: a correction "
        "that is not noted looks like a copying error of everybody else."
    ),
    reads="versions",
    broken=(pl.col("kind") == "number") & ~pl.col("noted"),
    message=pl.format("{} since {}; no note says so", "change", "earlier"),
    bad=((article(COUNTED, id="first"), recaptured(COUNTED.replace("12", "14"))),),
    good=(
        (article(COUNTED, id="first"), recaptured(COUNTED.replace("12", "14"), NOTED)),
        (article(COUNTED, id="first"), recaptured(COUNTED)),
    ),
)
