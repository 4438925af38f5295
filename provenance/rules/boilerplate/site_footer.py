import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article, body

RULE = Rule(
    code="BPL023",
    name="site-footer",
    severity="info",
    summary="A line of the site's footer stands in the text: its terms, its privacy policy, its makers.",
    rationale=(
        "It repeats in all articles of the site. A copyright line of the article itself is not meant: see rights- "
        "notice."
    ),
    reads="boilerplate",
    broken=pl.col("category") == "footer",
    message=pl.lit("a line of the site's footer"),
    fix=Fix(title="Remove it", edit="remove", safe=False),
    bad=(article(text=body() + "\n\nPrivacy Policy"),),
    good=(article("The council has a new policy on privacy."),),
)
