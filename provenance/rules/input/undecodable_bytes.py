import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain

RULE = Rule(
    code="INP002",
    name="undecodable-bytes",
    severity="error",
    summary="Bytes of the file belong to no encoding that fits the rest.",
    rationale="The characters are lost; what stands in their place (U+FFFD) is not what the publisher wrote.",
    evidence="Structural: a decoder refuses the bytes.",
    reads="troubles",
    broken=pl.col("kind") == "undecodable",
    message=pl.format("bytes that cannot be decoded: {}", pl.col("detail")),
    bad=(File("station.txt", plain("The café is open again – at last.").encode().replace(b"again", b"ag\xffin")),),
    good=(
        File("station.txt", plain("The café is open again – at last.").encode()),
        File("station-1998.txt", plain("The café is open again – at last.").encode("cp1252")),
    ),
)
