import base64
import hashlib

import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain, record


def _stated(text: str) -> str:
    """Return the digest of a text as web archives write it."""
    return f"sha1:{base64.b32encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()}"


RULE = Rule(
    code="INP023",
    name="digest-mismatch",
    since="0.2.0",
    severity="error",
    summary="What a record of a web archive holds, or a file of a WACZ, is not what its digest was made of.",
    rationale="The digest is the crawler's word for what it has captured. Where it differs, the evidence was changed.",
    evidence=(
        "Structural: the payload (without its chunks, its content encoding kept) or the block has another digest than "
        "WARC-Payload-Digest or WARC-Block-Digest states; a file of a WACZ another than its datapackage.json states."
    ),
    reads="troubles",
    broken=pl.col("kind") == "digest-mismatch",
    message=pl.format("it is not what was captured: {}", pl.col("detail")),
    bad=(File("week.warc", record(plain(), WARC_Payload_Digest=_stated("another text"))),),
    good=(File("week.warc", record(plain(), WARC_Payload_Digest=_stated(plain()))),),
    references=(
        "https://specs.webrecorder.net/wacz/1.1.1/",
        "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/#warc-payload-digest",
    ),
)
