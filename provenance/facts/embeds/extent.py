"""How far back a post goes from the place where its signature stands.

Nothing in plain text says where a post begins. The paragraph before the signature is its text; one before that counts
only while the post stays within the platform's length, and up to the last one in which something is typical of posts:
a hashtag, a mention, an emoji, a writer who speaks of themselves.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts.dates.grammar import alternatives

C = pl.col
LOOK_BACK = 9  # paragraphs
_LINK = r"(?:https?://|pic\.twitter\.com/)\S+"
_LINK_COUNTS = "x" * 23  # Twitter counts every link as so many characters
_LENGTH, _LENGTH_BEFORE = 280, 140  # characters in a tweet, and in one before November 2017
_LENGTHENED = pl.date(2017, 11, 8)
_SLACK = 25  # characters that mark-up and white space may add
_MARKS = r"(?:^|[^\p{L}\p{N}&/])#\p{L}[\p{L}\p{N}_]+|^@\p{L}\w+ |\p{Extended_Pictographic}"
_OPENS_AS_POST = r"^(?:[#@]\p{L}|\p{Extended_Pictographic})"
_REPORTS = r"(?i:\b(?:tweet\w*|twitter\w*|hashtags?|posted|wrote|said|says|told|schrieb|sagte|écrit|escribió)\b)"
_OPENING_QUOTE = r"^[“”„«»\"‘‚]"


@cache
def _first_person() -> str:
    words = catalogues.load("first_person").select(catalogues.many("words").explode())["words"].unique().to_list()
    return f"(?:^|[^\\p{{L}}’'])(?:{alternatives(words)})(?:[^\\p{{L}}]|$)"


def first_paragraphs(ends: pl.DataFrame, paragraphs: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    """Return `ends` with `paragraph` and `start` of the first paragraph of the post; without one before it, unchanged.

    `ends` has `row, paragraph` (of the signature), `start`, `posted` (date or null). `stops` (`row, paragraph`) are
    paragraphs that cannot be a post's text: other signatures.
    """
    ends = ends.with_row_index("post")
    back = _paragraphs_before(ends, paragraphs, stops)
    extent = (
        back.filter(C("open"), (C("back") == 1) | (C("sum") <= C("limit")))
        .filter((C("back") == 1) | C("typical"))
        .sort("post", "back")
        .unique("post", keep="last", maintain_order=True)
        .select("post", first="number", first_start="at")
    )
    found = ends.join(extent, on="post", how="left", maintain_order="left")
    return found.with_columns(
        paragraph=pl.coalesce("first", "paragraph"), start=pl.coalesce("first_start", "start")
    ).drop("post", "first", "first_start")


def _paragraphs_before(ends: pl.DataFrame, paragraphs: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    """Return for each end the paragraphs before it, nearest first, with what tells whether they belong to the post."""
    limit = pl.when(C("posted") < _LENGTHENED).then(_LENGTH_BEFORE).otherwise(_LENGTH) + _SLACK
    near = ends.select("post", "row", limit=limit, number=C("paragraph") - 1).with_columns(
        back=pl.lit(list(range(1, LOOK_BACK + 1)))
    )
    near = near.explode("back").with_columns(number=C("number") - C("back") + 1).filter(C("number") >= 0)
    texts = paragraphs.select("row", "text", "kind", number="paragraph", at="start")
    near = near.join(texts, on=["row", "number"], how="inner").sort("post", "back")
    stopped = stops.select("row", number="paragraph", stop=pl.lit(value=True)).unique()
    near = near.join(stopped, on=["row", "number"], how="left", maintain_order="left")
    typical = C("text").str.contains(_MARKS) | (
        C("text").str.contains(_first_person()) & ~C("text").str.contains(_OPENING_QUOTE)
    )
    typical = (typical & ~C("text").str.contains(_REPORTS)) | _dialogue()
    introduces = C("text").str.contains(r"[:：]\s*$") & ~C("text").str.contains(_OPENS_AS_POST) & (C("back") > 1)
    account = C("text").str.contains(r"^@\w+$")
    wordless = ~C("text").str.contains(r"\p{L}{2}|\p{Extended_Pictographic}|(?://|\.com/)")
    ends_here = C("stop").fill_null(value=False) | C("kind").is_in(["caption", "boilerplate", "dateline"]) | introduces
    shut = ends_here | account | wordless
    return near.with_columns(
        sum=C("text").str.replace_all(_LINK, _LINK_COUNTS).str.len_chars().cast(pl.Int64).cum_sum().over("post"),
        open=(shut.cast(pl.Int8).cum_max() == 0).over("post"),
        typical=typical & ~introduces,
    )


def _dialogue() -> pl.Expr:
    """Say whether the paragraph and the one after it both are short quotations: jokes are told so, news is not."""
    quoted = C("text").str.contains(_OPENING_QUOTE) & (C("text").str.len_chars() <= LONG_LINE)
    return quoted & quoted.shift(1).over("post").fill_null(value=False)


LONG_LINE = 100
