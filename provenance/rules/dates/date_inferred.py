import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import article, plain

SOURCE = pl.col("published_from").replace({"url": "address", "path": "name of the file, for want of anything else"})

RULE = Rule(
    code="DAT014",
    name="date-inferred",
    severity="info",
    summary="No publication date is stated; it was inferred from the address, a dateline or the name of the file.",
    rationale="An inferred date is evidence, not a statement: an archivist may want to confirm it.",
    reads="articles",
    broken=pl.col("published_from").is_in(["url", "dateline", "path"]).fill_null(value=False),
    message=pl.format("the date {} was inferred from the {}", pl.col("published"), SOURCE),
    bad=(
        article(published=None, url="https://www.westhaven-courier.example/2024/03/12/lifeboat-station"),
        File("2024-03-12-station.txt", plain(label="").encode()),
    ),
    good=(article(), plain(), File("2023-03-12-station.txt", plain().encode())),
)
