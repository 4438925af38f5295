"""Fingerprints: what baselines and decisions remember of a finding."""

from __future__ import annotations

import hashlib

import polars as pl

C = pl.col


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
