import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import SUSPECTED
from provenance.rules.examples import suspicion
from provenance.rules.page_places import PLACE

RULE = Rule(
    code="EXT011",
    name="site-title",
    since="0.2.0",
    severity="info",
    summary="The title of the record is the site's name, or has it beside the article's title.",
    rationale="The element `title` of a page names the site as well; the article's own title stands elsewhere.",
    reads="extraction",
    broken=(pl.col("kind") == "title") & SUSPECTED,
    message=pl.format("the title is “{}”, that of the article “{}”: {}", pl.col("text"), pl.col("expected"), PLACE),
    bad=(suspicion("title", "Westhaven Courier", expected="Ferry returns to Westhaven", path="html h1"),),
    good=(suspicion("caption", "Ferry returns to Westhaven"),),
)
