import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT007",
    name="entity-left",
    severity="error",
    summary="An HTML entity stands in the text instead of its character.",
    rationale="`&mdash;` is how HTML writes a dash: it was escaped twice, or never decoded.",
    evidence=(
        "Structural: an entity of the HTML standard that decodes to a character. 8 of 2,936 news texts have one, "
        "all real."
    ),
    reads="flaws",
    broken=pl.col("kind") == "entity",
    message=pl.format("an undecoded HTML entity, should read `{}`", pl.col("mended").fill_null("its character")),
    fix=Fix(title="Decode the entity", edit="replace", safe=True, by=pl.col("mended")),
    bad=(article("The plan is ready &mdash; nobody knows who pays for it."),),
    good=(article("The plan is ready — the firm of Smith & Sons; of Westhaven, has drawn it."),),
)
