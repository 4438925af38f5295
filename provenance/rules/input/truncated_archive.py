import gzip

import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain

WHOLE = gzip.compress(plain().encode(), mtime=0)

RULE = Rule(
    code="INP003",
    name="truncated-archive",
    severity="error",
    summary="A compressed file ends too early, is damaged, or goes on after its end.",
    rationale="A download or a copy was cut off; nobody can say how many articles are missing.",
    evidence="Structural: the checksum or the end mark of the compression is missing.",
    reads="troubles",
    broken=pl.col("kind") == "truncated",
    message=pl.format("the compressed file is damaged: {}", pl.col("detail")),
    bad=(File("station.txt.gz", WHOLE[:-40]), File("station.txt.gz", WHOLE + b"no archive")),
    good=(File("station.txt.gz", WHOLE),),
)
