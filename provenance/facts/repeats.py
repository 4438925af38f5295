"""Lines that stand in many articles of one publisher: the learned half of boilerplate, without any catalogue.

A shard counts its own short lines and hands over one narrow row a line; the counts of all shards are then added. Only
lines up to 160 characters are looked at, so that a row holds its line whole and no text has to be read again: some
hundred bytes an article, whatever the size of the shards.
"""

from __future__ import annotations

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

    The publisher of an article is its `publisher`, else the folder of its `source`. `line` is a hash of the text with
    case, white space and digits made equal (`5 comments` and `12 comments` are one line), stable within a run only;
    `text` is the smallest text as written. A row with null `line` counts the publisher's articles. The frame
    `articles` needs `article, source, publisher`.
    """
    folder = C("source").str.extract(r"^(.*)/[^/]*$", 1).fill_null("")
    who = articles.select("article", publisher=C("publisher").fill_null(folder))
    size = C("text").str.len_bytes()
    short = paragraphs.filter(size.is_between(SHORTEST, 4 * LONGEST), ~C("kind").is_in(_KNOWN))
    short = short.filter(C("text").str.len_chars().is_between(SHORTEST, LONGEST))
    lines = _alike(short.select("article", "text", line=C("text").str.to_lowercase()))
    counted = (
        lines.join(who, on="article", how="left")
        .group_by("publisher", "line")
        .agg(C("text").min(), articles=C("article").n_unique().cast(pl.Int64))
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


def learn(keys: pl.DataFrame, articles: int = ARTICLES, share: float = SHARE) -> pl.DataFrame:
    """Return the lines that stand in at least `articles` articles, and in at least `share` of them, of one publisher.

    `keys` are the rows of all shards, in any order. The result is as frames.REPEATS, the most frequent first.
    """
    totals = keys.filter(C("line").is_null()).group_by("publisher").agg(of=C("articles").sum())
    lines = keys.filter(C("line").is_not_null()).group_by("publisher", "line")
    counted = lines.agg(C("articles").sum(), C("text").min()).filter(C("articles") >= articles)
    shares = counted.join(totals, on="publisher", how="left").with_columns(share=C("articles") / C("of"))
    often = shares.filter(C("share") >= share).sort("articles", "publisher", "text", descending=[True, False, False])
    return REPEATS.conform(often)


def _same() -> pl.Expr:
    """The text with case, white space and digits made equal."""
    return C("text").str.to_lowercase().str.replace_all(r"\s+", " ").str.replace_all(r"[0-9]+", "0")
