import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT005",
    name="invisible-character",
    severity="info",
    summary="A soft hyphen, byte order mark, zero-width space or direction mark stands in the text.",
    rationale=(
        "Searches do not find the word that it splits. Joiners within emoji and Persian words belong there and stay."
    ),
    reads="flaws",
    broken=pl.col("kind") == "invisible",
    message=pl.lit("an invisible character stands here"),
    fix=Fix(title="Remove the invisible character", edit="remove", safe=True),
    bad=(article("The news\N{SOFT HYPHEN}paper of the bay was sold in 1998."),),
    good=(article("The newspaper of the bay was sold in 1998. 👨\u200d👩\u200d👧"),),
)
