import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article

TEASER = "The Courier brings you the tides, the catch and the weather of the bay every day of the year."
THINGS = ["bridge", "church", "ferry", "library", "market", "mill", "pier", "school", "tower"]
STORIES = tuple(
    (
        f"The {thing} of Westhaven will be repaired this year, as the council decided after a long debate.",
        f"Nobody had expected that the {thing} would be so costly; the work on it is to last until the autumn.",
    )
    for thing in THINGS
)

RULE = Rule(
    code="BPL022",
    name="repeated-line",
    severity="warning",
    summary="One paragraph stands in many articles of one publisher.",
    rationale=(
        "That is how furniture looks that no catalogue knows. Standing notes of the editors and background lines of an "
        "agency repeat as well: look before removing."
    ),
    reads="repeats",
    broken=pl.col("articles") >= 5,
    message=pl.format(
        "this line stands in {} articles {} ({} %{})",
        pl.col("articles"),
        pl.when(pl.col("publisher").fill_null("") == "")
        .then(pl.lit("without a publisher"))
        .otherwise(pl.format("of {}", "publisher")),
        (pl.col("share") * 100).round(1),
        pl.when(pl.col("text").str.contains("[0-9]")).then(pl.lit("; numbers aside")).otherwise(pl.lit("")),
    ),
    bad=(tuple(article(text=f"{first}\n\n{TEASER}\n\n{second}") for first, second in STORIES),),
    good=(tuple(article(text="\n\n".join(story)) for story in STORIES),),
)
