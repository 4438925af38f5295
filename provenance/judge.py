"""Rules applied to frames: every broken row becomes a finding with its place and its evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import polars as pl

from provenance.frames import FINDINGS, FRAMES
from provenance.rule import Rule

EXCERPT = 160
"""Code points of the cited text that a finding shows."""

C = pl.col
NO_ARTICLES = pl.DataFrame(
    schema={
        "article": pl.UInt32, "id": pl.String, "source": pl.String, "record": pl.Int64, "line": pl.Int64,
        "text": pl.String,
    }
)  # fmt: skip
"""The articles of findings that speak of the corpus."""
_TOLD = ("row", "id", "code", "name", "severity", "message", "excerpt", "replacement")
_COLUMNS = ("column", "column_bytes", "end_line", "end_column", "end_column_bytes")


def judge(frames: Mapping[str, pl.DataFrame], rules: Iterable[Rule], articles: pl.DataFrame) -> pl.DataFrame:
    """Return the findings of `rules` over `frames`.

    `article` of the frames is a row number into `articles` (`id, source, record, line, text`), or an id string where
    the frame says so by its type; the findings bear ids. Shape: frames.FINDINGS without fingerprints.
    """
    groups = ((frames[name], group) for name, group in _by_frame(rules) if name in frames)
    parts = [part for frame, group in groups for part in _broken(frame, group)]
    if not parts:
        return FINDINGS.empty()
    return FINDINGS.conform(_locate(pl.concat(parts, how="diagonal_relaxed"), articles))


def fingerprint(findings: pl.DataFrame) -> pl.DataFrame:
    """Fill `fingerprint`: it survives edits elsewhere in the article, and is unique even where an excerpt repeats."""
    excerpt = C("excerpt").fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ")
    told = pl.concat_str(C("article").fill_null(C("source")).fill_null(""), C("code"), excerpt, separator="\0")
    keyed = findings.with_columns(told=told)
    turn = pl.int_range(pl.len()).over("told").cast(pl.String)
    keys = keyed.select(pl.concat_str("told", turn, separator="\0")).to_series()
    digests = [hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16] for key in keys]
    return findings.with_columns(fingerprint=pl.Series(digests, dtype=pl.String))


def _by_frame(rules: Iterable[Rule]) -> Iterable[tuple[str, list[Rule]]]:
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(rule.reads, []).append(rule)
    return groups.items()


def _broken(frame: pl.DataFrame, rules: list[Rule]) -> Iterable[pl.DataFrame]:
    """Yield the broken rows of each rule; all rules of a frame are tested in one pass over it."""
    if frame.is_empty():
        return
    masks = frame.select(rule.broken.alias(rule.code) for rule in rules)
    for rule in rules:
        mask = masks[rule.code]
        if mask.any():
            yield _findings(frame.filter(mask), rule)


def _findings(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    frame = FRAMES[rule.reads]
    known = ("article", "paragraph", "start", "end", "line", "source", "record", "caption_index")
    kept = [name for name in known if name in rows.columns]
    numbered = "article" in kept and rows.schema["article"] != pl.String
    cited = C(frame.cites).str.slice(0, EXCERPT) if frame.cites and rule.reads != "records" else pl.lit(None, pl.String)
    told = rows.with_columns(
        row=C("article").cast(pl.UInt32) if numbered else pl.lit(None, pl.UInt32),
        id=C("article") if "article" in kept and not numbered else pl.lit(None, pl.String),
        code=pl.lit(rule.code),
        name=pl.lit(rule.name),
        severity=pl.lit(rule.severity),
        message=rule.message,
        excerpt=cited,
        replacement=_replacement(rule),
    )
    return told.select(*(name for name in kept if name != "article"), *_TOLD)


def _replacement(rule: Rule) -> pl.Expr:
    """Return what the rule's fix puts in the place of the span; null where it is not as simple as that."""
    if rule.fix is None or rule.fix.edit == "lift":
        return pl.lit(None, pl.String)
    return pl.lit("") if rule.fix.by is None else rule.fix.by.cast(pl.String)


def _locate(found: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give each finding its article's id and source, and each span its line, column and excerpt."""
    place = articles.select(
        C("article").cast(pl.UInt32).alias("row"), C("id").alias("a_id"), C("source").alias("a_source"),
        C("record").alias("a_record"), C("line").alias("a_line"), "text",
    )  # fmt: skip
    absent = [
        pl.lit(None, FINDINGS.schema[name]).alias(name)
        for name in ("paragraph", "start", "end", "line", "source", "record")
        if name not in found.columns
    ]
    found = found.with_columns(absent).join(place, on="row", how="left", maintain_order="left")
    if "caption_index" in found.columns:  # offsets in a field are no offsets in the text
        of_field = C("caption_index").is_not_null()
        found = found.with_columns(pl.when(~of_field).then(C(name)).alias(name) for name in ("start", "end"))
    spanned = C("start").is_not_null() & C("text").is_not_null()
    plain, cited = found.filter(~spanned), found.filter(spanned)
    nowhere = [pl.lit(None, pl.Int64).alias(name) for name in _COLUMNS] + [pl.lit(None, pl.String).alias("replacement")]
    return pl.concat([_named(plain.with_columns(nowhere), C("line")), _spanned(cited)], how="vertical_relaxed")


def _spanned(found: pl.DataFrame) -> pl.DataFrame:
    before, cited = C("text").str.slice(0, C("start")), C("text").str.slice(C("start"), C("end") - C("start"))
    own_lines = C("a_record").is_null()
    line = pl.when(own_lines).then(before.str.count_matches("\n", literal=True) + C("a_line")).otherwise(C("a_line"))
    found = found.with_columns(
        line=line.cast(pl.Int64), excerpt=cited.str.slice(0, EXCERPT), cited=cited,
        before=pl.when(own_lines).then(before.str.split("\n").list.last()),
    )  # fmt: skip
    breaks, last = C("cited").str.count_matches("\n", literal=True), C("cited").str.split("\n").list.last()
    first = pl.when(breaks == 0)
    found = found.with_columns(
        column=C("before").str.len_chars() + 1,
        column_bytes=C("before").str.len_bytes() + 1,
        end_line=pl.when(own_lines).then(C("line") + breaks),
        end_column=last.str.len_chars() + 1 + first.then(C("before").str.len_chars()).otherwise(0),
        end_column_bytes=last.str.len_bytes() + 1 + first.then(C("before").str.len_bytes()).otherwise(0),
    )
    ends = [pl.when(own_lines).then(C(name)).alias(name) for name in ("end_column", "end_column_bytes")]
    return _named(found.with_columns(ends), C("line"))


def _named(found: pl.DataFrame, line: pl.Expr) -> pl.DataFrame:
    return found.select(
        pl.coalesce("id", "a_id").alias("article"),
        "code", "name", "severity", "paragraph", "start", "end",
        pl.coalesce(line, C("a_line")).alias("line"),
        *_COLUMNS, "excerpt", "replacement", "message",
        pl.coalesce("source", "a_source").alias("source"),
        pl.coalesce("record", "a_record").alias("record"),
        pl.lit("new").alias("status"),
    )  # fmt: skip
