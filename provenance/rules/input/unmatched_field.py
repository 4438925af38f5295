import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP010",
    name="unmatched-field",
    since="0.2.0",
    severity="error",
    summary="A field is mapped (`--field`, `fields`) to a name that no record has.",
    rationale="A misspelt name is passed over, and the corpus then looks as if it had no dates, authors or addresses.",
    evidence="Structural: the name stands in no record of the whole input.",
    reads="troubles",
    broken=pl.col("kind") == "unmatched-field",
    message=pl.col("detail"),
    bad=(
        Rows(
            (
                {
                    "source": "week.jsonl",
                    "kind": "unmatched-field",
                    "detail": "published is mapped to 'dat', which no record has",
                },
            )
        ),
    ),
    good=(article(),),
)
