import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain

RULE = Rule(
    code="INP017",
    name="binary-file",
    severity="error",
    summary="A file that is named a text holds something else: a picture, an archive, a program.",
    rationale="Its bytes are no words: whatever would be found in them is chance, so nothing is looked for.",
    evidence=(
        "At least 4 control characters other than nulls, and 5 % of all. News texts in thirty encodings have none, or "
        "one in thousands; pictures, archives, programs and random bytes have 10 % and more."
    ),
    reads="troubles",
    broken=pl.col("kind") == "binary",
    message=pl.format("this is not text: {}", pl.col("detail")),
    bad=(
        File("station.txt", bytes(range(256))),
        File("front.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0"),
    ),
    good=(
        plain(),
        File("station-1998.txt", plain("The café is open again – at last.").encode("utf-16")),
        File("wire.txt", plain("The vote was\x1a seven\x01 to two\x02.").encode()),
    ),
)
