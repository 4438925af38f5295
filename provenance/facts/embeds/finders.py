"""The forms in which embedded posts stand in plain text, each a function from paragraphs to posts.

All return the columns of POST; `posted` is null where it has not been read yet. A form looks for its rarest words
first, and applies the large pattern of dates only to what has them.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts import spans
from provenance.facts.dates import grammar
from provenance.facts.embeds.extent import first_paragraphs
from provenance.frames.steps import in_steps

C = pl.col
POST = pl.Schema(
    {
        "row": pl.UInt32(),
        "paragraph": pl.Int64(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "platform": pl.String(),
        "author": pl.String(),
        "handle": pl.String(),
        "posted": pl.Date(),
        "posted_raw": pl.String(),
        "posted_start": pl.Int64(),
        "posted_end": pl.Int64(),
    }
)
NEAR = 8  # paragraphs between the first and the last line of a framed post
_STAMP = 100  # code points after an account in which its date stands
LONGEST = 330  # code points in a post that stands in one paragraph
_DASH = "—|–|―|-{1,2}|&mdash;"
_ACCOUNT = r"\(@(?P<handle>[\p{L}\p{N}_.]+)\)"
_LONGEST_ACCOUNT = 40  # counted apart: forty times all letters make a pattern slow to build
CLOCK = r"[0-2]?[0-9][:h.][0-5][0-9](?::[0-5][0-9])?(?:\s*(?:[AaPp]\.?[Mm]\.?|Uhr))?(?:\s*[A-Z]{3,4}(?-u:\b))?"


def date_pattern(names: grammar.Names) -> str:
    """Return the pattern of a date, group `when`, that may name the weekday and be followed by a time.

    Args:
        names: Those that stand in the texts (`grammar.named_in`).
    """
    return rf"(?P<when>{grammar.any_day(names)}(?:\s*г\.)?)"


@cache
def phrases(role: str, platform: str | None = None) -> list[str]:
    """Return the phrases of the catalogue with that role."""
    lines = catalogues.load("platforms").filter(C("role") == role)
    if platform:
        lines = lines.filter(C("platform") == platform)
    return lines.select(catalogues.many("texts").explode())["texts"].unique().to_list()


def dated(posts: pl.DataFrame) -> pl.DataFrame:
    """Read the date in `posted_raw` to `posted`; null where it is none, or ambiguous."""
    dates = grammar.read(
        posts.select(
            "posted_raw", raw="posted_raw", day_first=pl.lit(None, pl.Boolean), language=pl.lit(None, pl.String)
        )
    )
    return posts.with_columns(posted=dates.select(pl.when(~C("ambiguous")).then("date")).to_series())


def tweets(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find posts that end with `— Name (@account) date`, in one paragraph or over several."""
    marked = paragraphs.filter(C("text").str.contains("(@", literal=True))
    hits = _signatures(marked) if marked.height else marked
    if hits.is_empty():
        return POST.to_frame()
    before = paragraphs.select("row", paragraph=C("paragraph") + 1, previous="text")
    hits = hits.join(before, on=["row", "paragraph"], how="left", maintain_order="left")
    at_start, at_end = C("match_start") == 0, C("match_end") == C("text").str.len_chars().cast(pl.Int64)
    hanging = C("previous").str.contains(rf"(?:{_DASH})$").fill_null(value=False) & at_start & C("dash").is_null()
    complete = C("when").is_not_null() | (at_start & at_end)
    hits = hits.with_columns(hanging=hanging).filter(complete & (C("dash").is_not_null() | C("hanging")))
    if hits.is_empty():
        return POST.to_frame()
    posts = dated(_placed(hits))
    only_dash = C("hanging") & (C("previous").str.len_bytes() <= len("&mdash;"))
    lone = posts.filter(~C("own"), "leads").with_columns(
        paragraph=pl.when(only_dash).then(C("paragraph") - 1).otherwise("paragraph")
    )
    lone = first_paragraphs(lone, paragraphs, hits.select("row", "paragraph"))
    there = posts.filter(C("own") | ~C("leads"))
    return pl.concat([there.select(POST.names()), lone.select(POST.names())])


