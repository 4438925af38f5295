"""Which articles stand behind a finding of the corpus: whoever accepts it has looked at these, and at no later ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import polars as pl

from provenance.storage.external import in_order
from provenance.storage.spill import Spilled

BEHIND = pl.Schema({"code": pl.String(), "sha256": pl.String()})
C = pl.col


def of_corpus() -> pl.Expr:
    """Tell which findings speak of the corpus: those that name neither an article nor a file."""
    return C("article").is_null() & C("source").is_null()


def behind(codes: Iterable[str], summary: Spilled) -> pl.DataFrame:
    """Return a digest of the articles behind the findings of the corpus, by rule.

    They are the articles in which the rule finds something; all of the corpus, where it looks at no single ones.

    Args:
        codes: The rules.
        summary: frames.SUMMARY, with a column for each rule that looks at articles, which counts its findings.

    Returns:
        The columns of `BEHIND`.
    """
    digests = {code: _digest(code, summary) for code in codes}
    return pl.DataFrame({"code": [*digests], "sha256": [*digests.values()]}, schema=BEHIND)


def _digest(code: str, summary: Spilled) -> str:
    if code in summary.chunk(0).columns:
        hit = Spilled()
        for chunk in summary.each(("article", "sha256", code)):
            hit.add(chunk.filter(C(code) > 0))
        if hit.height:
            return manifest(hit)
    return manifest(summary.each(("article", "sha256")))


def manifest(summary: Iterable[pl.DataFrame]) -> str:
    """Return one SHA-256 over the digests and ids of records, which come in chunks, whatever their order."""
    lines = (chunk.select(pl.format("{}  {}", "sha256", "article").alias("line")) for chunk in summary)
    digest = hashlib.sha256()
    for chunk in in_order(lines, ["line"]):
        for line in chunk["line"]:
            digest.update(f"{line}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
