"""Lines that stand in many articles of one publisher: the learned half of boilerplate, without any catalogue.

A shard counts its own short lines and hands over one narrow row a line; the counts of all shards are then added. Only
lines up to 160 characters are looked at, so that a row holds its line whole and no text has to be read again.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance.corpus.base import KEY, CorpusFact
from provenance.frames import POST_TAG, REPEATS
from provenance.frames.steps import in_steps

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
IS_POST = C("text").str.contains(f"^{POST_TAG}")
"""What is left of a post is of its article: that the numbers in it differ is all that it says."""
_KNOWN = ("boilerplate", "notice", "embed")  # what is named already; a post that many articles show is no furniture


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return in how many articles of the shard each short line stands, and how many articles each publisher has.

    Columns: `key, publisher, text, articles`; `text`, the smallest as written, is null where the publisher's articles
    are counted. The publisher of an article is its `publisher`, else the folder of its `source`. The key of a line is a
    hash of the publisher and the text with case, white space and digits made equal (`5 comments` and `12 comments` are
    one line), Polars' own, the same from run to run with one version of Polars.
    """
    who = publishers(found["articles"])
    size = C("text").str.len_bytes()
    short = found["paragraphs"].lazy().filter(size.is_between(SHORTEST, 4 * LONGEST), ~C("kind").is_in(_KNOWN))
    short = short.filter(C("text").str.len_chars().is_between(SHORTEST, LONGEST), ~IS_POST)
    lines = alike(short.select("row", "text", line=C("text").str.to_lowercase()).pipe(in_steps))
    of_line = (
        lines.lazy()
        .join(who.lazy(), on="row", how="left")
        .with_columns(pl.struct("publisher", "line").hash(0).alias(KEY))
    )
    counted = of_line.group_by(KEY).agg(
        C("publisher").first(), C("text").min(), articles=C("row").n_unique().cast(pl.Int64)
    )
    totals = who.lazy().group_by("publisher").agg(articles=pl.len().cast(pl.Int64))
    totals = totals.with_columns(C("publisher").hash(0).alias(KEY), text=pl.lit(None, pl.String))
    return pl.concat(rows.select(KEY, "publisher", "text", "articles") for rows in (totals, counted)).pipe(in_steps)


def publishers(articles: pl.DataFrame) -> pl.DataFrame:
    """Return `row, publisher`: the publisher of each article, else the folder in which it lies."""
    folder = C("source").str.extract(r"^(.*)/[^/]*$", 1).fill_null("")
    return articles.select("row", publisher=C("publisher").fill_null(folder))


def alike(lines: pl.DataFrame) -> pl.DataFrame:
    """Make white space and digits in `line` equal; the rows come back in another order."""
    for trace, pattern, fold in _FOLDS:
        holds = lines["line"].str.contains(trace)
        if not holds.any():
            continue
        folded = lines.filter(holds).with_columns(C("line").str.replace_all(pattern, fold))
        lines = pl.concat([lines.filter(~holds), folded])
    return lines


def reduce(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that stand in articles enough, and the number of articles of each publisher (`text` null)."""
    of_line = C("text").is_not_null()
    counted = (
        rows.lazy().group_by(KEY, of_line=of_line).agg(C("publisher").first(), C("text").min(), C("articles").sum())
    )
    frequent = ~C("of_line") | (C("articles") >= ARTICLES)
    return counted.filter(frequent).select("publisher", "text", "articles").pipe(in_steps)


def finish(rows: pl.DataFrame, _: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the lines that stand in a large enough share of the articles of one publisher, the most frequent first."""
    if rows["text"].null_count() == rows.height:
        return REPEATS.empty()
    totals = rows.filter(C("text").is_null()).group_by("publisher").agg(of=C("articles").sum())
    lines = rows.filter(C("text").is_not_null()).join(totals, on="publisher", how="left")
    shares = lines.with_columns(share=C("articles") / C("of"))
    found = shares.filter(C("share") >= SHARE).sort("articles", "publisher", "text", descending=[True, False, False])
    return REPEATS.conform(found)


CORPUS_FACT = CorpusFact(frame=REPEATS, keys=keys, reduce=reduce, finish=finish)
