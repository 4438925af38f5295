import io
import zipfile
from stat import S_IFLNK

import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain


def _archive(name: str, link: str = "") -> bytes:
    """Return a ZIP archive with one text, and perhaps a link beside it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), plain())
        if link:
            linked = zipfile.ZipInfo("latest.txt")
            linked.create_system, linked.external_attr = 3, S_IFLNK << 16  # as Unix systems write it
            archive.writestr(linked, link)
    return data.getvalue()


RULE = Rule(
    code="INP020",
    name="unsafe-member",
    since="0.2.0",
    severity="error",
    summary="A file in an archive is not read: it is a link or a device, or its path leads out or to another file.",
    rationale=(
        "An archive is unpacked on trust. Paths that are absolute or lead upwards, links, devices, and two files of "
        "one path are how archives write where they should not, or show two programs two different things."
    ),
    evidence="Structural: what the archive says of its file.",
    reads="troubles",
    broken=pl.col("kind") == "unsafe-member",
    message=pl.format("the file in the archive is not read: {}", pl.col("detail")),
    bad=(File("week.zip", _archive("../station.txt")), File("week.zip", _archive("station.txt", "/srv/station.txt"))),
    good=(File("week.zip", _archive("station.txt")),),
)
