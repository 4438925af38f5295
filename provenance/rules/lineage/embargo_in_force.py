import json

import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import FIELDS, body

NOW = pl.col("clock").dt.truncate("1d")


def item(**more: str) -> File:
    """Return an item of an agency in ninjs."""
    said = {"uri": "urn:coast:1", "type": "text", "versioncreated": FIELDS["captured"], "language": "en"}
    fields = said | {"headline": FIELDS["title"], "byline": FIELDS["byline"], "body_text": body()} | more
    return File("item.json", json.dumps(fields).encode())


UNTIL = pl.col("embargo").dt.strftime("%Y-%m-%d %H:%M UTC")

RULE = Rule(
    code="LIN013",
    name="embargo-in-force",
    severity="error",
    summary="The file says that the article may not be published yet.",
    rationale=(
        "Agencies send texts before the time at which they may be used; whoever hands one on before breaks the terms "
        "under which it came. An import gate sets it aside, and lets it pass on the day after its embargo has ended."
    ),
    evidence="ninjs (IPTC): embargoed. The clock of a run is a day, so the day on which it ends is held back as well.",
    reads="articles",
    since="0.2.0",
    broken=(pl.col("embargo") > NOW).fill_null(value=False),
    message=pl.format("under embargo until {}", UNTIL),
    bad=(item(embargoed="2099-03-12T06:00:00Z"),),
    good=(item(embargoed="2024-03-12T06:00:00Z"), item()),
)
