import polars as pl

from provenance.rules.base import Rule
from provenance.rules.embeds.embed_undated import EMPTY
from provenance.rules.examples import article

RULE = Rule(
    code="EMB004",
    name="embed-unsigned",
    severity="info",
    summary="An embedded post names neither its author nor an account.",
    rationale="Words of an unknown person stand in the text: nobody can be asked and nothing can be checked.",
    reads="embeds",
    version=2,
    broken=pl.col("author").is_null() & pl.col("handle").is_null() & ~pl.col("marked_up") & ~EMPTY,
    message=pl.format("a post ({}) without an author", pl.col("platform")),
    bad=(article("The slipway is open at last! pic.twitter.com/q7Rk2vXw1L"),),
    good=(
        article("The slipway is open at last. — Ann Tolley (@anntolley) March 12, 2024"),
        article('<tweet tweet-id="1"><tweet/>'),
    ),
)
