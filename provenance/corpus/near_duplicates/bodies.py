"""The bodies of articles: what is compared, and by what it is known."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance.corpus import agencies
from provenance.corpus.base import KEY, Shuffle
from provenance.frames import ROW
from provenance.frames.steps import in_steps
from provenance.storage.spill import Spilled

SHORTEST = 20
"""Words of a body below which it is a remark, and shares its words by chance."""

C = pl.col
_PLACE = ("article", "source", "record")
_NARROW = (
    KEY, *_PLACE, "line", "words", "start", "end", "published", "publisher", "url", "agency", "publishing_agency",
)  # fmt: skip
_SPACES = ("  ", "\n", "\r", "\t", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}", "\N{NARROW NO-BREAK SPACE}")
"""What stands between words in the place of one space; rarer white space is left as it is."""
_BEHIND_PLACE = " \t–—-:"
"""What stands between a place with an agency and the first word of a report."""
_NO_SPACES = r"\p{Han}\p{Hiragana}\p{Katakana}"
"""Scripts that put no spaces between words: there each letter counts as one."""


def paragraphs(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the paragraphs of the bodies of a shard: its own words, without furniture, captions, posts and notices.

    A notice at the head or the end of a paragraph, as a place and an agency or who has reported, is left out as well.
    """
    own = found["paragraphs"].filter(kind="body").select(ROW, "paragraph", "start", "end", "text")
    return _without_notices(own, found["lineage"]).drop("paragraph")


def _without_notices(own: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """Leave out of paragraphs the notices with which they begin or end, unless they have no other words."""
    numbered = own.with_row_index("place")
    inside = numbered.join(notices.select(ROW, "paragraph", notice="start", until="end"), on=[ROW, "paragraph"])
    cut = inside.group_by("place", "start", "end", "text").agg(
        head=C("until").filter(C("notice") == C("start")).max().fill_null(0),
        tail=C("notice").filter(C("until") >= C("end") - 1).min(),
    )
    first, last = pl.max_horizontal("head", "start"), pl.min_horizontal("tail", "end")
    text = C("text").str.slice(first - C("start"), (last - first).clip(0)).str.strip_chars_end()
    left = cut.with_columns(first=first, text=text).filter(C("text").str.contains(r"\w"))
    if left.is_empty():
        return own
    words = C("text").str.strip_chars_start(_BEHIND_PLACE)
    start = C("first") + C("text").str.len_chars() - words.str.len_chars()
    left = left.select("place", text=words, start=start.cast(own.schema["start"]))
    left = left.with_columns(end=(C("start") + C("text").str.len_chars()).cast(own.schema["end"]))
    return numbered.update(left, on="place").select(own.columns)


def hashes(own: pl.DataFrame) -> pl.DataFrame:
    """Return the row of each article and the hash by which its body is known (`body`), from `paragraphs`."""
    return own.group_by(ROW).agg(C("text").hash(0)).select(ROW, body=C("text").hash(0))


def spaced(own: pl.DataFrame) -> pl.Series:
    """Return the texts of paragraphs with one space between two words."""
    text = own["text"]
    size = C("text").str.len_bytes() > 2 * C("text").str.len_chars()  # as letters without spaces make it
    odd = own.select(pl.any_horizontal(*map(_holds, _SPACES), size)).to_series().arg_true()
    if odd.is_empty():
        return text
    parted = text.gather(odd).str.replace_all(f"([{_NO_SPACES}])", " $1 ").str.replace_all(r"\s+", " ")
    return text.clone().scatter(odd, parted.str.strip_chars())


def _holds(letters: str) -> pl.Expr:
    return C("text").str.contains(letters, literal=True)


def kept(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the bodies of a shard that are long enough to be compared, with what tells where they come from."""
    own = paragraphs(found)
    number = spaced(own).str.count_matches(" ", literal=True).cast(pl.Int64) + 1
    each = own.with_columns(number=number).group_by(ROW, maintain_order=True).agg(
        words=C("number").sum(), start=C("start").min(), end=C("end").max(), starts=C("start"), texts=C("text"),
    )  # fmt: skip
    whole_day = C("published_precision").is_in(["day", "second"])
    known = found["articles"].select(
        ROW, "article", "source", "record", "line", "publisher", "url", published=pl.when(whole_day).then("published")
    )
    rows = each.filter(C("words") >= SHORTEST).join(hashes(own), on=ROW).join(known, on=ROW)
    rows = rows.join(agencies.named(found).pipe(in_steps), on=ROW, how="left").drop(ROW).rename({"body": KEY})
    return rows.select(*_NARROW, "starts", "texts")


def concerned(records: Spilled, found: pl.DataFrame, shuffle: Shuffle) -> pl.DataFrame:
    """Return the articles whose body is a candidate, or that of several articles, without their texts.

    Returns:
        A row an article in the order of id, source and record: `turn`, that order; `copy`, which article of its body it
        is, the representative being 0; and what `kept` knows of it.
    """
    bodies = pl.concat([found["body"], found["other_body"]]).unique()
    is_concerned = C(KEY).is_in(bodies.implode()) | C(KEY).is_duplicated()
    parts = [part.filter(is_concerned) for part in shuffle(records.each(_NARROW), KEY, records.height)]
    ordered = pl.concat(parts or [records.chunk(0, _NARROW).clear()]).sort(_PLACE, nulls_last=True)
    return ordered.with_row_index("turn").with_columns(copy=pl.int_range(pl.len()).over(KEY))
