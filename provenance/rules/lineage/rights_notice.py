import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

NAME = r"\p{Lu}[\pL.'’-]+"
# A © with a person's name and nothing else stands beneath a picture more often than beneath a text.
PICTURE = pl.col("text").str.contains(rf"^(?:©|\([cC]\))\s?{NAME}(?:\s{NAME}){{1,2}}(?:\s[–/|-]\s\pL+)?$")
FORM = pl.col("text").str.contains(r"(?i)^copyright (?:infringement|policy|notices?|laws?)\b")  # a link to a form
LONGEST = 60  # characters of a name; what is longer has run into the menu beside it
HOLDER = pl.col("party").str.replace(r"\s[-–|•].*$", "").str.replace(r"^(?i:copyright)\s(?:by\s)?", "")
PARTY = pl.when(HOLDER.str.len_chars() <= LONGEST).then(HOLDER)

RULE = Rule(
    code="LIN007",
    name="rights-notice",
    severity="info",
    summary="The text carries a copyright line or a licence.",
    rationale="It says who may use the article: keep it as metadata, and do not count its words.",
    reads="lineage",
    broken=pl.col("kind").is_in(["copyright", "licence"]) & ~(PICTURE | FORM).fill_null(value=False),
    message=pl.when(PARTY.is_null() | (pl.col("kind") == "licence"))
    .then(pl.lit("the notice tells of rights in the text"))
    .otherwise(pl.format("the notice names the holder of the rights: {}", PARTY)),
    bad=(article(text=body() + "\n\nCopyright 2024 The Associated Press. All rights reserved."),),
    good=(
        article("The council holds the copyright of the plan."),
        article("© Ruth Hallam", "The council met again on Friday."),
        article(text=body() + "\n\nCopyright Infringement Notification"),
    ),
)
