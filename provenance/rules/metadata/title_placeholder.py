import polars as pl

from provenance.catalogues import load
from provenance.rules.base import Rule
from provenance.rules.examples import article

FILLERS = load("fillers").filter(pl.col("field") == "title")["text"].to_list()
TITLE = pl.col("title").str.strip_chars()

RULE = Rule(
    code="MET002",
    name="title-placeholder",
    severity="error",
    summary="The title is a filler: a printed null, a template variable, an address, or the message of an error page.",
    rationale="It looks like a title and is counted as one; often the whole page is not an article.",
    evidence="Structural: the whole title equals a filler of the catalogue, is an address, or is an unfilled variable.",
    reads="articles",
    broken=(
        TITLE.str.to_lowercase().is_in(FILLERS) | TITLE.str.contains(r"^(https?://\S+|\{\{.*\}\}|\$\{.*\})$")
    ).fill_null(value=False),
    message=pl.format("the title is `{}`", pl.col("title").str.slice(0, 80)),
    bad=(
        article(title="undefined"),
        article(title="https://www.westhaven-courier.example/news/1"),
        article(title="{{title}}"),
    ),
    good=(article(), article(title="The undefined role of the harbour council"), article(title=None)),
)
