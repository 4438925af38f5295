"""Which findings a baseline remembers, and which of the remembered ones are gone: brought together on disk."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from provenance.rules.fingerprints import OF_ALIASES, aliases, renamed
from provenance.rules.registry import replaced
from provenance.storage.external import paired, turned
from provenance.storage.spill import Spilled

C = pl.col
_TURN = "turn"


def mark_known(findings: Spilled, remembered: Spilled) -> tuple[Spilled, pl.DataFrame]:
    """Give findings the status known where they are remembered.

    Args:
        findings: frames.FINDINGS in the order of the report; all of an article in one chunk.
        remembered: What is remembered, with a `fingerprint`; its other columns are kept.

    Returns:
        The findings, and what is remembered and not found, under the fingerprints of today.
    """
    if not remembered.height:
        return findings, pl.concat(remembered)
    rows = max(findings.height, remembered.height)
    sides = {
        "found": turned(findings.each(("fingerprint",)), _TURN),
        "remembered": _of_today(findings, turned(remembered, _TURN), rows),
    }
    known, gone = [], []
    for part in paired(sides, C("fingerprint"), rows):
        known.append(part["found"].join(part["remembered"], on="fingerprint", how="semi")[_TURN])
        gone.append(part["remembered"].join(part["found"], on="fingerprint", how="anti"))
    return _marked(findings, pl.concat(known)), pl.concat(gone).sort(_TURN).drop(_TURN)


def _of_today(findings: Spilled, remembered: Iterable[pl.DataFrame], rows: int) -> Iterable[pl.DataFrame]:
    """Yield what is remembered with the fingerprints of today: see `aliases`."""
    others = Spilled()
    for chunk in findings.each(OF_ALIASES):
        others.add(aliases(chunk, None, replaced()).rename({"fingerprint": "today", "alias": "fingerprint"}))
    if not others.height:
        return remembered
    today = {"fingerprint": "alias", "today": "fingerprint"}
    return (
        renamed(part["remembered"], part["others"].rename(today))
        for part in paired({"remembered": remembered, "others": others}, C("fingerprint"), rows)
    )


def _marked(findings: Spilled, known: pl.Series) -> Spilled:
    """Return the findings, those whose turns are given as known."""
    is_known = pl.repeat(value=False, n=findings.height, dtype=pl.Boolean, eager=True).scatter(known, values=True)
    marked, start = Spilled(), 0
    for chunk in findings:
        status = pl.when(is_known.slice(start, chunk.height)).then(pl.lit("known")).otherwise("status")
        marked.add(chunk.with_columns(status=status))
        start += chunk.height
    return marked
