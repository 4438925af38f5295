import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

WHAT = {"embargo": "a time before which it may not be used", "usage": "how it may be used"}

RULE = Rule(
    code="LIN014",
    name="terms-noted",
    severity="info",
    summary="A note of an agency says until when, or how, the article may not be used.",
    rationale=(
        "Such notes are for editors, and are terms: keep them as metadata, honour them, do not show them to readers. "
        "Raise the severity, and an import gate holds such articles back until somebody has decided."
    ),
    reads="lineage",
    since="0.2.0",
    broken=pl.col("kind").is_in(list(WHAT)),
    message=pl.format("a note to editors tells {}", pl.col("kind").replace_strict(WHAT, default="its terms")),
    bad=(
        article(text="EMBARGOED UNTIL 00:01 GMT, MONDAY 4 MARCH 2024\n\n" + body()),
        article(text=body() + "\n\nNO ARCHIVES. NO SALES."),
    ),
    good=(article("The embargo on the port was lifted on 4 March 2024, and no sales were made at the auction."),),
)
