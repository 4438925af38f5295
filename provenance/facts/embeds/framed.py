"""Embedded posts that lines around them frame, and those that one typical line gives away.

The forms are functions from paragraphs to posts, as in `finders`.
"""

from __future__ import annotations

import polars as pl

from provenance import catalogues
from provenance.facts import spans
from provenance.facts.dates import grammar
from provenance.facts.embeds.finders import CLOCK, LONGEST, NEAR, POST, date_pattern, phrases
from provenance.frames import POST_TAG

C = pl.col
_STAMP = 80  # bytes in the line that says when
_REDDIT = r"^.{3,320} (?:from|in) ?r/[A-Za-z0-9_]{2,21}$"
_TIKTOK = r"^@[A-Za-z0-9_.]{2,24}(?-u:\b)[^\n]*♬"
_PICTURE = r"pic\.twitter\.com/[A-Za-z0-9]+|//t\.co/[A-Za-z0-9]+$"
_SKELETON = rf"{POST_TAG}(?:[^<>]{{0,400}}</?tweet\s*/?>)?"


def framed(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find posts between the lines that open and close them; an opening line without a close stands for itself."""
    likely = paragraphs.filter(C("text").str.contains(f"^{grammar.alternatives(phrases('opening'))}"))
    likely = likely.filter(C("text").str.len_chars() <= LONGEST)
    if likely.is_empty():
        return POST.to_frame()
    lines = catalogues.load("platforms").filter(C("role") == "opening")
    found = []
    for platform in lines["platform"].unique(maintain_order=True):
        opens = likely.filter(C("text").str.contains(f"^{grammar.alternatives(phrases('opening', platform))}"))
        handle = C("text").str.extract(r" by (@[\p{L}\p{N}_.]+)", 1)
        posts = opens.select("row", "paragraph", "start", "end", platform=pl.lit(platform), handle=handle)
        closing = phrases("closing", platform)
        if closing:
            closes = paragraphs.filter(C("text").str.contains(f"^{grammar.alternatives(closing)}"))
            posts = _until(posts, closes)
        found.append(_complete(posts))
    return pl.concat(found)


def _until(posts: pl.DataFrame, closes: pl.DataFrame) -> pl.DataFrame:
    """Stretch each post to the first closing line near after it."""
    close = closes.select("row", "paragraph", closed="paragraph", closed_end="end").sort("row", "paragraph")
    posts = posts.sort("row", "paragraph").join_asof(
        close, on="paragraph", by="row", strategy="forward", check_sortedness=False
    )
    near = (C("closed") - C("paragraph") <= NEAR).fill_null(value=False)
    return posts.with_columns(end=pl.when(near).then("closed_end").otherwise("end"))


def widgets(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find posts in the form `Name @account`, text, `time · date`, each on lines of their own."""
    opens = paragraphs.filter(C("text").str.contains(r"^(?:[^\n]{1,50}\s)?@[A-Za-z0-9_]{1,15}$")).select(
        "row", "paragraph", opened="paragraph", opened_at="start", line="text"
    )
    ends = paragraphs.filter(C("text").str.len_bytes() < _STAMP) if opens.height else opens
    for pattern in ("[0-9]{4}", "[0-9][:h.][0-5][0-9]"):
        ends = spans.where(ends, C("text").str.contains(pattern))
    if ends.is_empty():
        return POST.to_frame()
    date = spans.unnamed(date_pattern(grammar.named_in(ends["text"])))
    stamp = rf"^(?:{CLOCK}\s*[·,•-]\s*{date}|{date}\s*[·,•-]?\s*{CLOCK})(?:\s*[·•|].{{0,40}})?$"
    ends = ends.filter(C("text").str.contains(stamp))
    if ends.is_empty():
        return POST.to_frame()
    posts = ends.sort("row", "paragraph").join_asof(
        opens.sort("row", "paragraph"), on="paragraph", by="row", check_sortedness=False
    )
    posts = posts.filter(C("paragraph") - C("opened") <= NEAR, C("paragraph") - C("opened") > 1)
    raw, before = C("text").str.extract(f"({date})", 1), C("text").str.extract(f"(?s)^(.*?){date}", 1)
    placed = posts.with_columns(posted_raw=raw, posted_start=C("start") + before.str.len_chars().cast(pl.Int64))
    author = C("line").str.extract(r"^(.*?)\s*@", 1).replace("", None)
    return _complete(
        placed.with_columns(
            posted_end=C("posted_start") + C("posted_raw").str.len_chars().cast(pl.Int64),
            author=author,
            handle=C("line").str.extract(r"(@[A-Za-z0-9_]+)$", 1),
            platform=pl.lit("twitter"),
            paragraph="opened",
            start="opened_at",
        )
    )


def single(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find posts that one line gives away: Reddit's and TikTok's, and one with a picture of Twitter's."""
    text = C("text")
    short = text.str.len_chars() <= LONGEST
    platform = (
        pl.when(text.str.contains(_REDDIT))
        .then(pl.lit("reddit"))
        .when(text.str.contains(_TIKTOK))
        .then(pl.lit("tiktok"))
        .when(text.str.contains(_PICTURE) & short)
        .then(pl.lit("twitter"))
    )
    likely = paragraphs.filter(text.str.contains(r"\br/[A-Za-z]|♬|pic\.twitter\.com/|//t\.co/"))
    if likely.is_empty():
        return POST.to_frame()
    account = (
        pl.when(C("platform") == "tiktok")
        .then(text.str.extract(r"^(@[A-Za-z0-9_.]+)", 1))
        .when(C("platform") == "twitter")
        .then(text.str.extract(r"\((@[A-Za-z0-9_]{1,15})\)$", 1))
    )
    found = likely.with_columns(platform=platform).filter(C("platform").is_not_null())
    return _complete(found.with_columns(handle=account))


def skeletons(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find the mark-up of tweets that was left in the text, `<tweet tweet-id="…"><tweet/>`, empty or not."""
    likely = paragraphs.filter(C("text").str.contains("<tweet ", literal=True))
    if likely.is_empty():
        return POST.to_frame()
    seconds = C("match").str.extract(r'^<[^>]*timestamp="([0-9]{10})"', 1).cast(pl.Int64)
    dated = spans.groups("match", r'^(?P<before><[^>]*date(?:time)?=")(?P<posted_raw>[^">]+)').struct
    hits = spans.matches(likely, _SKELETON).with_columns(
        start=C("start") + C("match_start"),
        end=C("start") + C("match_end"),
        platform=pl.lit("twitter"),
        handle=pl.format("@{}", C("match").str.extract(r'^<[^>]*author="@?(\w+)"', 1)),
        author=C("match").str.extract(r'^<[^>]*author="(\p{L}[^">@]* [^">@]*)"', 1),
        posted=pl.from_epoch(seconds, "s").dt.date(),
        posted_raw=dated.field("posted_raw"),
        before=dated.field("before").str.len_chars().cast(pl.Int64),
    )
    begin = C("start") + C("before")
    size = C("posted_raw").str.len_chars().cast(pl.Int64)
    return _complete(hits.with_columns(posted_start=begin, posted_end=begin + size))


def _complete(posts: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in POST.items() if name not in posts.columns]
    return posts.with_columns(missing).select(C(name).cast(dtype) for name, dtype in POST.items())
