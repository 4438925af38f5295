import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain

RULE = Rule(
    code="INP007",
    name="empty-file",
    severity="error",
    summary="A file holds nothing, or nothing but white space.",
    rationale="Something was meant to be in it: a download failed, or the export stopped.",
    evidence="Structural: the file has no content.",
    reads="troubles",
    version=2,
    broken=pl.col("kind") == "empty",
    message=pl.format("the file is empty: {}", pl.col("detail")),
    bad=(File("station.txt", b""), File("week.jsonl", b"\n\n")),
    good=(plain(),),
)
