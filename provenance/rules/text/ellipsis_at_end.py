import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body
from provenance.rules.text.text_truncated import COUNTED

RULE = Rule(
    code="TXT015",
    name="ellipsis-at-end",
    severity="info",
    summary="The text ends in an ellipsis, and may break off there.",
    rationale=(
        "Previews end so, and so do those of other articles below one; but an ellipsis ends a thought and a list, too, "
        "and none of its words tells which. TXT010 has the form that nobody writes of his own accord."
    ),
    reads="flaws",
    version=2,
    broken=(pl.col("kind") == "truncated") & ~COUNTED,
    message=pl.lit("the text ends in an ellipsis"),
    confidence=pl.lit(0.6),
    status="preview",
    since="0.2.0",
    bad=(
        article(text=body() + "\n\nThe plan was drawn by the firm that built the first station and that …"),
        article(text=body() + "\n\nThe plan was drawn by the firm that built the first station and that [...]"),
    ),
    good=(
        article(),
        article("Well … that was that, the harbour master said."),
        article(text=body("The plan was drawn by the firm that built the") + " first station prior to [+1234 chars]"),
    ),
)
