import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL014",
    name="document-not-article",
    severity="error",
    summary="The document is no article: an access barrier, a robot test, a parked domain, a wall and little else.",
    rationale="What was stored is no article at all, or not the one that was asked for.",
    evidence=(
        "Whole sentences of known services; 2 of 2,385 stored pages, none of 1,531 edited texts. A document is a wall "
        "where notices of the site cover two thirds of it."
    ),
    reads="boilerplate",
    version=2,
    broken=pl.col("category").is_in(["access-denied", "wall"]) & (pl.col("confidence") >= 0.9),
    message=pl.when(pl.col("category") == "wall")
    .then(pl.lit("little else than notices of the site stands here: this is no article"))
    .otherwise(pl.lit("the page refused the visitor: this may be no article")),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(
        article("Access to this page has been denied"),
        "Please verify you are a human\n\nThe bridge is closed to lorries from Monday on.",
        article(
            text="Wij gebruiken cookies en vergelijkbare technieken. Door verder te gaan geeft u daarvoor toestemming."
        ),
        article(text="Sorry, the page you are looking for could not be found. Please enable JavaScript."),
    ),
    good=(
        article("We use cookies to measure the use of our website."),
        article("The firm was denied access to the harbour after the fire."),
    ),
)
