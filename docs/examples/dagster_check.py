"""A Dagster asset check over a corpus asset: its verdict, and the numbers behind it."""

from __future__ import annotations

from dagster import AssetCheckResult, AssetCheckSeverity, asset, asset_check

import provenance

CORPUS = "corpus"


@asset
def articles() -> str:
    """Fetch the articles of the day; the asset is the folder."""
    return CORPUS


@asset_check(asset=articles, blocking=True)
def provenance_gate(articles: str) -> AssetCheckResult:
    """Hold the articles against the policy; what depends on them waits for it."""
    run = provenance.check_corpus(articles)
    return AssetCheckResult(
        passed=run.verdict.passed,
        severity=AssetCheckSeverity.ERROR if run.verdict.counts["error"] else AssetCheckSeverity.WARN,
        description=run.verdict.sentence,
        metadata={"articles": run.articles, **run.verdict.counts},
    )
