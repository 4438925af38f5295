import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL003",
    name="script-notice",
    severity="error",
    summary="A notice that the page needs JavaScript or another browser stands in the text.",
    rationale="The page was captured by a program that ran no scripts: what they would have loaded is missing.",
    evidence="Whole sentences of browsers; none of 1,531 edited texts has one.",
    reads="boilerplate",
    broken=(pl.col("category") == "noscript") & (pl.col("confidence") >= 0.9),
    message=pl.lit("a notice that the page needs JavaScript"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("Please enable JavaScript to view this page."),),
    good=(article("The developers of the tide table wrote it in JavaScript, a language of the web."),),
)
