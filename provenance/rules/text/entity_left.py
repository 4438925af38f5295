import polars as pl

from provenance.rule import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT007",
    name="entity-left",
    severity="error",
    summary="An HTML entity stands in the text instead of its character.",
    rationale="`&mdash;` is how HTML writes a dash: it was escaped twice, or never decoded.",
    evidence="Structural: the span is an entity of the HTML standard, and decodes to a character.",
    reads="flaws",
    broken=pl.col("kind") == "entity",
    message=pl.format("an undecoded HTML entity, should read `{}`", pl.col("mended").fill_null("its character")),
    fix=Fix(title="Decode the entity", edit="replace", safe=True, by=pl.col("mended")),
    bad=(article("The plan is ready &mdash; nobody knows who pays for it."),),
    good=(article("The plan is ready — the firm of Smith & Sons; of Westhaven, has drawn it."),),
)