def _signatures(marked: pl.DataFrame) -> pl.DataFrame:
    """Return what looks like a signature: match_start, match_end, dash, author, handle, when."""
    name = r"(?P<author>[^\n—–―]{1,70}?)"
    signature = rf"(?:(?P<dash>{_DASH})\s*)?{name}\s*{_ACCOUNT}"
    hits = spans.matches(marked, spans.unnamed(signature))
    # The pattern may begin before a plain hyphen; the last one that stands as a dash is the signature's.
    cut = C("match").str.extract(r"(?s)^(.*\s)-{1,2}\s", 1).str.len_chars().fill_null(0).cast(pl.Int64)
    cut = pl.when(C("match").str.contains(rf"^(?:{_DASH})")).then(0).otherwise(cut)
    hits = hits.with_columns(match=C("match").str.slice(cut), match_start=C("match_start") + cut)
    hits = hits.with_columns(got=spans.groups("match", f"^{signature}$")).unnest("got")
    hits = hits.with_columns(tail=C("text").str.slice(C("match_end"), _STAMP))
    tail = spans.groups("tail", rf"^(?P<gap>[\s,]*){date_pattern(grammar.named_in(hits['tail']))}")
    size = (C("gap") + C("when")).str.len_chars().cast(pl.Int64).fill_null(0)
    hits = hits.filter(C("handle").str.len_chars() <= _LONGEST_ACCOUNT)
    return hits.with_columns(tail=tail).unnest("tail").with_columns(match_end=C("match_end") + size)


def _placed(hits: pl.DataFrame) -> pl.DataFrame:
    """Say where posts begin and end whose signatures are `hits`.

    `own` tells that their text shares the paragraph, `leads` that no other post does before it: one that is neither has
    no text.
    """
    before = C("match_end").shift(1).over("row", "paragraph")
    after = before.fill_null(0)  # the end of a post in the same paragraph
    between = spans.cut(C("text"), after, C("match_start"))
    own = between.str.strip_chars() != ""
    opens = after + spans.leading_space(between) + _overflow(between)
    end = C("start") + C("match_end")
    dated = C("when").is_not_null()
    return hits.with_columns(
        start=C("start") + pl.when(own).then(opens).otherwise("match_start"),
        end=end,
        posted_raw="when",
        posted_start=pl.when(dated).then(end - C("when").str.len_chars().cast(pl.Int64)),
        posted_end=pl.when(dated).then(end),
        handle=pl.format("@{}", "handle"),
        author=C("author").str.strip_chars().replace("", None),
        platform=pl.lit("twitter"),
        own=own,
        leads=before.is_null(),
    )


def _overflow(text: pl.Expr) -> pl.Expr:
    """Say how many code points of a text before an inline signature belong to the article: it exceeds any tweet."""
    spare = (text.str.len_chars().cast(pl.Int64) - LONGEST).clip(0)
    rest = text.str.slice(spare)
    to_sentence = rest.str.extract(r"(?s)^(.*?[.!?:][”\"»]?\s+)", 1).str.len_chars().fill_null(0).cast(pl.Int64)
    return pl.when(spare > 0).then(spare + to_sentence).otherwise(0)


