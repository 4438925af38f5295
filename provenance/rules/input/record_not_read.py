import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain, record

SOUND = record(plain())

RULE = Rule(
    code="INP024",
    name="record-not-read",
    since="0.2.0",
    severity="info",
    summary="Records of a web archive hold no page or text that was found, and are not read.",
    rationale=(
        "Requests, pictures, redirects and pages that were captured before (revisits) are no articles. How many there "
        "are tells whether an archive holds what its reader thinks it does."
    ),
    reads="troubles",
    broken=pl.col("kind") == "record-not-read",
    message=pl.col("detail"),
    bad=(File("week.warc", SOUND + record("", kind="revisit") + record("GET / HTTP/1.1\r\n\r\n", kind="request")),),
    good=(File("week.warc", SOUND),),
)
