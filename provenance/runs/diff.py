"""Two runs compared: what is new, what was fixed, what stayed; which articles vanished, came, or shrank."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import polars as pl

from provenance.errors import UsageError, hint
from provenance.frames import VERSIONS
from provenance.policy.configuration import Policy
from provenance.policy.verdict import failing
from provenance.printing import many, visible
from provenance.rules.fingerprints import OF_ALIASES, aliases, renamed
from provenance.rules.registry import replaced
from provenance.runs import diff_page
from provenance.runs.run import Run
from provenance.storage.external import Divided, enough, in_order, paired, turned
from provenance.storage.spill import Spilled

SHRUNKEN = 0.5
"""An article has shrunk if this share of its characters, or less, is left."""
FORMATS = ("full", "json", "markdown", "html")
ALTERED = pl.Schema({"article": pl.String(), "characters": pl.Int64(), "left": pl.Int64()})
C = pl.col
_TITLES = {"new": "New findings", "fixed": "Fixed findings", "gone": "Findings of vanished articles"}
_TURN = "turn"  # a column of no frame
_FINDING = ("article", "code", "severity", "source", "line", "message", "fingerprint", "status")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Findings by fingerprint, articles by id; all in chunks."""

    new: Spilled
    fixed: Spilled
    gone: Spilled
    """Findings that are no longer there because their articles are not: nobody has fixed them."""
    persisting: Spilled
    came: Spilled
    vanished: Spilled
    shrunken: Spilled
    altered: Spilled = field(default_factory=lambda: Spilled.of(ALTERED.to_frame()))
    """Articles whose records are other bytes than before."""
    facts: Spilled = field(default_factory=lambda: Spilled.of(VERSIONS.empty()))
    """What has changed in these: frames.VERSIONS. Empty where the facts of a run are not there."""


def compare(before: Run, after: Run) -> Difference:
    """Return what changed from one run to the other; equal fingerprints are brought together on disk."""
    rows = max(run.found.height + run.subsumed.height for run in (before, after))
    sides = {
        "old": _renamed(turned(before.unfolded(_FINDING), _TURN), aliases_of(after), rows),
        "new": turned(after.unfolded(_FINDING), _TURN),
    }
    new, fixed, persisting = Spilled(), Spilled(), Spilled()
    for part in paired(sides, C("fingerprint"), rows):
        new.add(part["new"].join(part["old"], on="fingerprint", how="anti", maintain_order="left"))
        fixed.add(part["old"].join(part["new"], on="fingerprint", how="anti", maintain_order="left"))
        persisting.add(part["new"].join(part["old"], on="fingerprint", how="semi", maintain_order="left"))
    came, vanished, shrunken, altered = _of_articles(before, after)
    fixed, gone = _apart(fixed, vanished)
    return Difference(
        new=_in_order(new, _TURN), fixed=_in_order(fixed, _TURN), gone=_in_order(gone, _TURN),
        persisting=_in_order(persisting, _TURN),
        came=_in_order(came, "article"), vanished=_in_order(vanished, "article"),
        shrunken=_in_order(shrunken, "article"), altered=_in_order(altered, "article"),
    )  # fmt: skip


def aliases_of(run: Run) -> Spilled:
    """Return by which other fingerprints the findings of a run may be remembered: the columns of `ALIASES`."""
    known = Spilled()
    of = pl.coalesce("article", "source", pl.lit(""))
    for part in Divided(run.unfolded(OF_ALIASES), of.hash(0), enough(run.found.height + run.subsumed.height)):
        known.add(aliases(part, None, replaced()))
    return known


def _renamed(findings: Iterable[pl.DataFrame], known: Spilled, rows: int) -> Iterable[pl.DataFrame]:
    """Give findings the fingerprints of today."""
    if not known.height:
        return findings
    sides = {
        "findings": findings,
        "known": (chunk.rename({"fingerprint": "today", "alias": "fingerprint"}) for chunk in known),
    }
    return (
        renamed(part["findings"], part["known"].rename({"fingerprint": "alias", "today": "fingerprint"}))
        for part in paired(sides, C("fingerprint"), rows)
    )


def _of_articles(before: Run, after: Run) -> tuple[Spilled, Spilled, Spilled, Spilled]:
    """Return the articles that came, that vanished, that have shrunk, and whose records are other bytes than before."""
    known = ("article", "characters", "sha256")
    sides = {name: run.counted.each(known) for name, run in (("was", before), ("now", after))}
    came, vanished, shrunken, altered = Spilled(), Spilled(), Spilled(), Spilled()
    for part in paired(sides, C("article"), max(before.articles, after.articles)):
        was, now = (part[name].select(known).unique("article", keep="first") for name in sides)
        both = was.join(now.rename({"characters": "left", "sha256": "digest"}), on="article")
        came.add(now.join(was, on="article", how="anti").drop("sha256"))
        vanished.add(was.join(now, on="article", how="anti").drop("sha256"))
        shrunken.add(both.filter(C("left") <= C("characters") * SHRUNKEN).select(ALTERED.names()))
        altered.add(both.filter(C("sha256") != C("digest")).select(ALTERED.names()))
    return came, vanished, shrunken, altered


