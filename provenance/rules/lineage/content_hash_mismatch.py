import hashlib

import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body

STATED = pl.col("digest").str.to_lowercase().str.strip_prefix("sha256:").str.extract(r"^([0-9a-f]{64})$")

RULE = Rule(
    code="LIN002",
    name="content-hash-mismatch",
    severity="error",
    summary="The text is not the one whose SHA-256 the record states.",
    rationale="The text was changed after the record was made, and nothing says by whom.",
    evidence="Structural: equal texts have equal digests. What is not a SHA-256 is not compared.",
    reads="articles",
    broken=(pl.col("digest_of_text") != STATED).fill_null(value=False),
    message=pl.format("the record states the digest {}…, but the text has another", STATED.str.head(12)),
    bad=(article(sha256="0" * 64),),
    good=(article(), article(sha256=hashlib.sha256(body().encode()).hexdigest()), article(sha256="none")),
)
