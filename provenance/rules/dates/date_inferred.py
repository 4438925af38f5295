import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import article, plain

_WORDS = {
    "url": "address",
    "path": "name of the file, for want of anything else",
    "modified": "line that tells of a change, for want of anything else",
}
SOURCE = pl.col("published_from").replace(_WORDS)

RULE = Rule(
    code="DAT014",
    name="date-inferred",
    severity="info",
    summary="No publication date is stated; it was inferred from the address, the head or the name of the file.",
    rationale="An inferred date is evidence, not a statement: an archivist may want to confirm it.",
    reads="articles",
    broken=pl.col("published_from").is_in(["url", "dateline", "path", "modified"]).fill_null(value=False),
    message=pl.format("the date {} was inferred from the {}", pl.col("published"), SOURCE),
    bad=(
        article(published=None, url="https://www.westhaven-courier.example/2024/03/12/lifeboat-station"),
        File("2024-03-12-station.txt", plain(label="").encode()),
        plain("Last updated 12 March 2024", label=""),
    ),
    good=(article(), plain(), File("2023-03-12-station.txt", plain().encode())),
)
