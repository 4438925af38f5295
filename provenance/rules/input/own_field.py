import polars as pl

from provenance.rules.base import Rows, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP025",
    name="own-field",
    since="0.2.0",
    severity="info",
    summary="A field is mapped (`--field`, `fields`) to a name that files lack, and is read by its usual name there.",
    rationale=(
        "One mapping is for all files, and those that need none are read without it. Where the usual name holds "
        "something else than the mapped one, such files are better checked by themselves."
    ),
    evidence="Structural: of the first records of the file none has the mapped name, and one has a usual name.",
    reads="troubles",
    broken=pl.col("kind") == "own-field",
    message=pl.col("detail"),
    bad=(
        Rows(
            (
                {
                    "source": "week.jsonl",
                    "kind": "own-field",
                    "detail": "text is mapped to 'body', which no record of week.jsonl has: 'text' is read there",
                },
            )
        ),
    ),
    good=(article(),),
)
