import io
import zipfile

import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain


def _archive(text: str) -> bytes:
    """Return a ZIP archive with one text."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("station.txt"), text, zipfile.ZIP_DEFLATED)
    return data.getvalue()


RULE = Rule(
    code="INP021",
    name="archive-limit",
    since="0.2.0",
    severity="error",
    summary="An archive holds more than the policy allows for, or unpacks to far more than it is: a bomb.",
    rationale="A few kilobytes can unpack to terabytes, and keep an import busy for days.",
    evidence=(
        "Structural: sizes, number and depth of the files, as the archive states them or as unpacking shows. The "
        "limits are in `[tool.provenance.archives]`: 200 times the packed size (above 16 MiB), 256 GiB, a million "
        "files, three archives in each other."
    ),
    reads="troubles",
    broken=pl.col("kind") == "archive-limit",
    message=pl.format("the archive goes beyond a limit: {}", pl.col("detail")),
    bad=(File("week.zip", _archive(" " * (17 << 20))),),
    good=(File("week.zip", _archive(plain())),),
    references=("https://www.usenix.org/conference/woot19/presentation/fifield",),
)
