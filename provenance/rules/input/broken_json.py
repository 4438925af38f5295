import json

import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP004",
    name="broken-json",
    severity="error",
    summary="A record is not valid JSON, bears a field twice, or the file holds other JSON than its name says.",
    rationale="Such a record is not read; a lenient reader would drop it, or invent values, in silence.",
    evidence="Structural: the record, or the file, does not follow the grammar of JSON.",
    reads="troubles",
    version=2,
    broken=pl.col("kind").is_in(["broken-json", "repeated-field", "unread-json"]),
    message=pl.when(pl.col("record").is_null() | (pl.col("kind") == "unread-json"))
    .then("detail")
    .when(pl.col("kind") == "repeated-field")
    .then(pl.format("a field is given twice: {}", "detail"))
    .otherwise(pl.format("the record is not JSON: {}", pl.col("detail"))),
    bad=(
        File("week.jsonl", json.dumps(article()).encode() + b'\n{"text": "The old station is\n'),
        File("week.jsonl", json.dumps(article()).encode()[:-1] + b', "title": "Ferry"}'),
        File("week.jsonl", json.dumps(article(), indent=2).encode()),
        File("week.jsonl", json.dumps([article(), article()], indent=2).encode()),
        File("week.json", json.dumps([article(), article(id="")], indent=2).encode()[:-30]),
        File("week.json", json.dumps({"news": [article()]}).encode()[:-1]),
    ),
    good=(
        File("week.jsonl", json.dumps(article()).encode() + b"\n\n"),
        File("week.json", json.dumps([article()]).encode()),
    ),
)
