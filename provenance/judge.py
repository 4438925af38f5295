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
_ORDER = ("source", "record", "start", "code", "article", "excerpt", "message")
MOST_LISTED = 1_000
"""Findings of a rule in one article that are listed one by one: nobody reads more, and a million cost gigabytes."""
_OF_PLACE = ("paragraph", "start", "end", "line", "excerpt", "replacement")
_TOLD = ("row", "id", "code", "name", "severity", "message", "excerpt", "replacement", "stands_for")
_PART = 2_000  # code points
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


def ordered(findings: pl.DataFrame) -> pl.DataFrame:
    """Return findings in the order of the report: by source, record and place."""
    return findings.sort(_ORDER, nulls_last=True, maintain_order=True)


def fingerprint(findings: pl.DataFrame) -> pl.DataFrame:
    """Fill `fingerprint`: it survives edits elsewhere in the article, and is unique even where an excerpt repeats."""
    return Fingerprints().fill(findings)


class Fingerprints:
    """Fingerprints of findings that come in batches, equal to those of all at once."""

    def __init__(self, everywhere: pl.Series | None = None) -> None:
        """Expect articles (sources, where there is none) in one batch only, but for those named."""
        self._everywhere = pl.Series(dtype=pl.String) if everywhere is None else everywhere
        self._seen = pl.DataFrame(schema={"told": pl.String, "seen": pl.UInt32})

    def fill(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Fill `fingerprint` of the next batch."""
        of = C("article").fill_null(C("source")).fill_null("")
        excerpt = C("excerpt").fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ")
        keyed = findings.select(of=of, told=pl.concat_str(of, C("code"), excerpt, separator="\0"))
        keyed = keyed.join(self._seen, on="told", how="left", maintain_order="left")
        turn = (pl.int_range(pl.len()).over("told") + C("seen").fill_null(0)).cast(pl.String)
        keys = keyed.select(pl.concat_str("told", turn, separator="\0")).to_series()
        digests = [hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16] for key in keys]
        again = keyed.filter(C("of").is_in(self._everywhere.implode())).group_by("told").agg(seen=pl.len())
        self._seen = pl.concat([self._seen, again]).group_by("told").agg(C("seen").sum())
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
    frame = frame.rechunk()  # Polars panics where a lazy frame of several chunks is filtered by a series
    masks = frame.select(rule.broken.alias(rule.code) for rule in rules)
    for rule in rules:
        mask = masks[rule.code]
        if mask.any():
            yield _listed(frame.filter(mask), rule)


def _listed(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Return the findings of broken rows; of very many in an article the first, and one more that counts the rest."""
    if rows.height <= MOST_LISTED or "article" not in rows.columns:
        return _findings(rows, rule)
    turn = pl.int_range(pl.len()).over("article")
    listed, rest = rows.filter(turn < MOST_LISTED), rows.filter(turn >= MOST_LISTED)
    if rest.is_empty():
        return _findings(rows, rule)
    numbers = rest.group_by("article", maintain_order=True).len()["len"].cast(pl.Int64)
    counting = _findings(rest.unique("article", keep="first", maintain_order=True), rule)
    nowhere = [pl.lit(None, counting.schema[name]).alias(name) for name in _OF_PLACE if name in counting.columns]
    counting = counting.with_columns(*nowhere, stands_for=numbers).with_columns(
        message=pl.format(f"{{}} more places like the {MOST_LISTED:,} that are listed", "stands_for")
    )
    return pl.concat([_findings(listed, rule), counting])


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
        stands_for=pl.lit(None, pl.Int64),
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
    """Add the line and columns of each span, and its excerpt where the frame of the rule cites none."""
    told = found.filter(C("excerpt").is_not_null())
    mute = found.filter(C("excerpt").is_null())
    cited = C("text").str.slice(C("start"), (C("end") - C("start")).clip(upper_bound=EXCERPT))
    found = pl.concat([told, mute.with_columns(excerpt=cited)])
    own = found.filter(C("a_record").is_null())
    lines = _lines(own.select("row", "text").unique("row"))
    placed = _placed(_placed(own.drop("text"), lines, "start", ""), lines, "end", "end_")
    placed = placed.with_columns(C("line") + C("a_line"), C("end_line") + C("a_line"))
    of_container = found.filter(C("a_record").is_not_null()).drop("text")
    nowhere = [pl.lit(None, pl.Int64).alias(name) for name in _COLUMNS]
    others = of_container.with_columns(C("a_line").alias("line"), *nowhere)
    return _named(pl.concat([placed.select(others.columns), others], how="vertical_relaxed"), C("line"))


def _lines(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of `texts` (`row, text`): `row, number, first` (offset in the text), `begin` and `part`.

    A long line is cut into parts, so that nothing far away is counted again for every finding; `begin` and
    `begin_bytes` tell how far into its line a part begins.
    """
    split = texts.select("row", part=C("text").str.split("\n"))
    lines = split.with_columns(number=pl.int_ranges(0, C("part").list.len())).explode("part", "number")
    size, weight = C("part").str.len_chars().cast(pl.Int64), C("part").str.len_bytes().cast(pl.Int64)
    lines = lines.with_columns(first=((size + 1).cum_sum() - size - 1).over("row"))
    zero = pl.lit(0, pl.Int64)
    short = lines.filter(size <= _PART).with_columns(begin=zero, begin_bytes=zero)
    long = lines.filter(size > _PART)
    if long.is_empty():  # else the pattern, large by its count, need not be built
        return short.sort("row", "first", maintain_order=True)
    long = long.with_columns(C("part").str.extract_all(rf"(?s).{{1,{_PART}}}")).explode("part")
    long = long.with_columns(
        begin=(size.cum_sum() - size).over("row", "number"),
        begin_bytes=(weight.cum_sum() - weight).over("row", "number"),
    )
    return pl.concat([short, long.with_columns(C("first") + C("begin"))]).sort("row", "first", maintain_order=True)


def _placed(found: pl.DataFrame, lines: pl.DataFrame, offset: str, prefix: str) -> pl.DataFrame:
    """Add number, column and column in bytes of the `offset` of each finding (the number from 0)."""
    numbered = found.with_row_index("_turn").sort(offset)
    near = numbered.join_asof(lines.sort("first"), left_on=offset, right_on="first", by="row", check_sortedness=False)
    inside = C("part").str.head(C(offset) - C("first"))
    near = near.with_columns(
        C("number").alias(f"{prefix}line"),
        (C(offset) - C("first") + C("begin") + 1).alias(f"{prefix}column"),
        (inside.str.len_bytes().cast(pl.Int64) + C("begin_bytes") + 1).alias(f"{prefix}column_bytes"),
    )
    return near.sort("_turn").drop("_turn", "number", "first", "part", "begin", "begin_bytes")


def _named(found: pl.DataFrame, line: pl.Expr) -> pl.DataFrame:
    return found.select(
        pl.coalesce("id", "a_id").alias("article"),
        "code", "name", "severity", "paragraph", "start", "end",
        pl.coalesce(line, C("a_line")).alias("line"),
        *_COLUMNS, "excerpt", "replacement", "message",
        pl.coalesce("source", "a_source").alias("source"),
        pl.coalesce("record", "a_record").alias("record"),
        pl.lit("new").alias("status"), "stands_for",
    )  # fmt: skip
