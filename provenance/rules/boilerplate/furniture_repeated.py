import polars as pl

from provenance.rules.base import Rule
from provenance.rules.boilerplate.repeated_line import STORIES, TEASER
from provenance.rules.examples import article

COPY = "\n\n".join((*STORIES[0], TEASER))

RULE = Rule(
    code="BPL025",
    name="furniture-repeated",
    severity="info",
    status="preview",
    since="0.2.0",
    summary="A line that the publisher repeats in other articles stands in this one.",
    rationale=(
        "What stands in several articles that are not copies of each other belongs to the pages of their publisher, "
        "whatever it says. repeated-line tells of each such line once; this rule shows it in every article, with what "
        "spoke for it. Lines that the catalogue of phrases knows for certain have findings of their own."
    ),
    evidence=(
        "On labelled pages of publishers with three or more, 9,272 of 9,283 lines that stand on three of them are none "
        "of the article."
    ),
    reads="repetitions",
    broken=pl.col("category").is_null() | (pl.col("category") == "learned"),
    message=pl.format("this line {}; copies count once", "evidence"),
    bad=(tuple(article(text=f"{first}\n\n{TEASER}\n\n{second}") for first, second in STORIES),),
    good=(tuple(article(text="\n\n".join(story)) for story in STORIES), (article(text=COPY),) * 4),
)
