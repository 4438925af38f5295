import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import FIELDS, article

_ALIKE = (
    ("no", "nb", "nn", "da"),
    ("bs", "hr", "sr", "sh", "cnr"),
    ("id", "ms"),
    ("gl", "pt"),
    ("cs", "sk"),
    ("he", "iw"),
)
_TEXT = (
    "Der Hafenrat von Westhafen hat am Dienstag beschlossen, die alte Rettungsstation neu zu bauen, die ein Sturm im "
    "Januar beschädigt hatte.\n\nDie Arbeiten sollen im Mai beginnen und kosten etwa zwei Millionen, von denen der "
    "Kreis das meiste schon beiseitegelegt hat. Die Station dient der Bucht seit 1911."
)


def _group(column: str) -> pl.Expr:
    """Return the language of a tag, one name for languages that few words do not tell apart."""
    code = pl.col(column).str.to_lowercase().str.extract(r"^([a-z]{2,3})(?:-|$)")
    return code.replace({other: group[0] for group in _ALIKE for other in group})


RULE = Rule(
    code="MET011",
    name="language-mismatch",
    severity="warning",
    summary="The article is written in another language than its record declares.",
    rationale="Who selects by language gets it, or misses it; what stands in it is read as in the declared one.",
    reads="languages",
    broken=(
        (pl.col("share") >= 0.8) & (pl.col("confidence") >= 0.99) & (_group("language") != _group("articles.language"))
    ).fill_null(value=False),
    message=pl.format(
        "declared `{}`, and {} % of it is `{}`",
        pl.col("articles.language").str.slice(0, 40),
        (pl.col("share") * 100).round(0).cast(pl.Int64),
        "language",
    ),
    extra="languages",
    requires=("language",),
    since="0.2.0",
    references=("BCP 47, Tags for Identifying Languages", "CLD2, Compact Language Detector 2"),
    bad=({**FIELDS, "text": _TEXT, "language": "en"},),
    good=(
        {**FIELDS, "text": _TEXT, "language": "de-AT"},
        {**{name: value for name, value in FIELDS.items() if name != "language"}, "text": _TEXT},
        article(),
        article(language="English"),
        {**FIELDS, "text": "Skuta går til kai. " * 20, "language": "nn"},
    ),
)
