import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import article, plain

_WORDS = {
    "url": "the address",
    "dateline": "a line of the text",
    "path": "the name of the file, since nothing else tells it",
    "modified": "a line that tells of a change, since nothing else tells it",
}
SOURCE = pl.col("published_from").replace(_WORDS)

RULE = Rule(
    code="DAT014",
    name="date-inferred",
    severity="info",
    summary="No field states the date of publication; it was read in the text, the address or the name of the file.",
    rationale="Such a date is evidence, not a statement of the record: an archivist may want to confirm it.",
    reads="articles",
    broken=pl.col("published_from").is_in(["url", "dateline", "path", "modified"]).fill_null(value=False),
    message=pl.format("no field states the date; {} was read in {}", pl.col("published"), SOURCE),
    bad=(
        article(published=None, url="https://www.westhaven-courier.example/2024/03/12/lifeboat-station"),
        File("2024-03-12-station.txt", plain(label="").encode()),
        plain("Last updated 12 March 2024", label=""),
    ),
    good=(article(), plain(), File("2023-03-12-station.txt", plain().encode())),
)
