import io
import zipfile
from base64 import b85decode
from zlib import decompress

import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain

_BOMB = decompress(
    b85decode(
        "c-rmUuM5IJ6u|MDn<5Ho5Db<XEn?IlD1v2W#VoTK)Zl{2ABf#z@jvj7F!&$X#AXr(1~HhFdAA@IvoOA&<L(|0uDp2MJKNHYtPmnDXF+r~"
        "p0{htP-L{ETt}|s_J)I!J9e-8xysMX^{bfMCIkQg00008x!Gx<Ybr4PW6N#>00000fUtAYDI>TPcy{s)$^ifX002PfEo+rb@Iv4|?HiN>"
        "00000fY4h%&MS2lP(S#`Nm-|B0{DlUVOv@xtN;Gz<I~p@H1&M_`e9qqm`Z7KRONmN4!r?PjT|f"
    )
)
"""`_archive(" " * (17 << 20))`: to pack seventeen million blanks took each start of the program a tenth of a second."""


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
    bad=(File("week.zip", _BOMB),),
    good=(File("week.zip", _archive(plain())),),
    references=("https://www.usenix.org/conference/woot19/presentation/fifield",),
)
