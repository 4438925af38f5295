import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT014",
    name="word-parted",
    since="0.2.0",
    severity="warning",
    summary="A word is parted at the end of a line, or its first half stands before it once more.",
    rationale=(
        "Printed newspapers part words; text recognition keeps the halves. No search finds such a word, and it is "
        "counted as two. Whether its hyphen belongs to it (`well-known`) is not known: nothing is mended."
    ),
    reads="flaws",
    broken=pl.col("kind") == "parted",
    message=pl.lit("a word is parted here"),
    bad=(
        article("The council voted seven to two for the har-\nbour wall in the end."),
        article("The Quoti- Quotidien of the bay reported it first."),
        article(text="The old life-\nboat station will be rebuilt in the spring, as the council decided on Tuesday."),
    ),
    good=(
        article("The short- and long-term plans differ."),
        article("A well-known captain spoke -\nand nobody answered."),
        article("Die Vor- und Nachteile liegen auf der Hand."),
    ),
)
