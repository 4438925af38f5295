import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP016",
    name="record-clash",
    since="0.2.0",
    severity="error",
    summary="The import gate has accepted another record with this id before.",
    rationale=(
        "One id would stand for two texts: a correction, or a mix-up of ids. Which of them is meant is for a person to "
        "say; until then the record that has been accepted stays, and this one is set aside."
    ),
    evidence="Structural: the ids are equal, the bytes are not.",
    reads="troubles",
    broken=pl.col("kind") == "clash",
    message=pl.format("the record cannot be added: {}", pl.col("detail")),
    bad=(
        Rows(
            (
                {
                    "article": "harbour-17",
                    "source": "week.jsonl",
                    "record": 3,
                    "kind": "clash",
                    "detail": "a record with the id 'harbour-17' and other bytes has been accepted before",
                },
            )
        ),
    ),
    good=(article(),),
)
