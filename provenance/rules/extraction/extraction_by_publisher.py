import polars as pl

from provenance.rules.base import Rows, Rule

PAGES, SHARE = 5, 0.2
_WHAT = pl.col("kind").replace_strict(
    {
        "lost": "paragraphs left out", "truncated": "texts cut off", "caption": "captions kept",
        "furniture": "furniture kept",
        "related": "lists of other articles kept", "comment": "comments kept", "embed": "posts kept as text",
        "date": "another date taken", "title": "the site's title taken", "encoding": "letters spoilt",
    },
    default=None, return_dtype=pl.String,
)  # fmt: skip

RULE = Rule(
    code="EXT013",
    name="extraction-by-publisher",
    since="0.2.0",
    severity="info",
    summary="The same is wrong with the extraction from many pages of a publisher.",
    rationale=(
        "The pages of a publisher share a template: what is wrong with one is wrong with the rest, and is mended in one"
        " place. Told from five pages on, where it is on a fifth of them."
    ),
    reads="extractions",
    broken=((pl.col("articles") >= PAGES) & (pl.col("share") >= SHARE) & _WHAT.is_not_null()).fill_null(value=False),
    message=pl.format(
        "{} on {} % of the pages of {} ({})",
        _WHAT,
        (pl.col("share") * 100).round().cast(pl.Int64),
        pl.when(pl.col("publisher") == "").then(pl.lit("unknown publishers")).otherwise("publisher"),
        pl.col("articles"),
    ),
    bad=(Rows(({"publisher": "Westhaven Courier", "kind": "caption", "articles": 38, "share": 0.38},)),),
    good=(Rows(({"publisher": "Westhaven Courier", "kind": "caption", "articles": 3, "share": 0.38},)),),
)
