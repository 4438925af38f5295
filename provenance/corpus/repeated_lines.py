"""Lines that stand in many articles of one publisher: the learned half of boilerplate, without any catalogue.

A shard counts its own short lines and hands over one narrow row a line; the counts of all shards are then added. Only
lines up to 160 characters are looked at, so that a row holds its line whole and no text has to be read again. The rows
of all shards are read twice, a shard at a time: first the hashes and counts alone, then the lines that are frequent.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from provenance.frames import REPEATS

LONGEST = 160
"""Code points of a paragraph above which it is no line of furniture."""
SHORTEST = 12
"""Code points below which equal paragraphs prove nothing: a name, a number, a row of stars."""
ARTICLES = 5
"""In how many articles of a publisher a line stands at least."""
SHARE = 0.05
"""In which share of the publisher's articles a line stands at least."""

C = pl.col
_FOLDS = ((r"\s\s|[^\S ]", r"\s+", " "), ("[0-9]", "[0-9]+", "0"))
"""What a line must hold to be folded, what is folded in it, and into what."""
_KNOWN = ("boilerplate", "notice")  # what the catalogues have already named


def keys(paragraphs: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return `publisher, line, text, articles`: in how many articles of the shard each short line stands.

    The publisher of an article is its `publisher`, else the folder of its `source`. `line` is a hash of the publisher
    and the text with case, white space and digits made equal (`5 comments` and `12 comments` are one line), Polars'
    own, the same from run to run with one version of Polars; `text` is the smallest text as written. A row with null
    `line` counts the publisher's articles. The frame `articles` needs `article, source, publisher`.
    """
    folder = C("source").str.extract(r"^(.*)/[^/]*$", 1).fill_null("")
    who = articles.select("article", publisher=C("publisher").fill_null(folder))
    size = C("text").str.len_bytes()
    short = paragraphs.filter(size.is_between(SHORTEST, 4 * LONGEST), ~C("kind").is_in(_KNOWN))
    short = short.filter(C("text").str.len_chars().is_between(SHORTEST, LONGEST))
    lines = _alike(short.select("article", "text", line=C("text").str.to_lowercase()))
    told = lines.join(who, on="article", how="left").with_columns(line=pl.struct("publisher", "line").hash(0))
    counted = told.group_by("line").agg(
        C("publisher").first(), C("text").min(), articles=C("article").n_unique().cast(pl.Int64)
    )
    totals = who.group_by("publisher").agg(articles=pl.len().cast(pl.Int64))
    return pl.concat([totals, counted], how="diagonal").select("publisher", "line", "text", "articles")


def _alike(lines: pl.DataFrame) -> pl.DataFrame:
    """Make white space and digits in `line` equal; the rows come back in another order."""
    for trace, pattern, fold in _FOLDS:
        holds = lines["line"].str.contains(trace)
        folded = lines.filter(holds).with_columns(C("line").str.replace_all(pattern, fold))
        lines = pl.concat([lines.filter(~holds), folded])
    return lines


def learn(shards: Iterable[pl.DataFrame], articles: int = ARTICLES, share: float = SHARE) -> pl.DataFrame:
    """Return the lines that stand in at least `articles` articles, and in at least `share` of them, of one publisher.

    `shards` are the rows of each shard, in any order; they are gone through twice. The result is as frames.REPEATS,
    the most frequent first.
    """
    often = _frequent(shards, articles, share)
    rows = pl.concat(shard.filter(C("line").is_null() | C("line").is_in(often.implode())) for shard in shards)
    totals = _totals(rows)
    counted = rows.drop_nulls("line").group_by("line").agg(C("publisher").first(), C("articles").sum(), C("text").min())
    shares = counted.join(totals, on="publisher", how="left").with_columns(share=C("articles") / C("of"))
    found = shares.filter(C("share") >= share).sort("articles", "publisher", "text", descending=[True, False, False])
    return REPEATS.conform(found)


def _frequent(shards: Iterable[pl.DataFrame], articles: int, share: float) -> pl.Series:
    """Return the hashes of lines that stand in enough articles, and in a large enough share of those of some shard.

    What has its share in the whole has it in some shard: the share in the whole is a mean of those in the shards.
    """
    parts, likely = [], []
    for shard in shards:
        lines = shard.drop_nulls("line")
        of = lines.select("publisher", "line", "articles").join(_totals(shard), on="publisher", how="left")
        likely.append(of.filter(C("articles") / C("of") >= share)["line"])
        parts.append(lines.select("line", C("articles").cast(pl.UInt32)))
    wanted = pl.concat(likely).unique()
    counted = pl.concat(parts).filter(C("line").is_in(wanted.implode())).group_by("line").agg(C("articles").sum())
    return counted.filter(C("articles") >= articles)["line"]


def _totals(rows: pl.DataFrame) -> pl.DataFrame:
    """Return how many articles each publisher has: `publisher, of`."""
    return rows.filter(C("line").is_null()).group_by("publisher").agg(of=C("articles").sum())
