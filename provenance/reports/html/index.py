"""Findings in the order in which they are to be read, with the few numbers that filtering them needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from provenance.reports.html.data import ReportData, RuleInfo
from provenance.reports.html.numbering import GRADES, KEY, Records, groups, records
from provenance.storage.external import in_order, slices
from provenance.storage.spill import Spilled

C = pl.col
NONE = -1

STATUSES = ("new", "known", "accepted")
_LINES = 100_000  # findings whose lines the digest reads at once
_CHUNK = 20_000
NEEDED = (
    *KEY, "code", "name", "severity", "start", "end", "line", "column", "excerpt", "message", "fingerprint", "status",
    "decision", "reason", "decided_by",
)  # fmt: skip
_ORDER = ["grade", "state", "rank", "number", "start", "code", "fingerprint"]


@dataclass(frozen=True, slots=True)
class Index:
    """The findings in triage order, and the articles they stand in.

    `findings` has beside the columns that are told `number` (its article's row in `articles`), `rule` (row in `rules`,
    which are those with findings), `group` (NONE, or the number of the set of identical matches, largest first) and
    `state` (row in `STATUSES`). `numbers` has what is counted of each, held at once: `code, severity, number, group,
    state` and `article, file, read` of `records.findings`. `digest` names exactly this list of findings in this order.
    """

    findings: Spilled
    numbers: pl.DataFrame
    rules: list[RuleInfo]
    records: Records
    digest: str

    def head(self, most: int) -> pl.DataFrame:
        """Return the first findings."""
        return self.findings.chunk(0).head(most)

    def excerpt(self, ordinal: int | None) -> str | None:
        """Return the words of one finding."""
        if ordinal is None:
            return None
        chunk = self.findings.chunk(ordinal // _CHUNK, ("excerpt",))
        return str(chunk["excerpt"][ordinal % _CHUNK])


def build(data: ReportData) -> Index:
    """Order the findings: gravest first, then new ones, then the largest sets of identical matches, then as read."""
    named, identical = records(data), groups(data.findings)
    found = {code for chunk in data.findings.each(("code",)) for code in chunk["code"].unique()}
    with_findings = [rule for rule in data.rules if rule.code in found]
    counted = pl.Enum(sorted(found))
    findings, numbers = Spilled(), []
    for chunk in slices(in_order(_numbered(data, with_findings, named, identical), _ORDER), _CHUNK):
        numbers.append(
            chunk.select(
                C("code").cast(counted), C("severity").cast(GRADES), "number", "group", "state", "article_number",
                "file", "read",
            ).rename({"article_number": "article"})
        )  # fmt: skip
        findings.add(chunk.select(*NEEDED, "number", "rule", "group", "state"))
    return Index(findings, pl.concat(numbers), with_findings, named, _digest(findings))


def _numbered(
    data: ReportData, with_findings: list[RuleInfo], named: Records, identical: pl.Series
) -> Iterator[pl.DataFrame]:
    """Yield the findings as they came, with their numbers."""
    rules = pl.DataFrame({"code": [rule.code for rule in with_findings]}, schema={"code": pl.String}).with_row_index(
        "rule"
    )
    of_finding = named.findings.rename({"article": "article_number"}).with_columns(identical.alias("rank"))
    start = 0
    for chunk in data.findings.each(NEEDED):
        rows = pl.concat([chunk.select(NEEDED), of_finding.slice(start, chunk.height)], how="horizontal")
        start += chunk.height
        yield rows.join(rules, on="code", how="left", maintain_order="left").with_columns(
            state=C("status").replace_strict(STATUSES, range(len(STATUSES)), return_dtype=pl.UInt8),
            grade=C("severity").cast(GRADES).to_physical(),
            group=C("rank").fill_null(NONE),
        )


def _digest(findings: Spilled) -> str:
    digest = sha256()
    for chunk in slices(findings.each(("fingerprint", "code", "severity")), _LINES):
        lines = chunk.select(pl.concat_str("fingerprint", "code", "severity", separator=" ")).to_series()
        digest.update("\n".join(lines.to_list()).encode())
    return digest.hexdigest()
