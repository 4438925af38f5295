"""What the policy says of findings, one batch after another: ignored, known from before, decided by a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from provenance.frames import FINDINGS
from provenance.frames.steps import no_rows
from provenance.policy import absences, baseline, decisions, stale
from provenance.policy.behind import behind, of_corpus
from provenance.policy.configuration import Policy
from provenance.policy.remembered import mark_known
from provenance.rules.apply import ordered
from provenance.rules.base import Rule
from provenance.rules.fingerprints import ALIASES, OF_ALIASES, aliases, fingerprint, renamed
from provenance.rules.registry import by_code, registry, replaced
from provenance.storage.spill import Spilled

C = pl.col
_DECIDED = ("decision", "reason", "decided_by")


@dataclass(frozen=True, slots=True)
class Applied:
    """Findings with their status, known findings that are gone, decisions that no longer hold."""

    findings: Spilled
    gone: pl.DataFrame
    lapsed: pl.DataFrame
    subsumed: Spilled
    """Findings of single articles for which one of the corpus stands."""


def apply_policy(findings: Spilled, summary: Spilled, policy: Policy, rules: tuple[Rule, ...], today: date) -> Applied:
    """Lay the ignores, the baseline and the decisions of the policy over findings; tell what is structural once.

    `rules` are the selected ones. Raises PolicyError for a file that cannot be read.
    """
    versions = {rule.code: str(rule.version) for rule in rules}
    remembered, made = _entries(policy, versions)
    if policy.per_file_ignores:
        findings = _each(findings, lambda batch: _heed_ignores(batch, policy))
    made = _of_today(findings, made)
    findings, gone = mark_known(findings, remembered)
    structural = _absences(findings, summary, policy, rules)
    if structural.findings.height:
        findings = with_corpus(findings, fingerprint(structural.findings))
    lapsed = no_rows(decisions.LAPSED)
    if made.height:
        concerned = _concerned(findings, made)
        decided = decisions.apply(concerned, made, _digests(concerned, summary), versions, today)
        findings, lapsed = _decided(findings, decided.findings), decided.lapsed
    subsumed = Spilled.of(FINDINGS.empty())
    if structural.findings.height:
        findings, subsumed = absences.subsume(findings, structural)
    gone, lapsed = _explained(gone, lapsed, findings, summary)
    return Applied(findings, gone, lapsed, subsumed)


def _entries(policy: Policy, selected: Mapping[str, str]) -> tuple[Spilled, pl.DataFrame]:
    """Return what is remembered and what was decided, under the codes of today, of all that was looked for.

    What was not looked for is not gone: `selected` has the codes of the rules that were.
    """
    if not policy.baseline and not policy.decisions:
        return Spilled.of(no_rows(baseline.SCHEMA)), no_rows(decisions.SCHEMA)
    asked = ~C("code").is_in([rule.code for rule in registry() if rule.code not in selected]).fill_null(value=False)
    entries = baseline.read(policy.baseline) if policy.baseline else Spilled.of(baseline.SCHEMA.to_frame())
    made = stale.redirect(decisions.load_all(policy.decisions), replaced())
    return _each(entries, lambda chunk: stale.redirect(chunk, replaced()).filter(asked)), made.filter(asked)


def _explained(
    gone: pl.DataFrame, lapsed: pl.DataFrame, findings: Spilled, summary: Spilled
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return known findings that are gone, and decisions that no longer hold, each with the reason."""
    if gone.is_empty() and lapsed.is_empty():
        return no_rows(baseline.GONE), no_rows(decisions.LAPSED)
    named = pl.concat([gone["article"], lapsed["article"]]).drop_nulls().unique().implode()
    read = [chunk.filter(C("article").is_in(named)) for chunk in summary.each(("article", "sha256"))]
    spoiled = [chunk.filter(C("article").is_in(named)) for chunk in findings.each(("article",))]
    articles = pl.concat([*read, *spoiled], how="diagonal").unique()
    present = stale.Present(articles, {code: str(rule.version) for code, rule in by_code().items()})
    known, decided = (
        stale.explain(entries, present).select(*schema) if entries.height else schema.to_frame()
        for entries, schema in ((gone, baseline.GONE), (lapsed, decisions.LAPSED))
    )
    return known, decided


def with_corpus(findings: Spilled, of_corpus: pl.DataFrame) -> Spilled:
    """Add findings that speak of the corpus: such stand last."""
    *_, last = range(len(findings.places))
    joined = Spilled()
    for number, chunk in enumerate(findings):
        joined.add(ordered(pl.concat([chunk, of_corpus])) if number == last else chunk)
    return joined


