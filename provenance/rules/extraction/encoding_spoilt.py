import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT012",
    name="encoding-spoilt",
    since="0.2.0",
    severity="info",
    summary="Letters that the page has right are spoilt in the text.",
    rationale=(
        "The page was read in a wrong encoding, or its text stored in one that lacks the letters: what stands around"
        " them is the same in both. The original letters are known."
    ),
    reads="extraction",
    broken=(pl.col("kind") == "encoding") & SUSPECTED,
    message=pl.format("“{}” is “{}” in the page: {}", pl.col("text"), pl.col("expected"), PLACE),
    bad=(suspicion("encoding", "Ã©", start=12, end=14, expected="é"),),
    good=(suspicion("caption", "Café at the quay"),),
)
