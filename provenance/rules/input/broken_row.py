import polars as pl

from provenance.rules.base import File, Rule
from provenance.rules.examples import plain

TEXT = plain().replace("\n", " ").replace('"', "'")
TABLE = f'id,title,published,publisher,text\nstation-1,Station,2024-03-12,The Westhaven Post,"{TEXT}"\n'

RULE = Rule(
    code="INP019",
    name="broken-row",
    since="0.2.0",
    severity="error",
    summary="A row of a table cannot be taken apart into the cells that the header names.",
    rationale=(
        "Where a row has more or fewer cells than the header nobody knows which cell is which: a title would be read "
        "as a date, half a text as a whole one. The row is not read; those around it are."
    ),
    evidence="Structural: the cells are not as many as the header names, or a quotation mark never closes.",
    reads="troubles",
    broken=pl.col("kind") == "broken-row",
    message=pl.format("the row is not read: {}", pl.col("detail")),
    bad=(
        File("week.csv", f"{TABLE}station-2,Station\n".encode()),
        File("week.csv", f'{TABLE}station-2,Station,2024-03-12,The Westhaven Post,"The old station\n'.encode()),
    ),
    good=(File("week.csv", TABLE.encode()),),
)
