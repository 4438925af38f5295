import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="INP005",
    name="wrong-type",
    severity="error",
    summary="A field holds a value of another type than it should: a number for a text, a text for a list.",
    rationale="A reader that converts in silence hides that two fields were swapped or that an export failed.",
    evidence="Structural: the type of the value is not the type of the field.",
    reads="troubles",
    version=2,
    broken=pl.col("kind") == "wrong-type",
    message=pl.format("a value of the wrong type: {}", pl.col("detail")),
    bad=(article(text=4711), article(title=["Lifeboat station", "to be rebuilt"])),
    good=(article(), article(byline=["Mara Ellison", "Joseph Ndlovu"])),
)
