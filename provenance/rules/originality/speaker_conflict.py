import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import SAID, quoting

RULE = Rule(
    code="COP008",
    name="speaker-conflict",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="A quotation is given to somebody else than the same words in other articles.",
    rationale=(
        "One of the articles is wrong, or the name was read wrongly: look at both. Two speakers conflict where both "
        "are named and their names have no word in common; pronouns and offices are no names."
    ),
    reads="variants",
    broken=pl.col("kind") == "speaker",
    message=pl.format("the speaker differs: {}", pl.col("changed").fill_null("")),
    bad=((quoting(SAID, id="east"), quoting(SAID, id="south"), quoting(SAID, "Joseph Ndlovu", id="west")),),
    good=((quoting(SAID, id="east"), quoting(SAID, id="south"), quoting(SAID, "Captain Ellison", id="west")),),
)
