"""What each article of a cluster is to the original: a copy, abridged, rewritten, an update, a twin of its template."""

from __future__ import annotations

import polars as pl

from provenance.corpus.base import KEY
from provenance.corpus.earliest import earliest_first, with_agency
from provenance.corpus.near_duplicates.slots import ALIKE, FILLED

SAME = 0.05
"""Share of its words that a text may have for itself and still say the same: a headline, a byline, other spellings."""
IN_ORDER = 0.9
"""Share of its shingles that a copy has in common with the original: less, and its sentences stand in another order."""
OUTDATED = 0.1
"""Share of the words of the original that an update may have left out."""
TWIN = 0.6
"""Share of the runs of differing words of two twins that are short and hold a name or a number."""

C = pl.col
_SIDES = ("body", "other_body")
_OF = "original_"


def given(members: pl.DataFrame, compared: pl.DataFrame) -> pl.DataFrame:
    """Add what frames.CLUSTERS says of them to the members of clusters.

    The original is the article of the agency that others name, else the first that was published, else the longest;
    of equal ones the first by id. What an article shares with it decides its role; where the two were not compared,
    what it shares with the representative of the cluster.

    Args:
        members: `cluster, key, centre, turn, article` and what is known of each article.
        compared: What their bodies share: `pairs.COMPARED`.
    """
    members = with_agency(members, ["cluster"])
    originals = _originals(members)
    known = members.join(originals, on="cluster")
    shares = _directed(compared)
    direct = known.join(shares, left_on=[KEY, f"{_OF}body"], right_on=["one", "of"], how="left")
    centre = known.select(KEY, one="centre").unique().join(shares, left_on=[KEY, "one"], right_on=["one", "of"])
    central = known.select("turn", KEY, one="centre").join(centre, on=[KEY, "one"], how="left")
    filled = direct.join(central.drop(KEY, "one"), on="turn", how="left", suffix="_centre")
    other_body = C(KEY) != C(f"{_OF}body")
    known_of = {name: pl.coalesce(name, pl.when(other_body).then(f"{name}_centre")) for name in _SHARES}
    compared_with = filled.with_columns(**known_of)
    stated = (C("agency") == C("credited")).fill_null(value=False) | C("is_agency")
    same_place = (C("publisher") == C(f"{_OF}publisher")) | (C("url") == C(f"{_OF}url"))
    facts = compared_with.with_columns(
        role=_role(), original=f"{_OF}article", named="agency", same_place=same_place.fill_null(value=False),
        stated=stated,
    )  # fmt: skip
    return facts.with_columns(
        confidence=_confidence(), evidence=_evidence(), agency="credited", contained=1 - C("own").fill_null(0.0)
    )


def _originals(members: pl.DataFrame) -> pl.DataFrame:
    """Return the original of each cluster: `cluster`, and its columns with `original_` before their names."""
    ordered = earliest_first(members, ["cluster"])
    first = ordered.unique("cluster", keep="first", maintain_order=True)
    second = ordered.filter(pl.int_range(pl.len()).over("cluster") == 1).select("cluster", next_published="published")
    named = {"body": KEY} | {name: name for name in ("turn", "article", "published", "publisher", "url", "is_agency")}
    return first.select("cluster", *(C(of).alias(f"{_OF}{name}") for name, of in named.items())).join(
        second, on="cluster", how="left"
    )


_SHARES = ("contained", "other_contained", "own", "other_own", "ratio", "slots")


def _directed(compared: pl.DataFrame) -> pl.DataFrame:
    """Return what each body shares with the other one of its pair, both ways: `one, of` and _SHARES."""
    own, other_own = 1 - C("shared_words") / C("words"), 1 - C("other_shared_words") / C("other_words")
    ratio = C("words") / C("other_words")
    there = compared.select(
        "contained", "other_contained", "slots", one="body", of="other_body", own=own, other_own=other_own, ratio=ratio
    )
    back = compared.select(
        "slots", contained="other_contained", other_contained="contained", one="other_body", of="body",
        own=other_own, other_own=own, ratio=1 / ratio,
    )  # fmt: skip
    return pl.concat([there, back.select(there.columns)])


