import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP009",
    name="oversized-record",
    severity="error",
    summary="A record is too large to be one article.",
    rationale="Line breaks were lost between records, or a whole book or a picture was stored as text.",
    evidence="Structural: the record is larger than the reader's limit, far above any article.",
    reads="troubles",
    broken=pl.col("kind") == "oversized",
    message=pl.format("the record is too large: {}", pl.col("detail")),
    bad=(
        Rows(
            (
                {
                    "source": "week.jsonl",
                    "record": 3,
                    "line": 4,
                    "byte": 8214,
                    "kind": "oversized",
                    "detail": "67108865 bytes",
                },
            )
        ),
    ),
    good=(article(),),
)
