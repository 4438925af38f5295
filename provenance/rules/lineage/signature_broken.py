import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body, manifest, signed

WHY = {
    "broken": "a signature that cannot be read",
    "altered": "the text is not the one that was signed",
    "several": "more than one signature, of which none counts",
}
UNSOUND = ~pl.col("sound").fill_null(value=True)
MADE = manifest(action="c2pa.created")

RULE = Rule(
    code="LIN010",
    name="signature-broken",
    severity="warning",
    summary="The text carries a signature (C2PA) that cannot be read, or that is of another text.",
    rationale=(
        "Whoever looks the signature up is told that the article was tampered with. Something on the way has changed "
        "the text or the signature: read the articles again from where they were signed."
    ),
    evidence="C2PA Technical Specification 2.4, A.8: a text carries one manifest, bound to it by a digest.",
    reads="credentials",
    since="0.2.0",
    broken=pl.col("state").is_in(list(WHY)) | UNSOUND,
    message=pl.when(pl.col("state").is_in(list(WHY)) & ~UNSOUND)
    .then(pl.col("state").replace_strict(WHY, default=""))
    .otherwise(pl.lit("its manifest is not as its signer left it")),
    bad=(
        article(text=signed(body(), b"no manifest")),
        article(text=signed(body(), MADE.replace(b"c2pa.claim", b"c2pa.other"))),
    ),
    good=(article(text=signed(body(), MADE)), article(text=signed(body(), MADE)[:-9]), article()),
)