def _role() -> pl.Expr:
    same_place = (C("publisher") == C(f"{_OF}publisher")) | (C("url") == C(f"{_OF}url"))
    later = (C("published") >= C(f"{_OF}published")).fill_null(value=True)
    twins = (C("slots") >= TWIN) & C("ratio").is_between(ALIKE, 1 / ALIKE) & (C("own") > FILLED)
    same_words = (C("own") <= SAME) & (C("other_own") <= SAME)
    return (
        pl.when(C("turn") == C(f"{_OF}turn")).then(pl.lit("original"))
        .when(C("own").is_null()).then(pl.lit("copy"))  # the same body
        .when(twins).then(pl.lit("template"))
        .when(same_words & (C("contained") >= IN_ORDER)).then(pl.lit("copy"))
        .when((C("own") <= SAME) & (C("ratio") < 1) & ~same_words).then(pl.lit("abridged"))
        .when((C("other_own") <= OUTDATED) & (C("ratio") > 1) & later & same_place.fill_null(value=False))
        .then(pl.lit("update"))
        .otherwise(pl.lit("rewritten"))
    )  # fmt: skip


def _confidence() -> pl.Expr:
    """Tell how sure the role is: the nearer a share lies to its limit, the less."""
    first = C(f"{_OF}is_agency") | (C(f"{_OF}published") < C("next_published")).fill_null(value=False)
    own, other_own = C("own").clip(0, 1), C("other_own").clip(0, 1)
    sure = (
        pl.when(role="original").then(pl.when(first).then(0.9).otherwise(0.5))
        .when(C("own").is_null()).then(1.0)
        .when(role="template").then(C("slots"))
        .when(role="copy").then(1 - pl.max_horizontal(own, other_own) * 4)
        .when(role="abridged").then((1 - own * 4) * (0.7 + other_own).clip(0, 1))
        .when(role="update").then((1 - other_own * 4) * (0.7 + own).clip(0, 1))
        .otherwise((0.5 + own).clip(0, 0.9))
    )  # fmt: skip
    return sure.round(2)


def _evidence() -> pl.Expr:
    """Say what the role is known by."""
    percent = ((1 - C("own")) * 100).round(0).cast(pl.Int64)
    other_percent = ((1 - C("other_own")) * 100).round(0).cast(pl.Int64)
    shares = pl.format("{} % of its words stand in {}, and {} % of those here", percent, f"{_OF}article", other_percent)
    days = (C("published") - C(f"{_OF}published")).dt.total_days()
    when = (
        pl.when(days == 0).then(pl.lit("published on the same day"))
        .when(days > 0).then(pl.format("published {} later", _days(days)))
        .when(days < 0).then(pl.format("published {} earlier", _days(-days)))
    )  # fmt: skip
    first = (
        pl.when(f"{_OF}is_agency").then(pl.lit("published by the agency that others name"))
        .when((C("published") < C("next_published")).fill_null(value=False)).then(pl.lit("published before all others"))
        .when(C("published").is_not_null() & C("next_published").is_null()).then(pl.lit("the only one with a date"))
        .otherwise(pl.lit("no date tells which was first"))
    )  # fmt: skip
    same = pl.format("the same words as {}", f"{_OF}article")
    words = pl.when(C("own").is_null()).then(same).otherwise(shares)
    credit = pl.when(C("named").is_not_null()).then(pl.format("names {}", "named"))
    said = pl.concat_str(words, when, credit, separator="; ", ignore_nulls=True)
    return pl.when(role="original").then(first).otherwise(said)


def _days(number: pl.Expr) -> pl.Expr:
    return pl.when(number == 1).then(pl.lit("a day")).otherwise(pl.format("{} days", number))
