"""How far back a post goes from the place where its signature stands.

Nothing in plain text says where a post begins. The paragraph before the signature is its text; one before that counts
only while the post stays within the platform's length, and up to the last one in which something is typical of posts:
a hashtag, a mention, an emoji, a writer who speaks of themselves, a list that goes on, a line that no stop ends.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts.dates.grammar import alternatives
from provenance.frames.steps import in_steps

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
_TAG = r"(?:^|[^\p{L}\p{N}&/])[#@]\p{L}[\p{L}\p{N}_]+"
_TAGS = 2  # who reports on a post names its hashtag, or its writer
_ITEM = r"^(\p{Extended_Pictographic}|[-–*•·・►▶✓→]|\(?[0-9a-h]\)|\p{Lu}[\p{L} .]{1,20}:|\S+ \S+ )"
_COUNTED = r"[0-9a-h]"  # of items: a), b), (1), (2)
_STOP = r"[.!?…:;。！？][\"'”“’‘»)\]]*$"
_SENTENCE = r"\.[\"'”“’‘»)\]]*$"  # the end of one: what is written under a picture has none as a rule
_LONG_LINE = 100  # characters; longer paragraphs before a signature say more than a post does
_OPEN_LINE = 60  # characters; shorter lines without a stop are headings as often
_LABEL = r"^\p{L}[\p{L} ]{1,20}: "  # Image: … is a caption


@cache
def _first_person() -> str:
    words = catalogues.load("first_person").select(catalogues.many("words").explode())["words"].unique().to_list()
    return f"(?:^|[^\\p{{L}}’'])(?:{alternatives(words)})(?:[^\\p{{L}}]|$)"


def first_paragraphs(ends: pl.DataFrame, paragraphs: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    """Return `ends` with `paragraph` and `start` of the first paragraph of the post; without one before it, unchanged.

    `ends` has `row, paragraph` (of the signature), `start`, `posted` (date or null), `platform` and `handle`. `stops`
    (`row, paragraph`) are paragraphs that cannot be a post's text: other signatures.
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
    own = ("platform", "handle")
    near = ends.select("post", "row", *own, limit=limit, number=C("paragraph") - 1).with_columns(
        back=pl.lit(list(range(1, LOOK_BACK + 1)))
    )
    near = near.explode("back").with_columns(number=C("number") - C("back") + 1).filter(C("number") >= 0)
    texts = paragraphs.select("row", "text", "kind", number="paragraph", at="start")
    near = near.join(texts, on=["row", "number"], how="inner").sort("post", "back")
    stopped = stops.select("row", number="paragraph", stop=pl.lit(value=True)).unique()
    near = near.join(stopped, on=["row", "number"], how="left", maintain_order="left")
    item = C("text").str.extract(_ITEM, 1).str.replace(_COUNTED, "0")
    listed = ((C("back") == 1) | C("typical") | C("goes_on")).cast(pl.Int8).cum_min().over("post") == 1
    return (
        near.lazy()
        .with_columns(sum=_size().cum_sum().over("post"), typical=_typical(), item=item)
        .with_columns(goes_on=_goes_on())
        .with_columns(typical=(C("typical") | (listed & C("goes_on"))) & ~_introduces())
        .with_columns(open=(_shut().cast(pl.Int8).cum_max() == 0).over("post"))
        .pipe(in_steps)
    )


def _introduces() -> pl.Expr:
    """Say whether the paragraph is a line of the article that leads to the post: it ends with a colon."""
    colon = C("text").str.contains(r"[:：]\s*$")
    return colon & ~C("text").str.contains(_OPENS_AS_POST) & (C("back") > 1)


def _shut() -> pl.Expr:
    """Say whether the post begins behind the paragraph at the latest."""
    text = C("text")
    another = C("stop").fill_null(value=False) | C("kind").is_in(["caption", "boilerplate", "dateline"])
    account = text.str.contains(r"^@\w+$")
    wordless = ~text.str.contains(r"\p{L}{2}|\p{Extended_Pictographic}|(?://|\.com/)")
    named = (text + " ").str.contains(C("handle") + r"[^\p{L}\p{N}_]").fill_null(value=False)  # others name the writer
    return another | _introduces() | account | wordless | named | _of_the_article()


def _size() -> pl.Expr:
    """Return how many characters of a post the paragraph takes."""
    return C("text").str.replace_all(_LINK, _LINK_COUNTS).str.len_chars().cast(pl.Int64)


def _of_the_article() -> pl.Expr:
    """Say whether the paragraph before a signature is none of the post: those of Instagram often have no text."""
    text = C("text")
    brief = (C("sum") <= _LONG_LINE) & ~text.str.contains(_OPENING_QUOTE) & ~text.str.contains(_REPORTS)
    brief &= (C("platform") != "instagram").fill_null(value=False) | ~text.str.contains(_SENTENCE)
    fits = (C("typical") | brief) & (C("sum") <= C("limit"))
    return (C("platform") != "twitter").fill_null(value=False) & (C("back") == 1) & ~fits


def _typical() -> pl.Expr:
    """Say whether something in the paragraph is typical of posts."""
    text = C("text")
    writer = text.str.contains(_first_person()) & ~text.str.contains(_OPENING_QUOTE)
    marked = (text.str.contains(_MARKS) | writer) & ~text.str.contains(_REPORTS)
    return marked | (text.str.count_matches(_TAG) >= _TAGS) | _dialogue()


def _goes_on() -> pl.Expr:
    """Say whether the paragraph is a line of several: it begins as the next one does, or no stop ends it."""
    text, next_item = C("text"), C("item").shift(1).over("post")  # nearest first
    unended = ~text.str.contains(_STOP) & (text.str.len_chars() >= _OPEN_LINE) & ~text.str.contains(_LABEL)
    return ((C("item") == next_item) | unended).fill_null(value=False) & ~text.str.contains(_OPENING_QUOTE)


def _dialogue() -> pl.Expr:
    """Say whether the paragraph and the one after it both are short quotations: jokes are told so, news is not."""
    quoted = C("text").str.contains(_OPENING_QUOTE) & (C("text").str.len_chars() <= _LONG_LINE)
    return quoted & quoted.shift(1).over("post").fill_null(value=False)
