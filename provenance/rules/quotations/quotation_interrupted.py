import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

RUNNING = (
    "The harbour master said: “The station has stood empty for nine weeks, and every week has cost us.",
    "“We cannot wait for another winter before the doors open again.”",
)
CAPTION = "Volunteers clear the slipway below the damaged station in Westhaven (Lena Hartmann/AP)"

INTRUDERS = {"caption": "a caption", "embed": "an embedded post", "boilerplate": "page furniture"}

RULE = Rule(
    code="QUO001",
    name="quotation-interrupted",
    severity="warning",
    summary="A caption, a post or page furniture stands in the middle of a running quotation.",
    rationale=(
        "A paragraph that leaves the quotation open is continued by the next one. Whatever was put between them cuts "
        "the second half off from its speaker."
    ),
    reads="quotations",
    broken=pl.col("interrupted_by").is_not_null(),
    message=pl.format(
        "{} stands between this paragraph of the quotation and the next",
        pl.col("interrupted_by").replace(INTRUDERS).fill_null("another paragraph"),
    ),
    bad=(article(RUNNING[0], CAPTION, RUNNING[1]), plain(RUNNING[0], CAPTION, RUNNING[1])),
    good=(article(*RUNNING), article(*RUNNING, CAPTION)),
)
