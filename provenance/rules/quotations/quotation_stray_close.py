import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="QUO003",
    name="quotation-stray-close",
    version=2,
    severity="info",
    summary="A closing quotation mark stands without an opening one.",
    rationale="The beginning of a quotation was cut off or merged into other text; where it began is unknown.",
    reads="flaws",
    broken=pl.col("kind") == "stray-close",
    message=pl.lit("a quotation is closed here that was never opened"),
    bad=(article("The plan was a proven failure,” the harbour master said after the meeting."),),
    good=(
        article("The plan was “a proven failure,” the harbour master said after the meeting."),
        article("Le plan est « un échec », a dit la maire.", "Toutes les actualités »", language="fr"),
    ),
)
