"""What the policy says of findings, one batch after another: ignored, known from before, decided by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from provenance import baseline, decisions
from provenance.frames import FINDINGS
from provenance.pieces import Pieces
from provenance.policy import Policy
from provenance.rules import registry

C = pl.col
_DECIDED = ("decision", "reason", "decided_by")


@dataclass(frozen=True, slots=True)
class Settled:
    """Findings with their status, known findings that are gone, and decisions that no longer hold."""

    findings: Pieces
    gone: pl.DataFrame
    lapsed: pl.DataFrame


def settle(findings: Pieces, summary: Pieces, policy: Policy, versions: Mapping[str, str], today: date) -> Settled:
    """Lay the ignores, the baseline and the decisions of the policy over findings.

    `versions` are those of the selected rules, by code. Raises PolicyError for a file that cannot be read.
    """
    unasked = [rule.code for rule in registry() if rule.code not in versions]
    asked = ~C("code").is_in(unasked).fill_null(value=False)  # what was not looked for is not gone
    remembered = baseline.read(policy.baseline) if policy.baseline else baseline.SCHEMA.to_frame()
    made = decisions.load_all(policy.decisions).filter(asked)
    gone = remembered.filter(asked)
    if policy.per_file_ignores or remembered.height:
        kept = Pieces()
        for batch in findings:
            compared = baseline.compare(_heed_ignores(batch, policy), remembered)
            gone = gone.join(compared, on="fingerprint", how="anti")
            kept.add(compared)
        findings = kept
    concerned = _concerned(findings, made) if made.height else FINDINGS.empty().with_row_index("turn")
    digests = [
        piece.filter(C("article").is_in(concerned["article"].implode()))
        for piece in summary.each(("article", "sha256"))
    ]
    decided = decisions.apply(concerned, made, pl.concat(digests), versions, today)
    if concerned.height:
        findings = _decided(findings, decided.findings)
    return Settled(findings, gone, decided.lapsed)


def _heed_ignores(findings: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    if not policy.per_file_ignores:
        return findings
    sources = findings["source"].drop_nulls().unique()
    pairs = [{"source": source, "code": code} for source in sources for code in policy.ignored_in(source)]
    ignored = pl.DataFrame(pairs, schema={"source": pl.String, "code": pl.String})
    return findings.join(ignored, on=["source", "code"], how="anti", maintain_order="left", nulls_equal=False)


def _concerned(findings: Pieces, made: pl.DataFrame) -> pl.DataFrame:
    """Return the findings of which a decision speaks, each with its `turn` among all."""
    prints, places = made["fingerprint"].drop_nulls(), made.filter(C("fingerprint").is_null())
    named = C("fingerprint").is_in(prints.implode())
    placed = pl.concat_str("article", "code", separator="\0").is_in(
        places.select(pl.concat_str("article", "code", separator="\0")).to_series().implode()
    )
    return pl.concat(piece.filter(named | placed.fill_null(value=False)) for piece in _numbered(findings))


def _decided(findings: Pieces, decided: pl.DataFrame) -> Pieces:
    """Write what was decided into the findings; what was accepted no longer counts."""
    settled = Pieces()
    chosen = decided.select("turn", *_DECIDED)
    status = pl.when(decision="accept").then(pl.lit("accepted")).otherwise("status")
    for piece in _numbered(findings):
        joined = piece.drop(_DECIDED).join(chosen, on="turn", how="left", maintain_order="left")
        settled.add(FINDINGS.conform(joined.with_columns(status=status)))
    return settled


def _numbered(findings: Pieces) -> Iterator[pl.DataFrame]:
    """Yield the pieces with the number of each finding, `turn`, among those of all."""
    turn = 0
    for piece in findings:
        yield piece.with_row_index("turn", turn)
        turn += piece.height