def signed(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find Instagram and Facebook posts, whose last line says who shared them, and when."""
    parts = []
    likely = paragraphs.filter(C("text").str.contains(grammar.alternatives(phrases("signature"))))
    for platform in ("instagram", "facebook"):
        opens = grammar.alternatives(phrases("signature", platform))
        found = likely.filter(C("text").str.contains(opens)) if likely.height else likely
        if found.is_empty():
            continue
        date = date_pattern(grammar.named_in(found["text"]))
        if platform == "instagram":
            rest = rf"{_ACCOUNT}(?:\s+(?:on|am|le|el|il|em|op|den|d\.|w dniu))?(?:\s+{date}[^\n]{{0,30}})?"
        else:
            # Facebook's line is also that of many a blog's byline, but for the weekday.
            rest = rf"(?P<handle>)\S{{2,4}}\s+{date}[^\n]{{0,12}}"
        line = rf"(?P<sign>{opens}\s+(?P<author>[^\n]{{1,80}}?)\s+{rest})$"
        parts.append(_ended(found.with_columns(platform=pl.lit(platform)), opens, line))
    if not parts:
        return POST.to_frame()
    lines = pl.concat(parts)
    weekday = C("when").str.contains(f"^{grammar.named_in(lines['when']).weekday}")
    lines = lines.filter((C("platform") == "instagram") | ((C("paragraph") > 1) & weekday))
    if lines.is_empty():
        return POST.to_frame()
    return _signed_spans(lines, paragraphs)


def _ended(paragraphs: pl.DataFrame, opens: str, line: str) -> pl.DataFrame:
    """Return the lines that end posts, of paragraphs whose last one does: each with the text `before` it, from `start`.

    `leads` tells that no other such line stands before it in its paragraph.
    """
    read = paragraphs.lazy().with_columns(got=spans.groups("text", f"^(?s:(?P<before>.*?)){line}"), leads=True)
    ended = read.unnest("got").filter(C("handle").str.len_chars() <= _LONGEST_ACCOUNT).pipe(in_steps)
    several = C("before").str.contains(opens)
    more = ended.filter(several)
    if more.is_empty():
        return ended
    hits = spans.matches(more.select(paragraphs.columns), rf"(?m){spans.unnamed(line)}")
    earlier = C("match_end").shift(1).over("row", "paragraph")
    hits = hits.with_columns(leads=earlier.is_null(), after=earlier.fill_null(0))
    text = spans.cut(C("text"), C("after"), C("match_start"))
    apart = hits.with_columns(
        got=spans.groups("match", f"^{line}"),
        before=text.str.strip_chars_start(),
        start=C("start") + C("after") + spans.leading_space(text),
        end=C("start") + C("match_end"),
    )
    return pl.concat([ended.filter(~several), apart.unnest("got").select(ended.columns)])


def _signed_spans(lines: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Let each post begin with the line that opens it, or with the paragraph before its last line."""
    sign = C("start") + C("before").str.len_chars().cast(pl.Int64)
    date = spans.unnamed(date_pattern(grammar.named_in(lines["sign"])))
    begin = pl.when(C("when").is_not_null()).then(sign + spans.offset(C("sign"), date))
    placed = lines.with_columns(
        posted_raw="when",
        posted_start=begin,
        posted_end=begin + C("when").str.len_chars().cast(pl.Int64),
        posted=pl.lit(None, pl.Date),
        handle=pl.when(C("handle") != "").then(pl.format("@{}", "handle")),
        own=C("before").str.strip_chars() != "",
    )
    placed = _opened(placed, paragraphs)
    framed = placed.filter("framed").with_columns(paragraph="opened", start="opened_at")
    rest = placed.filter(~C("framed"))
    lone = first_paragraphs(rest.filter(~C("own"), "leads"), paragraphs, placed.select("row", "paragraph"))
    there = rest.filter(C("own") | ~C("leads"))
    return pl.concat(part.select(POST.names()) for part in (framed, there, lone))


def _opened(lines: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Add the line that opens each post: `opened`, `opened_at`, and `framed`, true where it is near and its own."""
    opens = grammar.alternatives(phrases("opening", "instagram"))
    opening = paragraphs.filter(C("text").str.contains(f"^{opens}"))
    opening = opening.select("row", opened="paragraph", opened_at="start").sort("row", "opened")
    lines = lines.sort("row", "paragraph", maintain_order=True).join_asof(
        opening, left_on="paragraph", right_on="opened", by="row", check_sortedness=False
    )
    another = (C("opened") <= C("paragraph").shift(1).over("row")).fill_null(value=False)
    near = (C("paragraph") - C("opened") <= NEAR).fill_null(value=False)
    return lines.with_columns(framed=near & ~another)
