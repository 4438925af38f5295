"""Which articles stand behind a finding of the corpus: whoever accepts it has looked at these, and at no later ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable

import polars as pl

BEHIND = pl.Schema({"code": pl.String(), "sha256": pl.String()})
C = pl.col


def of_corpus() -> pl.Expr:
    """Tell which findings speak of the corpus: those that name neither an article nor a file."""
    return C("article").is_null() & C("source").is_null()


def behind(
    codes: Iterable[str], columns: Collection[str], read: Callable[[tuple[str, ...]], pl.DataFrame]
) -> pl.DataFrame:
    """Return a digest of the articles behind the findings of the corpus, by rule.

    They are the articles in which the rule finds something; all of the corpus, where it looks at no single ones.

    Args:
        codes: The rules.
        columns: Those of the summary; one for each rule that looks at articles counts its findings.
        read: Returns some columns of the summary.

    Returns:
        The columns of `BEHIND`.
    """
    digests = {code: _digest(code, columns, read) for code in codes}
    return pl.DataFrame({"code": [*digests], "sha256": [*digests.values()]}, schema=BEHIND)


def _digest(code: str, columns: Collection[str], read: Callable[[tuple[str, ...]], pl.DataFrame]) -> str:
    counted = (code,) if code in columns else ()
    articles = read(("article", "sha256", *counted))
    hit = articles.filter(C(code) > 0) if counted else articles
    return manifest(hit if hit.height else articles)


def manifest(summary: pl.DataFrame) -> str:
    """Return one SHA-256 over the digests and ids of records, whatever their order."""
    lines = summary.select(pl.format("{}  {}", "sha256", "article")).to_series().sort()
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
