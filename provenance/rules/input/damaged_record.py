import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain, record

SOUND = record(plain())

RULE = Rule(
    code="INP022",
    name="damaged-record",
    since="0.2.0",
    severity="error",
    summary="A record of a web archive is cut off or damaged, or bytes stand between records that are none.",
    rationale=(
        "A crawler that was stopped, or a copy that broke off, leaves half a page that looks like a whole one. The "
        "records before and behind are read."
    ),
    evidence="Structural: no record begins or ends where the header says, or what it holds cannot be decoded.",
    reads="troubles",
    broken=pl.col("kind") == "damaged-record",
    message=pl.format("the web archive is damaged: {}", pl.col("detail")),
    bad=(
        File("week.warc", SOUND + record(plain(), number="2")[:-200]),
        File("week.warc", SOUND + b"no record" + record(plain(), number="2")),
        File("week.warc", record(plain(), WARC_Truncated="length")),
    ),
    good=(File("week.warc", SOUND),),
    references=("https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",),
)
