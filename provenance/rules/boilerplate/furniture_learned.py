import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL024",
    name="furniture-learned",
    severity="info",
    summary="A line looks like furniture of a page, although no phrase of the catalogue stands in it.",
    rationale=(
        "Names of buttons, entries of menus and notices have more wordings than any list. Their words, their shape and "
        "what stands beside them are weighed; the message names the words that weigh most."
    ),
    reads="boilerplate",
    broken=pl.col("category") == "learned",
    message=pl.format("this looks like furniture of the page: {}", "pattern"),
    bad=(article("Manage your email subscription"),),
    good=(article("Skip to main content"), article("The manager of the harbour wrote an email on Monday."), article()),
    since="0.2.0",
)
