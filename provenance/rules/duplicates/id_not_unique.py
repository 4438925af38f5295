import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DUP002",
    name="id-not-unique",
    severity="error",
    summary="Two articles have the same id.",
    rationale=(
        "Nothing that is said of the id can be said of one article: findings, corrections and citations are mixed up."
    ),
    evidence="Structural: the ids are equal.",
    reads="duplicates",
    broken=pl.col("kind") == "id",
    message=pl.format("the id belongs to {} articles, the first in {}", "group", "of_place"),
    bad=((article(id="17"), article("The vote was seven to two.", id="17")),),
    good=((article(id="17"), article("The vote was seven to two.", id="18")),),
)
