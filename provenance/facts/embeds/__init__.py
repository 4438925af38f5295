"""Embedded posts: other people's words in the text of an article, found by what their platforms leave behind."""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance.facts.base import Fact, covered, flowing
from provenance.facts.embeds.finders import POST, dated, phrases, signed, tweets
from provenance.facts.embeds.framed import framed, single, skeletons, widgets
from provenance.frames import EMBEDS
from provenance.frames.steps import no_rows

LONGEST = 50_000
"""Bytes of a paragraph above which no post is looked for in it: nobody wrote it as one, and it could cost minutes."""

C = pl.col
_FINDERS = (tweets, signed, framed, widgets, skeletons, single)
_TRACES = r"\(@|pic\.twitter\.com/|//t\.co/|<tweet |♬|\br/[A-Za-z]| @[A-Za-z0-9_]"


def find(paragraphs: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return the embedded posts, as frames.EMBEDS without `days_after`; posts do not overlap.

    A post may cover several paragraphs, or a part of one that is not longer than LONGEST. `posted_raw`, `posted_start`
    and `posted_end` cite its date.
    """
    likely = articles.filter(C("text").str.contains(_gate())).select("row")
    if likely.is_empty():
        return _none()
    parts = paragraphs.join(likely, on="row", how="semi", maintain_order="left")
    parts = parts.filter(C("text").str.len_bytes() <= LONGEST)
    posts = pl.concat([finder(parts) for finder in _FINDERS]) if parts.height else POST.to_frame()
    if posts.is_empty():
        return _none()
    return _shared(_dated(_apart(posts)), parts)


def _none() -> pl.DataFrame:
    return no_rows({**POST, "rest_of_paragraph": pl.Boolean()})


def with_marked_up(found: pl.DataFrame, records: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the posts found in the text together with those of which the page's mark-up says that they are posts.

    Args:
        found: The posts as `find` returns them: what they say of the author and the day of a marked one is kept.
        records: The records, with `posts`.
        paragraphs: The paragraphs of their texts.
    """
    found = found.with_columns(marked_up=pl.lit(value=False), url=pl.lit(None, pl.String))
    if not records["posts"].list.len().sum():
        return found
    given = records.select("row", post="posts").filter(C("post").list.len() > 0).explode("post").unnest("post")
    inside = given.select("row", outer="start", outer_end="end").sort("row", "outer")
    inner = found.sort("row", "start").join_asof(
        inside, left_on="start", right_on="outer", by="row", check_sortedness=False
    )
    within = (C("start") < C("outer_end")).fill_null(value=False)
    said = inner.filter(within).unique(["row", "outer"], keep="first", maintain_order=True)
    said = said.select(
        "row", "author", "posted", "posted_raw", "posted_start", "posted_end", start="outer", account="handle"
    )
    starts = paragraphs.select("row", "paragraph", "start")
    marked = given.join(starts, on=["row", "start"], how="inner", maintain_order="left")
    marked = marked.join(said, on=["row", "start"], how="left", maintain_order="left").with_columns(
        handle=pl.coalesce("account", "handle"), rest_of_paragraph=pl.lit(value=False), marked_up=pl.lit(value=True)
    )
    both = pl.concat([inner.filter(~within).select(found.columns), marked.select(found.columns)])
    return both.sort("row", "paragraph", "start")


@cache
def _gate() -> str:
    """Return one pattern that every article with a post matches."""
    words = [*phrases("signature"), *phrases("opening")]
    return f"{_TRACES}|{'|'.join(pl.Series(words).str.escape_regex())}"


def _dated(posts: pl.DataFrame) -> pl.DataFrame:
    """Read the dates that are not read yet."""
    unread = C("posted").is_null() & C("posted_raw").is_not_null()
    rest = posts.filter(unread)
    if rest.is_empty():
        return posts
    return pl.concat([posts.filter(~unread), dated(rest)])


def _apart(posts: pl.DataFrame) -> pl.DataFrame:
    """Of posts that overlap keep the one that starts first, is named, or is longest."""
    unnamed = C("author").is_null() & C("handle").is_null()
    posts = posts.sort("row", "start", unnamed, -C("end"), maintain_order=True)
    kept, reached = [], dict[int, int]()
    for place, (row, start, end) in enumerate(posts.select("row", "start", "end").iter_rows()):
        if start >= reached.get(row, 0):
            kept.append(place)
            reached[row] = end
    return posts[kept]


def _shared(posts: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Add `rest_of_paragraph`: words of the article stand before or after the post in its paragraphs."""
    first = paragraphs.select("row", "paragraph", opens="start", head="text")
    posts = posts.join(first, on=["row", "paragraph"], how="left", maintain_order="left")
    ends = paragraphs.select("row", last="start", closes="end", foot="text").sort("row", "last")
    posts = posts.sort("row", "end").join_asof(
        ends, left_on="end", right_on="last", by="row", check_sortedness=False, allow_exact_matches=False
    )
    rest = pl.concat_str(C("head").str.head(C("start") - C("opens")), C("foot").str.slice(C("end") - C("last")))
    words = rest.str.contains(r"[\p{L}\p{N}]").fill_null(value=False)
    shared = posts.with_columns(rest_of_paragraph=words).drop("opens", "head", "last", "closes", "foot")
    return shared.sort("row", "paragraph", "start")


def _days_after(posts: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Tell how many days after its article a post was written."""
    if posts.is_empty():
        return posts.with_columns(days_after=pl.lit(None, pl.Int64))
    whole_day = C("published_precision").is_in(["day", "second"])
    days = articles.select("row", day=pl.when(whole_day).then("published"))
    joined = posts.join(days, on="row", how="left", maintain_order="left")
    return joined.with_columns(days_after=(C("posted") - C("day")).dt.total_days()).drop("day")


POSTS = Fact(
    name="posts",
    needs=("records", "paragraphs"),
    yields_to=("phrases",),
    find=lambda tables, _: with_marked_up(
        find(flowing(tables), tables["records"]), tables["records"], tables["paragraphs"]
    ),
    marks=lambda tables: covered(tables["paragraphs"], tables["posts"], "embed"),
)
EMBEDDED = Fact(
    name="embeds",
    needs=("posts", "articles"),
    find=lambda tables, _: _days_after(tables["posts"], tables["articles"]),
    frame=EMBEDS,
    counts={"embeds": pl.len()},
)
FACT = (POSTS, EMBEDDED)
