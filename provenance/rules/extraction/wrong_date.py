import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT010",
    name="wrong-date",
    since="0.2.0",
    severity="info",
    summary="The record has another date of publication than its page states.",
    rationale=(
        "Pages name several dates: of publication, of a change, of other articles. The frame `stated` has them all. A"
        " day more or less may be that of another clock, and is left alone."
    ),
    reads="extraction",
    broken=(pl.col("kind") == "date") & SUSPECTED,
    message=pl.format("the record says {}, the page {}: {}", pl.col("text"), pl.col("expected"), PLACE),
    bad=(suspicion("date", "2024-03-19", expected="2024-03-12", path="json-ld $.datePublished"),),
    good=(suspicion("date", "2024-03-19", expected="2024-03-12", path="time time", confidence=0.5),),
)
