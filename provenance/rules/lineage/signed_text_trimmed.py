import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body, manifest, signed

WHOLE = signed(body(), manifest(action="c2pa.created"))

RULE = Rule(
    code="LIN011",
    name="signed-text-trimmed",
    severity="warning",
    summary="The text carries the beginning of a signature (C2PA), but not its end.",
    rationale=(
        "Signatures stand at the end of a text, in characters that nobody sees: a limit on its length, or a tool that "
        "drops what it takes for noise, has cut this one off, and often words as well."
    ),
    evidence="C2PA Technical Specification 2.4, A.8: the length of the manifest stands before it.",
    reads="credentials",
    since="0.2.0",
    broken=pl.col("state") == "trimmed",
    message=pl.lit("a signature whose end is missing"),
    bad=(article(text=WHOLE[:-9]), article(text=body() + "\n\n-----BEGIN C2PA MANIFEST----- https://a.example/1")),
    good=(article(text=WHOLE), article(text=body() + "\ufeff")),
)
