import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, plain

STATED = ("field", "label", "modified", "captured")

RULE = Rule(
    code="DAT002",
    name="date-unparseable",
    severity="error",
    summary="A date is stated, but it is not a calendar date in a form that can be read without guessing.",
    rationale=(
        "A reader that falls back silently invents dates: `Yesterday` or 30 February become a day that looks real."
    ),
    evidence="Structural: the field, label or line of the text says that it is a date, and no calendar has that day.",
    reads="dates",
    broken=(pl.col("from").is_in(STATED) & pl.col("date").is_null())
    | (pl.col("from").eq("dateline") & pl.col("impossible")),
    message=pl.format(
        "`{}` ({}) is not a date that can be read",
        pl.col("raw"),
        pl.col("from").replace("dateline", "a line of the text"),
    ),
    version=2,
    bad=(
        article(published="2022-02-30"),
        article(published="Yesterday"),
        plain(label=" date 2023-13-05 "),
        plain("Published: 31 February 2024", "The vote was seven to two.", label=""),
        plain("WESTHAVEN, Feb 30 (Harbour Press) - The vote was seven to two.", label=""),
    ),
    good=(
        article(published="12 March 2024"),
        article(published="2024-03-12T09:30:00+01:00"),
        plain(),
        plain("Published: 29 February 2024", "The vote was seven to two.", label=""),
        plain("WESTHAVEN, Feb 29 (Harbour Press) - The vote was seven to two.", label=""),
        plain("Version 31.2.2024", "The vote was seven to two.", label=""),
    ),
)
