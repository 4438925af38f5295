"""Rules applied to frames: every broken row becomes a finding with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from provenance.frames import FINDINGS, FRAMES, ROW
from provenance.frames.steps import in_steps
from provenance.rules import certainty
from provenance.rules.base import JOINED, Rule
from provenance.rules.locate import EXCERPT, locate
from provenance.rules.repairs import repairable

C = pl.col
NO_ARTICLES = pl.DataFrame(
    schema={
        ROW: pl.UInt32, "article": pl.String, "source": pl.String, "record": pl.Int64, "line": pl.Int64,
        "text": pl.String,
    }
)  # fmt: skip
"""The articles of findings that speak of the corpus."""
_ORDER = ("source", "record", "start", "code", "article", "excerpt", "message")
MOST_LISTED = 1_000
"""Findings of a rule in one article that are listed one by one: nobody reads more, and a million cost gigabytes."""
_NAMED = {ROW: pl.UInt32(), "article": pl.String()}
_OF_PLACE = ("paragraph", "start", "end", "line", "excerpt", "replacement")
_STATED = (ROW, "article", "code", "name", "severity", "message", "excerpt", "replacement", "stands_for", "confidence")


def apply_rules(frames: Mapping[str, pl.DataFrame], rules: Iterable[Rule], articles: pl.DataFrame) -> pl.DataFrame:
    """Return the findings of `rules` over `frames`.

    `row` of the frames is that of `articles` (`row, article, source, record, line, text`); a frame without it names the
    id itself, or speaks of no article. The findings bear ids. Shape: frames.FINDINGS without fingerprints.
    """
    rules = tuple(rules)
    filled = {name for name, frame in frames.items() if not frame.is_empty()}
    groups = ((beside(frames, group), group) for name, group in _by_frame(rules) if name in filled)
    parts = [part for frame, group in groups for part in _sure(_broken(frame, group), articles)]
    if not parts:
        return FINDINGS.empty()
    located = locate(pl.concat(parts, how="diagonal_relaxed"), articles)
    return FINDINGS.conform(located.with_columns(fixable=repairable(rules, unsafe=True)))


def beside(frames: Mapping[str, pl.DataFrame], rules: Iterable[Rule]) -> pl.DataFrame:
    """Return the frame that the rules read, with the columns of other frames that they read beside it."""
    rules = tuple(rules)
    rows = frames[rules[0].reads]
    wanted: dict[str, set[str]] = {}
    for column in (column for rule in rules for column in rule.beside):
        frame, _, name = column.partition(".")
        wanted.setdefault(frame, set()).add(name)
    for frame, names in wanted.items():
        keys = [ROW if key == "article" and ROW in rows.columns else key for key in JOINED[frame]]
        other = frames[frame].select(*keys, *(C(name).alias(f"{frame}.{name}") for name in sorted(names)))
        rows = rows.join(other, on=keys, how="left", maintain_order="left")
    return rows


def ordered(findings: pl.DataFrame) -> pl.DataFrame:
    """Return findings in the order of the report: by source, record and place."""
    return findings.sort(_ORDER, nulls_last=True, maintain_order=True)


def _by_frame(rules: Iterable[Rule]) -> Iterable[tuple[str, list[Rule]]]:
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(rule.reads, []).append(rule)
    return groups.items()


def _broken(frame: pl.DataFrame, rules: list[Rule]) -> Iterable[tuple[Rule, pl.DataFrame]]:
    """Yield each broken rule with its findings; all rules of a frame that has rows are tested in one pass over it."""
    frame = frame.rechunk()  # Polars panics where a lazy frame of several chunks is filtered by a series
    masks = frame.select(rule.broken.alias(rule.code) for rule in rules)
    for rule, mask in zip(rules, masks, strict=True):
        if mask.any():
            yield rule, _listed(frame.filter(mask), rule)


def _sure(broken: Iterable[tuple[Rule, pl.DataFrame]], articles: pl.DataFrame) -> Iterable[pl.DataFrame]:
    """Yield findings as sure as their language lets them be, and as sure as is asked for."""
    for rule, found in broken:
        weighed = certainty.by_language(found, articles, certainty.WORDED.get(rule.reads))
        yield weighed.filter(C("confidence").fill_null(1.0) >= rule.floor) if rule.floor else weighed


def _listed(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Return the findings of broken rows; of very many in an article the first, and one more that counts the rest."""
    of = _of(rows)
    if of is None or rows.height <= MOST_LISTED:
        return _findings(rows, rule)
    is_listed = pl.int_range(pl.len()).over(of) < MOST_LISTED
    listed, rest = rows.filter(is_listed), rows.filter(~is_listed)
    if rest.is_empty():
        return _findings(rows, rule)
    of_article = rest.group_by(of).agg(pl.all().first(), _rest=pl.len()).sort(of)
    counting = _findings(of_article, rule)
    nowhere = [pl.lit(None, counting.schema[name]).alias(name) for name in _OF_PLACE if name in counting.columns]
    counting = counting.with_columns(*nowhere, stands_for=of_article["_rest"].cast(pl.Int64)).with_columns(
        message=pl.format(f"{{}} more places like the {MOST_LISTED:,} that are listed", "stands_for")
    )
    return pl.concat([_findings(listed, rule), counting])


def _of(rows: pl.DataFrame) -> str | None:
    """Return the column that says of which article a row is: number in the shard, else id; None where neither does."""
    return next((name for name in _NAMED if name in rows.columns), None)


def _findings(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    frame, of = FRAMES[rule.reads], _of(rows)
    known = ("paragraph", "start", "end", "line", "source", "record", "caption_index", "formerly")
    cited = C(frame.cites).str.slice(0, EXCERPT) if frame.cites else pl.lit(None, pl.String)
    stated = rows.lazy().with_columns(
        **{name: C(name).cast(to) if name == of else pl.lit(None, to) for name, to in _NAMED.items()},
        code=pl.lit(rule.code),
        name=pl.lit(rule.name),
        severity=pl.lit(rule.severity),
        message=rule.message,
        excerpt=cited,
        replacement=_replacement(rule),
        stands_for=pl.lit(None, pl.Int64),
        confidence=pl.lit(None, pl.Float64) if rule.certainty is None else rule.certainty,
    )
    return stated.select(*(name for name in known if name in rows.columns), *_STATED).pipe(in_steps)


def _replacement(rule: Rule) -> pl.Expr:
    """Return what the rule's fix puts in the place of the span; null where it is not as simple as that."""
    if rule.fix is None or rule.fix.edit == "lift":
        return pl.lit(None, pl.String)
    return pl.lit("") if rule.fix.by is None else rule.fix.by.cast(pl.String)
