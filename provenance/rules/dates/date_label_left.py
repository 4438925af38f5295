import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article, plain

RULE = Rule(
    code="DAT013",
    name="date-label-left",
    severity="info",
    summary="The date label of the collecting tool stands in the text.",
    rationale=(
        "It is the usual form of a text file and dates the article, but it is metadata: whoever counts or prints the "
        "words of the article takes it for one. What follows on its line may be the first sentence, and stays."
    ),
    reads="dates",
    broken=pl.col("from") == "label",
    message=pl.format("the text begins with the date label {}", pl.col("raw")),
    fix=Fix(title="Move the label to the field `published`", edit="lift", safe=True, into="published"),
    bad=(plain(), plain("The vote was seven to two.", label=" date 2024-03-12 Westhaven has a new plan.")),
    good=(article(), plain(label="")),
)
