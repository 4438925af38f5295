import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT006",
    name="markup-left",
    severity="error",
    summary="HTML tags, scripts, style sheets or shortcodes stand in the text.",
    rationale="They are instructions to a browser, not words: they break tokenisers and can be run by a careless page.",
    evidence=(
        "Measured on 2,936 news texts by eye: 5 have it, 4 of them real; the fifth is a sketch of JSON in a "
        "reader's comment."
    ),
    reads="flaws",
    broken=pl.col("kind") == "markup",
    message=pl.lit("markup of the page stands in the text"),
    fix=Fix(title="Remove the markup", edit="remove", safe=False),
    bad=(article('The plan is <a href="https://www.westhaven.example/plan">on show in the town hall.'),),
    good=(
        article("The plan is on show in the town hall."),
        article("Waves of <2 metres and winds of >30 knots are usual."),
    ),
)