def _apart(findings: Spilled, vanished: Spilled) -> tuple[Spilled, Spilled]:
    """Return the findings that are of no vanished article, and those that are of one."""
    fixed, gone = Spilled(), Spilled()
    for part in paired({"findings": findings, "vanished": vanished}, C("article"), findings.height + vanished.height):
        fixed.add(part["findings"].join(part["vanished"], on="article", how="anti", maintain_order="left"))
        gone.add(part["findings"].join(part["vanished"], on="article", how="semi", maintain_order="left"))
    return fixed, gone


def _in_order(rows: Spilled, by: str) -> Spilled:
    ordered = Spilled()
    for chunk in in_order(rows, [by]):
        ordered.add(chunk.drop(_TURN, strict=False))
    return ordered


def counting(difference: Difference, policy: Policy) -> int:
    """Return how many of the new findings fail the gate: grave enough for `policy`, in no baseline, not accepted."""
    return sum(failing(chunk.filter(status="new"), policy).height for chunk in difference.new)


def told_of_corpus(later: Run) -> str:
    """Say why the later run tells fewer findings than are counted here, where it does."""
    return f"; by article: {told}" if (told := later.told_of_corpus) else ""


def render(
    difference: Difference, output_format: str, title: str = "Since the last accession", aside: str = ""
) -> Iterator[str]:
    """Yield the difference in lines, a summary first.

    Args:
        difference: What has changed.
        output_format: One of `FORMATS`.
        title: What stands above a page.
        aside: What is said behind the summary, as `told_of_corpus` returns it.

    Yields:
        The lines.

    Raises:
        UsageError: There is no such format.
    """
    summary = _summary(difference) + aside
    if output_format == "json":
        yield from _json(difference)
    elif output_format == "full":
        yield from _full(difference, summary)
    elif output_format == "markdown":
        yield from _markdown(difference, summary)
    elif output_format == "html":
        yield from diff_page.render(vars(difference), title, summary)
    else:
        message = f"unknown format {output_format!r}{hint(output_format, FORMATS)}; formats: {', '.join(FORMATS)}"
        raise UsageError(message)


def _rows(chunks: Spilled) -> Iterator[dict[str, Any]]:
    return (row for chunk in chunks for row in chunk.iter_rows(named=True))


def _json(difference: Difference) -> Iterator[str]:
    """Yield one object with a list of objects for each kind of change."""
    names = [item.name for item in fields(difference)]
    yield "{"
    for name in names:
        chunks, comma = getattr(difference, name), "" if name == names[-1] else ","
        yield f' "{name}": [' if chunks.height else f' "{name}": []{comma}'
        for number, row in enumerate(_rows(chunks), 1):
            text = json.dumps(row, ensure_ascii=False, indent=1, default=str).replace("\n", "\n  ")
            yield f"  {text}{'' if number == chunks.height else ','}"
        if chunks.height:
            yield f" ]{comma}"
    yield "}"


def _summary(difference: Difference) -> str:
    counts = {item.name: getattr(difference, item.name).height for item in fields(difference)}
    facts = f"; {many(counts['facts'], 'change')} in them" if counts["facts"] else ""
    gone = f"{counts['gone']:,} gone with {'its article' if counts['gone'] == 1 else 'their articles'}, "
    return (
        f"{many(counts['new'], 'new finding')}, {counts['fixed']:,} fixed, {gone if counts['gone'] else ''}"
        f"{counts['persisting']:,} persisting; "
        f"{many(counts['came'], 'article')} came, {counts['vanished']:,} vanished, {counts['shrunken']:,} shrank"
        f", {counts['altered']:,} {'was' if counts['altered'] == 1 else 'were'} altered{facts}"
    )


def _full(difference: Difference, summary: str) -> Iterator[str]:
    yield summary
    for name, sign in (("new", "+"), ("fixed", "-"), ("gone", "x")):
        for row in _rows(getattr(difference, name)):
            yield f"{sign} {visible(_place(row))}: {row['code']} {row['severity']} {visible(row['message'])}"
    for row in _rows(difference.vanished):
        yield f"! {visible(row['article'])} has vanished"
    for row in _rows(difference.shrunken):
        yield f"! {visible(row['article'])} has shrunk from {row['characters']:,} to {row['left']:,} characters"
    for row in _rows(difference.facts):
        yield f"~ {visible(row['article'])}: {visible(row['change'])}{' (noted)' if row['noted'] else ''}"


def _markdown(difference: Difference, summary: str) -> Iterator[str]:
    """Yield the difference for a comment on a change: the summary, then a table for what there is of each kind."""
    yield f"**{summary}**"
    for name, title in _TITLES.items():
        cells = (
            (_place(row), row["code"], row["severity"], row["message"]) for row in _rows(getattr(difference, name))
        )
        yield from _table(title, ("Article", "Rule", "Severity", "What is wrong"), cells)
    yield from _table("Vanished articles", ("Article",), ((row["article"],) for row in _rows(difference.vanished)))
    shrunken = (tuple(row.values()) for row in _rows(difference.shrunken))
    yield from _table("Shrunken articles", ("Article", "Characters before", "Characters now"), shrunken)
    facts = map(diff_page.fact, _rows(difference.facts))
    yield from _table("What has changed in articles", diff_page.FACTS, facts)


def _place(row: Mapping[str, Any]) -> str:
    return str(row["article"] or row["source"] or "corpus")


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        if not number:
            yield from ("", f"### {title}", "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}")
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(value: object) -> str:
    """Return a value as the cell of a table: nothing in it is mark-up."""
    if isinstance(value, int):
        return f"{value:,}"
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&-])", r"\\\1", visible(str(value)))
