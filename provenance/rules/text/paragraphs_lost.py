import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

LONG = 6000  # characters
LINE = 2000  # characters of the mean line: single line breaks part paragraphs, too
TEXT = pl.col("text")
SIZE = TEXT.str.len_chars()
MEAN = SIZE // (TEXT.str.count_matches("\n", literal=True) + 1)

RULE = Rule(
    code="TXT013",
    name="paragraphs-lost",
    severity="info",
    summary="One paragraph has more than 6,000 characters, and hardly a line break.",
    rationale="The breaks between paragraphs were lost, and with them the places of captions, quotations and posts.",
    reads="paragraphs",
    version=2,
    broken=(SIZE > LONG) & (MEAN > LINE),
    message=pl.format("the breaks between paragraphs seem to be lost: one has {} characters", SIZE),
    bad=(
        article(" ".join(f"In the year {year} the crew of the station was called out." for year in range(1870, 2024))),
    ),
    good=(
        article(),
        article("Море размыло сорок метров стены за одну ночь. " * 100),  # 4,600 characters, 8,500 bytes
        article("\n".join(f"In the year {year} the crew of the station was called out." for year in range(1870, 2024))),
    ),
)
