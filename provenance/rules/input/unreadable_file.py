import json

import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP001",
    name="unreadable-file",
    severity="error",
    summary="A file could not be read.",
    rationale="Its articles are missing from the corpus and from every figure about it.",
    evidence="Structural: the file system or the file's own format refuses it.",
    reads="troubles",
    broken=pl.col("kind") == "unreadable",
    message=pl.format("the file cannot be read: {}", pl.col("detail")),
    bad=(File("week.parquet", b"this is no Parquet file"),),
    good=(File("station.jsonl", json.dumps(article()).encode()),),
)
