"""Fingerprints: what baselines and decisions remember of a finding.

An article is known by its id. One that has none is called by its place (`a.jsonl#10`), which is another one as soon as
a record comes before it: it is known by its text instead, its `identity`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from provenance.frames.steps import in_steps, no_rows

C = pl.col
IDENTITIES = pl.Schema({"article": pl.String(), "identity": pl.String()})
ALIASES = pl.Schema({"alias": pl.String(), "fingerprint": pl.String()})
OF_ALIASES = ("article", "source", "record", "code", "excerpt", "formerly", "fingerprint")
"""What `aliases` reads of findings."""
_DIGITS = 16
_REWORDED = (
    ("INP004", r"(?s) at column \d+: .*$", ""),
    ("INP004", r"(?s) column \d+: .*$", ""),
    ("INP005", r"(?s)(?:: jq |; --field ).*$", ""),
    ("INP007", "^it has no bytes$", "the file is empty"),
    ("INP007", "^it holds (.*)$", "the file holds $1"),
)
"""What findings of the input say today, and what they said in version 0.1.0: what they cite is the program's own."""
_UNKNOWN = pl.lit(None, pl.String).alias("identity")
_SEEN = {"key_": pl.String(), "seen": pl.UInt32()}
_PLACED = C("article") == pl.format("{}#{}", "source", "record")


def identities(articles: pl.DataFrame) -> pl.DataFrame:
    """Return by what articles are known whose ids are their places.

    Args:
        articles: Articles (`article, source, record, text`).

    Returns:
        The columns of `IDENTITIES`: the id, and a digest of the text.
    """
    placed = articles.lazy().filter(_PLACED).select("article", C("text").fill_null("")).pipe(in_steps)
    return placed.select("article", identity=pl.Series(map(_digest, placed["text"]), dtype=pl.String))


def identified(findings: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Add the column `identity` (see `identities`), null for findings of articles that have ids."""
    if known.is_empty() or findings.is_empty():
        return findings.with_columns(_UNKNOWN)
    return findings.join(known.unique("article"), on="article", how="left", maintain_order="left")


def aliases(findings: pl.DataFrame, wanted: pl.Series | None, replaced: Mapping[str, str]) -> pl.DataFrame:
    """Return which of the fingerprints `wanted` name findings otherwise than today.

    Version 0.1 knew articles without ids by their places, and findings of the input by other words; any earlier
    version, findings by codes that were replaced. Of equal texts the first by id had no finding (`formerly`).

    Args:
        findings: Findings with fingerprints, in the order of the report; all of an article.
        wanted: Fingerprints that something remembers; without them all that could be.
        replaced: The codes that are no longer given, each with the one that is.

    Returns:
        The columns of `ALIASES`: the fingerprint that is wanted, and the one that the finding has today.
    """
    findings = findings.drop("identity", strict=False)
    otherwise = [findings.filter(_PLACED)]
    otherwise += [findings.filter(code=new).with_columns(code=pl.lit(old)) for old, new in replaced.items()]
    otherwise += [
        findings.filter(code=code).with_columns(C("excerpt").str.replace(today, then))
        for code, today, then in _REWORDED
    ]
    otherwise.append(findings.drop_nulls("formerly").with_columns(article="formerly"))
    known = [each.select(fingerprint(each)["fingerprint"].alias("alias"), "fingerprint") for each in otherwise]
    named = pl.concat(known)
    return named if wanted is None else named.filter(C("alias").is_in(wanted.implode()))


def renamed(remembered: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Give what is remembered (it has a `fingerprint`) the fingerprints of today; `known` is as of `aliases`."""
    known = known.unique("alias", keep="first")
    today = C("fingerprint").replace_strict(known["alias"], known["fingerprint"], default=C("fingerprint"))
    return remembered.with_columns(fingerprint=today) if known.height else remembered


def fingerprint(findings: pl.DataFrame) -> pl.DataFrame:
    """Fill `fingerprint`: it survives edits elsewhere in the article, and is unique even where an excerpt repeats."""
    return Fingerprints().fill(findings)


class Fingerprints:
    """Fingerprints of findings that come in batches, equal to those of all at once."""

    def __init__(self, everywhere: pl.Series | None = None) -> None:
        """Expect articles (sources, where there is none) in one batch only, but for those named."""
        self._everywhere = pl.Series(dtype=pl.String) if everywhere is None else everywhere
        self._seen = no_rows(_SEEN)

    def fill(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Fill `fingerprint` of the next batch, from its `identity` too where it has that column."""
        if findings.is_empty():
            return findings.with_columns(fingerprint=pl.lit(None, pl.String))
        known_by = [C("identity")] if "identity" in findings.columns else []
        of = pl.coalesce(*known_by, "article", "source", pl.lit(""))
        excerpt = C("excerpt").fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ")
        keyed = findings.lazy().select(of=of, key_=pl.concat_str(of, C("code"), excerpt, separator="\0"))
        if self._seen.height:
            keyed = keyed.join(self._seen.lazy(), on="key_", how="left", maintain_order="left")
        before = C("seen").fill_null(0) if self._seen.height else 0
        turn = (pl.int_range(pl.len()).over("key_") + before).cast(pl.String)
        told = keyed.select("of", "key_", turned=pl.concat_str("key_", turn, separator="\0")).pipe(in_steps)
        digests = [_digest(key) for key in told["turned"]]
        if self._everywhere.len():
            again = told.filter(C("of").is_in(self._everywhere.implode())).group_by("key_").agg(seen=pl.len())
            self._seen = pl.concat([self._seen, again]).group_by("key_").agg(C("seen").sum())
        return findings.with_columns(fingerprint=pl.Series(digests, dtype=pl.String))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
