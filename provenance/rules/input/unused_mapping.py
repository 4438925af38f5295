import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP018",
    name="unused-mapping",
    since="0.2.0",
    severity="warning",
    summary="A field is mapped (`--field`, `fields`), and the input has text files only.",
    rationale="Text files have no fields: the mapping does nothing, and the records that were meant may lie elsewhere.",
    reads="troubles",
    broken=pl.col("kind") == "unused-mapping",
    message=pl.col("detail"),
    bad=(
        Rows(
            (
                {
                    "source": "station.txt",
                    "kind": "unused-mapping",
                    "detail": "published is mapped to 'date_publish', and a text file has no fields",
                },
            )
        ),
    ),
    good=(article(),),
)
