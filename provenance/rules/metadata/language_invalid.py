import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="MET007",
    name="language-invalid",
    severity="warning",
    summary="The declared language is not a language tag (BCP 47).",
    rationale="`English` or `en_GB` are understood by some tools and dropped by others: write `en` or `en-GB`.",
    reads="articles",
    broken=(~pl.col("language").str.contains(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")).fill_null(value=False),
    message=pl.format("`{}` is not a language tag", pl.col("language").str.slice(0, 40)),
    bad=(article(language="English"), article(language="en_GB")),
    good=(article(), article(language="de"), article(language="zh-Hant-TW"), article(language=None)),
)
