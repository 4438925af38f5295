import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

RULE = Rule(
    code="DAT017",
    name="capture-in-future",
    since="0.2.0",
    severity="error",
    summary="The moment of capture is more than 36 hours ahead of the clock of the run.",
    rationale=(
        "It proves nothing about the date of publication then, which is held against the clock instead. 36 hours leave "
        "room for every time zone."
    ),
    evidence="Structural: what has been read has been captured.",
    reads="articles",
    broken=(pl.col("captured") > pl.col("seen") + pl.duration(hours=36)).fill_null(value=False),
    message=pl.format(
        "captured on {}, which is still to come: the clock of the run says {}",
        pl.col("captured").dt.date(),
        pl.col("seen").dt.date(),
    ),
    bad=(article(captured="2029-05-01T08:00:00Z"), article(published=None, captured="2024-06-09")),
    good=(article(), article(captured="2024-06-02T08:00:00Z"), article(captured=None)),
)
