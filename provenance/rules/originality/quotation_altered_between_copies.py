import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import SAID, quoting

RULE = Rule(
    code="COP006",
    name="quotation-altered-between-copies",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="A quotation has other words than the same quotation in other articles.",
    rationale=(
        "Words in quotation marks are somebody's own. Where two articles quote the same utterance in different words, "
        "at most one of them quotes; a changed number or a lost negation turns the sense. The ledger (`utterances`, "
        "`variants`) shows all wordings."
    ),
    reads="variants",
    broken=pl.col("kind").is_in(["changed", "number", "negation"]),
    message=pl.format(
        "others quote this otherwise ({}): {}", "kind", pl.col("changed").fill_null("").str.slice(0, 160)
    ),
    bad=(
        (quoting(SAID, id="east"), quoting(SAID, id="south"), quoting(SAID.replace("four", "three"), id="west")),
        (quoting(SAID, id="east"), quoting(SAID, id="south"), quoting(SAID.replace("shall", "shall not"), id="west")),
    ),
    good=((quoting(SAID, id="east"), quoting(SAID.replace("We shall", "We [the crew] shall"), id="west")),),
)
