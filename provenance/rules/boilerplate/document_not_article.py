import polars as pl

from provenance.rule import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL014",
    name="document-not-article",
    severity="error",
    summary="The page refused the visitor: an access barrier, a robot test or a parked domain.",
    rationale="What was stored is no article at all, or not the one that was asked for.",
    evidence="Whole sentences of known services; 2 of 2,385 stored pages, none of 1,531 edited texts.",
    reads="boilerplate",
    broken=(pl.col("category") == "access-denied") & (pl.col("confidence") >= 0.9),
    message=pl.lit("the page refused the visitor: this may be no article"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(
        article("Access to this page has been denied"),
        "Please verify you are a human\n\nThe bridge is closed to lorries from Monday on.",
    ),
    good=(article("The firm was denied access to the harbour after the fire."),),
)
