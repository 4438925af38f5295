import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain

SPOKEN = "The harbour master, Petrović, and his clerk, Kovač, met the mayor, Milić."

RULE = Rule(
    code="INP011",
    name="encoding-guessed",
    since="0.2.0",
    severity="warning",
    summary="The text is not UTF-8, and its bytes fit several encodings that give different letters.",
    rationale="A few foreign letters do not tell the encoding: names may be spelt wrongly, and nobody would notice.",
    reads="troubles",
    broken=pl.col("kind") == "encoding-guessed",
    message=pl.format("the encoding is a guess: {}", pl.col("detail")),
    bad=(File("station-1998.txt", plain(SPOKEN).encode("cp1250")),),
    good=(
        File("station.txt", plain(SPOKEN).encode()),
        File("station-1998.txt", plain("The café in Zürich – and “only” that – is open.").encode("cp1252")),
        plain(),
    ),
)
