import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="MET006",
    name="language-missing",
    severity="info",
    summary="A record that carries metadata declares no language.",
    rationale=(
        "Rules for quotation marks and dates differ from language to language. 308 of 2,385 stored pages declare none."
    ),
    reads="articles",
    broken=pl.col("record").is_not_null() & pl.col("language").is_null(),
    message=pl.lit("no language is declared"),
    lacks=("language",),
    bad=(article(language=None),),
    good=(article(), plain()),
)