def with_records(findings: Spilled, more: pl.DataFrame) -> Spilled:
    """Add findings of records, each in its place: the pieces stand in the order of the report."""
    rest, joined = ordered(more), Spilled()
    *_, last = range(len(findings.places))
    for number, chunk in enumerate(findings):
        here = rest.height if number == last else rest.filter(not_after(chunk)).height
        joined.add(ordered(pl.concat([chunk, rest.head(here)])) if here else chunk)
        rest = rest.slice(here)
    return joined


def not_after(chunk: pl.DataFrame) -> pl.Expr:
    """Tell whether a record does not come after the last one of a piece."""
    if chunk.is_empty():
        return pl.lit(value=False)
    source, record = chunk.select("source", "record").row(-1)
    if source is None:
        return pl.lit(value=True)
    same = pl.lit(value=True) if record is None else (C("record") <= record).fill_null(value=False)
    return C("source").lt(source) | (C("source").eq(source) & same)


def _of_today(findings: Spilled, made: pl.DataFrame) -> pl.DataFrame:
    """Return decisions with the fingerprints of today: see `aliases`."""
    prints = made["fingerprint"].drop_nulls()
    if prints.is_empty():
        return made
    chunks = findings.each(OF_ALIASES)
    return renamed(made, pl.concat([ALIASES.to_frame(), *(aliases(chunk, prints, replaced()) for chunk in chunks)]))


def _absences(findings: Spilled, summary: Spilled, policy: Policy, rules: tuple[Rule, ...]) -> absences.Absences:
    sources = absences.counted(summary.each(("source", "record")))
    return absences.find(findings, sources, _ignored(sources["source"], policy), rules)


def _each(findings: Spilled, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Spilled:
    """Return the pieces after `change`."""
    changed = Spilled()
    for chunk in findings:
        changed.add(change(chunk))
    return changed


def _heed_ignores(findings: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    ignored = _ignored(findings["source"], policy)
    return findings.join(ignored, on=["source", "code"], how="anti", maintain_order="left", nulls_equal=False)


def _ignored(sources: pl.Series, policy: Policy) -> pl.DataFrame:
    """Return for which sources the policy switches which rules off: `source, code`."""
    named = sources.drop_nulls().unique() if policy.per_file_ignores else ()
    pairs = [{"source": source, "code": code} for source in named for code in policy.ignored_in(source)]
    return pl.DataFrame(pairs, schema={"source": pl.String, "code": pl.String})


def _concerned(findings: Spilled, made: pl.DataFrame) -> pl.DataFrame:
    """Return the findings of which a decision speaks, each with its `turn` among all."""
    prints, unnamed = made["fingerprint"].drop_nulls(), made.filter(C("fingerprint").is_null())
    named = C("fingerprint").is_in(prints.implode())
    placed = pl.concat_str("article", "code", separator="\0").is_in(
        unnamed.select(pl.concat_str("article", "code", separator="\0")).to_series().implode()
    )
    return pl.concat(chunk.filter(named | placed.fill_null(value=False)) for chunk in _numbered(findings))


def _digests(concerned: pl.DataFrame, summary: Spilled) -> pl.DataFrame:
    """Return the digests of the articles of findings, and of those behind findings of the corpus."""
    named = C("article").is_in(concerned["article"].implode())
    single = [chunk.filter(named) for chunk in summary.each(("article", "sha256"))]
    codes = concerned.filter(of_corpus())["code"].unique().sort()
    of_all = behind(codes, summary)
    return pl.concat([*single, of_all], how="diagonal")


def _decided(findings: Spilled, decided: pl.DataFrame) -> Spilled:
    """Write what was decided into the findings; what was accepted no longer counts."""
    applied = Spilled()
    chosen = decided.select("turn", *_DECIDED)
    status = pl.when(decision="accept").then(pl.lit("accepted")).otherwise("status")
    for chunk in _numbered(findings):
        joined = chunk.drop(_DECIDED).join(chosen, on="turn", how="left", maintain_order="left")
        applied.add(FINDINGS.conform(joined.with_columns(status=status)))
    return applied


def _numbered(findings: Spilled) -> Iterator[pl.DataFrame]:
    """Yield the pieces with the number of each finding, `turn`, among those of all."""
    turn = 0
    for chunk in findings:
        yield chunk.with_row_index("turn", turn)
        turn += chunk.height
